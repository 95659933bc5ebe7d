using System.Globalization;
using System.Text.RegularExpressions;
using SyncCluster.Core.Supply;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <summary>In which order a date made of numbers and strokes has its parts.</summary>
internal enum DateOrder
{
    /// <summary>Nobody said: a date that could be read both ways is not read at all.</summary>
    Unsaid,

    /// <summary>Day, month, year.</summary>
    DayFirst,

    /// <summary>Month, day, year.</summary>
    MonthFirst,
}

/// <summary>How a supplier writes dates.</summary>
/// <param name="Today">The day of the scrape, in the supplier's zone: lead times count from it, years that are left out follow it.</param>
internal sealed record DeliveryStyle(DateOnly Today)
{
    /// <summary>.NET formats that are tried first, such as <c>yyMMdd</c>.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>The culture of month names in <see cref="Formats"/>.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>The order of 02/12/2026.</summary>
    public DateOrder Order { get; init; } = DateOrder.DayFirst;
}

/// <summary>What a text about a delivery says.</summary>
/// <param name="Promise">The promise; <see cref="DeliveryPromise.Unknown"/> where the text says nothing, or cannot be read.</param>
/// <param name="Problem">Why it could not be read; null where it could.</param>
internal sealed record DeliveryReading(DeliveryPromise Promise, string? Problem = null);

/// <summary>Reads what suppliers write about delivery. Knows named patterns only: a text that fits none is not guessed at.</summary>
internal static partial class DeliveryText
{
    private const int FirstSensibleYear = 2000;
    private const int LastSensibleYear = 2099;

    // How long a time stays the one that has passed: a day for long, of a month or a week the next one is meant sooner.
    private const int DayPassedFor = 60;
    private const int SpanPassedFor = 31;

    /// <summary>Reads <paramref name="raw"/>.</summary>
    public static DeliveryReading Read(string? raw, DeliveryStyle style)
    {
        var clean = PlainText.Clean(raw);
        foreach (var format in style.Formats)
        {
            if (DateOnly.TryParseExact(clean, format, style.Culture, DateTimeStyles.None, out var named)
                || (DateTime.TryParseExact(clean, format, style.Culture, DateTimeStyles.None, out var stamp) && Day(stamp, out named)))
                return Said(named);
        }

        var text = PlainText.Fold(clean).Trim(' ', '!', ';', ',', '*');
        if (text.Length == 0 || DeliveryWords.Unknown.Contains(text)) return new(new DeliveryPromise.Unknown());
        if (DeliveryWords.InStock.Contains(text)) return new(new DeliveryPromise.InStock());
        if (DeliveryWords.Discontinued.Contains(text)) return new(new DeliveryPromise.Discontinued());
        return LeadTime(text, style) ?? OneUnit(text, style) ?? Dated(text, style) ?? Phrase(text, style) ?? NotThereUntil(text, style)
            ?? new(new DeliveryPromise.Unknown(), $"'{Cut(clean)}' is no date, lead time or word that is known.");
    }

    private static DeliveryReading? Dated(string text, DeliveryStyle style)
    {
        for (var rest = text; ;)
        {
            if (Week(rest, style) is { } week) return week;
            if (Quarter(rest, style) is { } quarter) return quarter;
            if (Third(rest, style) is { } third) return third;
            if (Numbers(rest, style) is { } numbers) return numbers;
            if (Named(rest, style) is { } named) return named;
            if (Vague(rest, style) is { } vague) return vague;
            if (Range().Match(rest) is { Success: true } range && Dated(range.Groups[2].Value, style) is { Problem: null } last
                && IsBefore(range.Groups[1].Value, last, style)) return last;
            var shorter = Leading().Replace(rest, "", 1);
            if (shorter.Length == rest.Length || shorter.Length == 0) return null;
            rest = shorter;
        }
    }

    /// <summary>The left side of a range is a date too, or the days or months that its right side completes.</summary>
    private static bool IsBefore(string left, DeliveryReading right, DeliveryStyle style) =>
        right.Promise.Latest is not null
        && (PartOfDate().IsMatch(left) || Dated(left, style) is { Problem: null, Promise.Class: PromiseClass.Dated });

    private static DeliveryReading? Week(string text, DeliveryStyle style)
    {
        var match = WeekAfterWord().Match(text);
        if (!match.Success) match = WeekBeforeWord().Match(text);
        if (!match.Success) match = IsoWeek().Match(text);
        if (!match.Success) return null;
        var number = Number(match.Groups["to"].Success ? match.Groups["to"] : match.Groups["n"]);
        if (number is < 1 or > 53) return NotReal(text);
        var year = Year(match.Groups["y"]);
        if (year is null)
        {
            year = NextYear(one => number > ISOWeek.GetWeeksInYear(one) ? null : DateOnly.FromDateTime(ISOWeek.ToDateTime(one, number, DayOfWeek.Sunday)), SpanPassedFor, style);
        }

        if (IsPlaceholder(year.Value)) return new(new DeliveryPromise.Unknown());
        return number > ISOWeek.GetWeeksInYear(year.Value) ? NotReal(text) : new(new DeliveryPromise.Week(year.Value, number));
    }

    private static DeliveryReading? Quarter(string text, DeliveryStyle style)
    {
        var match = QuarterOne().Match(text);
        if (!match.Success) match = QuarterWord().Match(text);
        if (!match.Success) match = QuarterLast().Match(text);
        if (!match.Success) return null;
        var number = match.Groups["n"].Value switch { "i" => 1, "ii" => 2, "iii" => 3, "iv" => 4, var digit => digit[0] - '0' };
        var year = Year(match.Groups["y"]) ?? YearOf(number * 3, style);
        return IsPlaceholder(year) ? new(new DeliveryPromise.Unknown()) : new(new DeliveryPromise.Quarter(year, number));
    }

    private static DeliveryReading? Third(string text, DeliveryStyle style)
    {
        var year = YearEnd().Match(text);
        if (year.Success) return new(new DeliveryPromise.MonthThird(Year(year.Groups["y"]) ?? style.Today.Year, 12, 3));
        var match = ThirdOfMonth().Match(text);
        if (!match.Success || !DeliveryWords.Thirds.TryGetValue(match.Groups["part"].Value.Trim(), out var third)) return null;
        var named = match.Groups["m"].Value;
        if (!DeliveryWords.Months.TryGetValue(named, out var month) && !int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out month)) return null;
        if (month is < 1 or > 12) return NotReal(text);
        var of = Year(match.Groups["y"]) ?? YearOf(month, style);
        return IsPlaceholder(of) ? new(new DeliveryPromise.Unknown()) : new(new DeliveryPromise.MonthThird(of, month, third));
    }

    /// <summary>Dates and months of numbers only.</summary>
    private static DeliveryReading? Numbers(string text, DeliveryStyle style)
    {
        if (YearFirst().Match(text) is { Success: true } iso) return On(Year(iso.Groups["y"])!.Value, Number(iso.Groups["m"]), Number(iso.Groups["d"]), text);
        if (DayMonthYear().Match(text) is { Success: true } match)
        {
            var (first, second) = (Number(match.Groups["a"]), Number(match.Groups["b"]));
            var year = Year(match.Groups["y"]);
            var dots = match.Groups["s"].Value.Trim() == ".";
            if (!dots && style.Order == DateOrder.Unsaid && first <= 12 && second <= 12 && first != second)
                return new(new DeliveryPromise.Unknown(), $"'{text}' can be read as two dates; set dateOrder.");
            var monthFirst = !dots && (style.Order == DateOrder.MonthFirst || (style.Order == DateOrder.Unsaid && second > 12));
            var (day, month) = monthFirst ? (second, first) : (first, second);
            return On(year ?? NextYear(day, month, style), month, day, text);
        }

        if (MonthOfYear().Match(text) is not { Success: true } part) return null;
        var (number, of) = (Number(part.Groups["m"]), Year(part.Groups["y"])!.Value);
        if (IsPlaceholder(of)) return new(new DeliveryPromise.Unknown());
        // 49/2026 can be nothing but a week.
        if (number is > 12 and <= 53 && number <= ISOWeek.GetWeeksInYear(of)) return new(new DeliveryPromise.Week(of, number));
        return number is < 1 or > 12 ? NotReal(text) : new(new DeliveryPromise.Month(of, number));
    }

    /// <summary>Dates and months with a month's name.</summary>
    private static DeliveryReading? Named(string text, DeliveryStyle style)
    {
        var match = DayNamed().Match(text);
        if (!match.Success) match = NamedDay().Match(text);
        if (match.Success && DeliveryWords.Months.TryGetValue(match.Groups["m"].Value, out var month))
        {
            var day = Number(match.Groups["d"]);
            return On(Year(match.Groups["y"]) ?? NextYear(day, month, style), month, day, text);
        }

        match = MonthNamed().Match(text);
        if (!match.Success || !DeliveryWords.Months.TryGetValue(match.Groups["m"].Value, out month)) return null;
        var year = Year(match.Groups["y"]) ?? YearOf(month, style);
        return IsPlaceholder(year) ? new(new DeliveryPromise.Unknown()) : new(new DeliveryPromise.Month(year, month));
    }

    private static DeliveryReading? LeadTime(string text, DeliveryStyle style)
    {
        var match = Lead().Match(text);
        if (!match.Success) return null;
        var max = Number(match.Groups["to"].Success ? match.Groups["to"] : match.Groups["n"]);
        var min = match.Groups["within"].Success ? 0 : Number(match.Groups["n"]);
        LeadUnit? unit = match.Groups["unit"].Value switch
        {
            _ when match.Groups["work"].Success => LeadUnit.WorkingDay,
            var word when word.StartsWith("werk", StringComparison.Ordinal) || word.StartsWith("arbeit", StringComparison.Ordinal) || word == "wt" => LeadUnit.WorkingDay,
            var word when HourWord().IsMatch(word) => null,
            var word when WeekWord().IsMatch(word) => LeadUnit.Week,
            var word when MonthWord().IsMatch(word) => LeadUnit.Month,
            _ => LeadUnit.Day,
        };
        if (unit is null) (min, max, unit) = (min / 24, (max + 23) / 24, LeadUnit.Day);
        return max > 1000 || min > max ? NotReal(text) : new(new DeliveryPromise.LeadTime(min, max, unit.Value, style.Today));
    }

    /// <summary>A known word with something after it: "skladem 5 ks", "auf Lager (12)".</summary>
    private static DeliveryReading? Phrase(string text, DeliveryStyle style)
    {
        var bracket = text.IndexOf('(', StringComparison.Ordinal);
        if (bracket > 0 && text.EndsWith(')'))
        {
            var outside = Read(text[..bracket], style);
            if (outside.Problem is null) return outside;
        }

        var match = StockCount().Match(text);
        if (!match.Success) return null;
        var word = match.Groups["word"].Value.Trim(' ', ':', '-');
        if (DeliveryWords.Unknown.Contains(word)) return new(new DeliveryPromise.Unknown());
        if (!DeliveryWords.InStock.Contains(word)) return null;
        return new(Number(match.Groups["n"]) == 0 && !match.Groups["more"].Success ? new DeliveryPromise.Unknown() : new DeliveryPromise.InStock());
    }

    private static DeliveryReading On(int year, int month, int day, string text)
    {
        if (IsPlaceholder(year)) return new(new DeliveryPromise.Unknown());
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? Said(new DateOnly(year, month, day)) : NotReal(text);
    }

    /// <summary>31.12.9999 and 1.1.1900 are how databases say "no date".</summary>
    private static DeliveryReading Said(DateOnly day) =>
        new(IsPlaceholder(day.Year) ? new DeliveryPromise.Unknown() : new DeliveryPromise.Exact(day));

    private static bool IsPlaceholder(int year) => year is < FirstSensibleYear or > LastSensibleYear;

    private static DeliveryReading NotReal(string text) => new(new DeliveryPromise.Unknown(), $"'{Cut(text)}' names no real time.");

    /// <summary>The year of a date without one (<see cref="NextYear(Func{int, DateOnly?}, int, DeliveryStyle)"/>).</summary>
    private static int NextYear(int day, int month, DeliveryStyle style) =>
        month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(2024, month)
            ? style.Today.Year
            : NextYear(year => new DateOnly(year, month, Math.Min(day, DateTime.DaysInMonth(year, month))), DayPassedFor, style);

    /// <summary>The year of a month, or of what ends with one, without a year.</summary>
    private static int YearOf(int month, DeliveryStyle style) =>
        month is < 1 or > 12 ? style.Today.Year : NextYear(year => new DateOnly(year, month, DateTime.DaysInMonth(year, month)), SpanPassedFor, style);

    /// <summary>
    /// The year of what is said without one: the next such time. What ended less than so many days ago is still that one, whatever
    /// year it was: suppliers leave a date standing when it passes, and nobody may hear that his goods come a year later.
    /// </summary>
    private static int NextYear(Func<int, DateOnly?> end, int passedFor, DeliveryStyle style)
    {
        var first = style.Today.Year - 1;
        while (first <= style.Today.Year && !(end(first) >= style.Today.AddDays(-passedFor))) first++;
        return first;
    }

    private static bool Day(DateTime stamp, out DateOnly day)
    {
        day = DateOnly.FromDateTime(stamp);
        return true;
    }

    private static int Number(Group group) => group.Success && group.Value.Length is > 0 and < 8 ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    private static int? Year(Group group) => !group.Success || group.Value.Length == 0 ? null
        : group.Value.Length == 2 ? 2000 + Number(group) : Number(group);

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
