using System.Text.RegularExpressions;
using SyncCluster.Core.Supply;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <content>
/// What is said with less than a date. The last day that the words allow is what counts, since that is what a customer may
/// be told: half a year is its second quarter, spring the quarter in which it ends, a year its last quarter.
/// </content>
internal static partial class DeliveryText
{
    private static readonly Dictionary<string, int> QuarterBySeason = new(StringComparer.Ordinal)
    {
        ["jaro"] = 2, ["na jare"] = 2, ["jar"] = 2, ["na jar"] = 2, ["fruhjahr"] = 2, ["fruhling"] = 2, ["primavera"] = 2, ["spring"] = 2,
        ["leto"] = 3, ["v lete"] = 3, ["sommer"] = 3, ["estate"] = 3, ["summer"] = 3, ["verano"] = 3,
        ["podzim"] = 4, ["na podzim"] = 4, ["jesen"] = 4, ["na jesen"] = 4, ["herbst"] = 4, ["autunno"] = 4, ["autumn"] = 4, ["fall"] = 4, ["otono"] = 4,
    };

    private static DeliveryReading? Vague(string text, DeliveryStyle style)
    {
        if (HalfYear().Match(text) is { Success: true } half)
        {
            var quarter = IsFirst(half) ? 2 : 4;
            return QuarterOf(Year(half.Groups["y"]) ?? YearOf(quarter * 3, style), quarter);
        }

        if (HalfMonth().Match(text) is { Success: true } part && DeliveryWords.Months.TryGetValue(part.Groups["m"].Value, out var month))
            return new(new DeliveryPromise.MonthThird(Year(part.Groups["y"]) ?? YearOf(month, style), month, IsFirst(part) ? 2 : 3));
        if (Season().Match(text) is { Success: true } season && QuarterBySeason.TryGetValue(season.Groups["word"].Value, out var ends))
            return QuarterOf(Year(season.Groups["y"])!.Value, ends);
        if (YearNamed().Match(text) is { Success: true } year) return QuarterOf(Number(year.Groups["y"]), 4);
        if (TwoMonths().Match(text) is { Success: true } two && DeliveryWords.Months.ContainsKey(two.Groups["a"].Value)
            && DeliveryWords.Months.TryGetValue(two.Groups["m"].Value, out var later))
        {
            var of = Year(two.Groups["y"]) ?? YearOf(later, style);
            // "At the turn of January and February" is over soon after the second has begun.
            return two.Groups["turn"].Success ? new(new DeliveryPromise.MonthThird(of, later, 1)) : new(new DeliveryPromise.Month(of, later));
        }

        return PartOfSpan(text, style);
    }

    /// <summary>The beginning, middle or end of a quarter or week.</summary>
    private static DeliveryReading? PartOfSpan(string text, DeliveryStyle style)
    {
        foreach (var (word, third) in DeliveryWords.Thirds)
        {
            if (!text.StartsWith(word + " ", StringComparison.Ordinal)) continue;
            var rest = text[(word.Length + 1)..];
            if (Quarter(rest, style) is { Promise: DeliveryPromise.Quarter quarter }) return new(new DeliveryPromise.Month(quarter.Year, ((quarter.Number - 1) * 3) + third));
            if (Week(rest, style) is { Problem: null } week) return week;
        }

        return null;
    }

    /// <summary>One week, one month, in words: "cca týden", "za měsíc", "in einer Woche".</summary>
    private static DeliveryReading? OneUnit(string text, DeliveryStyle style)
    {
        if (LeadOfOne().Match(text) is not { Success: true } match) return null;
        return new(new DeliveryPromise.LeadTime(1, 1, match.Groups["month"].Success ? LeadUnit.Month : LeadUnit.Week, style.Today));
    }

    /// <summary>Not there, and then when: "out of stock – expected 14 Feb 2027".</summary>
    private static DeliveryReading? NotThereUntil(string text, DeliveryStyle style) =>
        NotThere().Match(text) is { Success: true } match && DeliveryWords.Unknown.Contains(match.Groups["word"].Value)
            && Dated(match.Groups["rest"].Value, style) is { Problem: null } then ? then : null;

    private static DeliveryReading QuarterOf(int year, int number) =>
        IsPlaceholder(year) ? new(new DeliveryPromise.Unknown()) : new(new DeliveryPromise.Quarter(year, number));

    private static bool IsFirst(Match match) => match.Groups["n"].Value is "1" or "i" or "prvni" or "prva" or "erste" or "ersten" or "prima" or "primo" or "first" or "primera" or "primer";

    [GeneratedRegex(@"^(?:h\s*(?<n>[12])|(?<n>[12]|i|ii)\.?\s*(?:h|hj\.?|pololeti|polrok|halbjahr|semestre|half)|(?<n>prvni|druhe|prvy|druhy|erstes|zweites|primo|secondo|first|second|primer|segundo)\s+(?:pololeti|polrok|halbjahr|semestre|half))" + YearEnding + "$")]
    private static partial Regex HalfYear();

    [GeneratedRegex(@"^(?:(?<n>[12])\.\s*|(?<n>prvni|prva|druha|erste|zweite|ersten|zweiten|prima|seconda|first|second|primera|segunda)\s+)(?:polovina|polovine|polovica|pulka|halfte|meta|half|mitad|quincena)\s+(?:von\s+|des\s+|di\s+|of\s+|de\s+)?(?<m>\p{L}+)" + YearEnding + "$")]
    private static partial Regex HalfMonth();

    [GeneratedRegex(@"^(?<word>[\p{L} ]+?)\s*(?:roku\s+|del\s+|de\s+)?(?<y>20\d{2})$")]
    private static partial Regex Season();

    [GeneratedRegex(@"^(?:rok|jahr|anno|year)\s+(?<y>20\d{2})$")]
    private static partial Regex YearNamed();

    [GeneratedRegex(@"^(?:(?<turn>(?:na )?prelom\w*)\s+)?(?<a>\p{L}+)\.?\s*(?:/|-|\ba\b|\bund\b|\be\b|\band\b|\by\b)\s*(?<m>\p{L}+)\.?" + YearEnding + "$")]
    private static partial Regex TwoMonths();

    [GeneratedRegex(@"^(?:(?:cca|ca|circa|asi|priblizne|etwa|ungefahr|about|approx|za|do|in|entro|within|tra)\.?\s+)*(?:(?:jeden|einer?|einem|una?|un|an?|one)\s+)?(?:tyden|tyzden|tyzdna|tydne|woche|settimana|semana|week|(?<month>mesice?|mesiaca?|monat|mese|mes|month))$")]
    private static partial Regex LeadOfOne();

    [GeneratedRegex(@"^(?<word>[\p{L} /.]+?)\s*(?:[-:,;(]+)\s*(?<rest>.+?)\)?$")]
    private static partial Regex NotThere();
}
