using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SyncCluster.Core.Supply;

/// <content>The form in which a field of a snapshot holds a promise: the same in every culture, told apart by its first word.</content>
public abstract partial record DeliveryPromise
{
    private const string DayForm = "yyyy-MM-dd";
    private const int FirstYear = 2000;
    private const int LastYear = 2999;
    private const int LongestLead = 1000;

    /// <summary>
    /// The promise as text: <c>day:2026-12-24</c>, <c>week:2026-W49</c>, <c>third:2026-11-3</c>, <c>month:2026-12</c>,
    /// <c>quarter:2026-Q3</c>, <c>lead:2-3w@2026-11-22</c> (d days, b working days, w weeks, m months), <c>in-stock</c>,
    /// <c>unknown</c>, <c>discontinued</c>.
    /// </summary>
    public string ToText() => this switch
    {
        Exact exact => $"day:{Text(exact.Day)}",
        Week week => string.Create(CultureInfo.InvariantCulture, $"week:{week.Year:0000}-W{week.Number:00}"),
        MonthThird third => string.Create(CultureInfo.InvariantCulture, $"third:{third.Year:0000}-{third.Number:00}-{third.Third}"),
        Month month => string.Create(CultureInfo.InvariantCulture, $"month:{month.Year:0000}-{month.Number:00}"),
        Quarter quarter => string.Create(CultureInfo.InvariantCulture, $"quarter:{quarter.Year:0000}-Q{quarter.Number}"),
        LeadTime lead => string.Create(CultureInfo.InvariantCulture, $"lead:{lead.Min}-{lead.Max}{lead.Unit.Letter()}@{Text(lead.AsOf)}"),
        InStock => "in-stock",
        Unknown => "unknown",
        Discontinued => "discontinued",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Reads what <see cref="ToText"/> wrote; false for any other text and for days outside the years 2000 to 2999, which are placeholders.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DeliveryPromise? promise)
    {
        promise = text switch
        {
            null => null,
            "in-stock" => new InStock(),
            "unknown" => new Unknown(),
            "discontinued" => new Discontinued(),
            _ => Parse(text),
        };
        return promise is not null;
    }

    /// <summary>
    /// Reads a field's value; <see cref="Unknown"/> where it holds none, or one of no form that we know.
    /// </summary>
    public static DeliveryPromise Read(string? text) => TryParse(text, out var promise) ? promise : new Unknown();

    /// <summary>
    /// The part of a promise's text that says something: a lead time without the day on which it was read. Texts that are
    /// equal in this part say the same.
    /// </summary>
    public static ReadOnlySpan<char> Said(ReadOnlySpan<char> text)
    {
        var at = text.StartsWith("lead:", StringComparison.Ordinal) ? text.IndexOf('@') : -1;
        return at < 0 ? text : text[..at];
    }

    private static DeliveryPromise? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var rest = text.AsSpan(colon + 1);
        return text.AsSpan(0, colon) switch
        {
            "day" => ReadDay(rest) is { } day ? new Exact(day) : null,
            "week" => rest.Length == 8 && rest.Slice(4, 2) is "-W" && ReadYear(rest) is { } year && ReadNumber(rest[6..], 1, ISOWeek.GetWeeksInYear(year)) is { } week
                ? new Week(year, week) : null,
            "third" => rest.Length == 9 && rest[7] == '-' && YearMonth(rest[..7]) is var (year, month) && ReadNumber(rest[8..], 1, 3) is { } third
                ? new MonthThird(year, month, third) : null,
            "month" => YearMonth(rest) is var (year, month) ? new Month(year, month) : null,
            "quarter" => rest.Length == 7 && rest.Slice(4, 2) is "-Q" && ReadYear(rest) is { } year && ReadNumber(rest[6..], 1, 4) is { } quarter
                ? new Quarter(year, quarter) : null,
            "lead" => Lead(rest),
            _ => null,
        };
    }

    private static LeadTime? Lead(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        var dash = text.IndexOf('-');
        if (at < 1 || dash < 1 || dash > at - 3 || ReadDay(text[(at + 1)..]) is not { } asOf || LeadUnits.Of(text[at - 1]) is not { } unit) return null;
        return ReadNumber(text[..dash], 0, LongestLead) is { } min && ReadNumber(text[(dash + 1)..(at - 1)], min, LongestLead) is { } max
            ? new LeadTime(min, max, unit, asOf)
            : null;
    }

    private static (int Year, int Month)? YearMonth(ReadOnlySpan<char> text) =>
        text.Length == 7 && text[4] == '-' && ReadYear(text) is { } year && ReadNumber(text[5..], 1, 12) is { } month ? (year, month) : null;

    private static int? ReadYear(ReadOnlySpan<char> text) => ReadNumber(text[..4], FirstYear, LastYear);

    private static DateOnly? ReadDay(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= FirstYear and <= LastYear
            ? day
            : null;

    private static int? ReadNumber(ReadOnlySpan<char> text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static string Text(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);
}
