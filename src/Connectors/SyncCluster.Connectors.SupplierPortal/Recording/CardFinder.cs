using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>
/// Finds items that are no table: elements of one kind that a page repeats, each with its labels beside its values, below
/// headings that stand apart, or with parts whose names in the page tell what they hold.
/// </summary>
internal static partial class CardFinder
{
    private const int MostKinds = 300;
    private const int LongestHeading = 60;

    private static readonly HashSet<string> NoRecords = new(StringComparer.Ordinal)
    {
        "html", "head", "body", "script", "style", "link", "meta", "option", "select", "input", "button", "br", "hr", "img", "svg", "path", "use", "table", "thead",
        "tbody", "tfoot", "tr", "td", "th", "dt", "dd", "label", "a", "form",
    };

    /// <summary>What could be the items.</summary>
    public static IEnumerable<Proposal> Find(IDocument page)
    {
        foreach (var (row, records) in Repeated(page))
        {
            if (Proposed(page, new HtmlShape { Row = row }, UsualHeadings.All) is { } labelled)
            {
                yield return labelled with { Row = row };
                continue;
            }

            if (HeadingOf(page, records) is { } heading && Proposed(page, new HtmlShape { Row = row, Heading = heading }, UsualHeadings.All) is { } headed)
                yield return headed with { Row = row, Heading = heading };
            else if (CardParts.Of(records) is { Count: > 1 } parts && Proposed(page, new HtmlShape { Row = row }, parts) is { } named)
                yield return named with { Row = row };
        }
    }

    private static Proposal? Proposed(IDocument page, HtmlShape shape, IReadOnlyList<ColumnRule> rules) =>
        HtmlTable.Find(page, shape, rules) is { Match: { HasKey: true, HasNews: true }, Table.Rows.Count: > 1 } read ? new Proposal(read.Table, read.Match) : null;

    /// <summary>Elements that a page repeats, by the selector that finds them and nothing else.</summary>
    private static IEnumerable<(string Css, IReadOnlyList<IElement> Records)> Repeated(IDocument page)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in page.QuerySelectorAll("body *"))
        {
            if (NoRecords.Contains(element.LocalName) || element.NextElementSibling is null || element.QuerySelectorAll("*").Length < 2) continue;
            if (SelectorOf(element) is not { } css || !seen.Add(css) || seen.Count > MostKinds) continue;
            var all = page.QuerySelectorAll(css).ToList();
            if (all.Count < 2 || PageJudge.IsHidden(all[0]) || all[0].Closest("nav,footer,header,table,[role=navigation]") is not null) continue;
            yield return (css, all);
        }
    }

    /// <summary>By its own classes; what has none by those of its parent.</summary>
    private static string? SelectorOf(IElement element)
    {
        var own = Own(element);
        if (own != element.LocalName) return own;
        return element.ParentElement is { } parent && Own(parent) is var around && around != parent.LocalName ? $"{around} > {own}" : null;
    }

    private static string Own(IElement element)
    {
        if (element.Id is { Length: > 0 } id && Plain().IsMatch(id) && !id.Any(char.IsAsciiDigit)) return $"#{id}";
        return element.LocalName + string.Concat(element.ClassList.Where(name => Plain().IsMatch(name) && !State().IsMatch(name)).Select(name => "." + name));
    }

    /// <summary>As many short texts as a record has parts, before the records, that are headings by their words.</summary>
    private static string? HeadingOf(IDocument page, IReadOnlyList<IElement> records)
    {
        var parts = records[0].ChildElementCount;
        foreach (var element in page.QuerySelectorAll("body *").Where(one => one.ChildElementCount == parts && parts > 1))
        {
            if (records.Any(record => record == element || record.Contains(element)) || element.Children.Any(one => one.TextContent.Length > LongestHeading)) continue;
            var match = ColumnMatch.Of([.. element.Children.Select(one => (IReadOnlyList<string>)[PlainText.Clean(one.TextContent)])], UsualHeadings.All);
            if (match is { HasKey: true, HasNews: true } && SelectorOf(element) is { } css && page.QuerySelectorAll(css).Length == 1) return $"{css} > *";
        }

        return null;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]*$")]
    private static partial Regex Plain();

    /// <summary>Classes that tell the state of one element, not its kind.</summary>
    [GeneratedRegex("^(odd|even|first|last|active|selected|hover|new|is-|has-|late|open)|--")]
    private static partial Regex State();
}
