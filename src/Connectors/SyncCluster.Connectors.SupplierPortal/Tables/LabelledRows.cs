using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>
/// Reads cards: records that stand below each other, each with its labels beside its values ("Codice articolo" – "IT-1"),
/// as description lists or elements of any kind. A label is what most records repeat.
/// </summary>
internal static class LabelledRows
{
    private const int LongestLabel = 60;

    /// <summary>The records as a table whose headings are the labels; null where nothing repeats.</summary>
    public static RawTable? Read(IReadOnlyList<IElement> records)
    {
        var pairs = records.Select(Pairs).ToList();
        var counts = pairs.SelectMany(record => record.Keys).CountBy(label => label).ToList();
        var labels = counts.Where(one => one.Value * 2 > records.Count).Select(one => one.Key).ToList();
        if (labels.Count == 0) return null;
        var rows = records.Select((record, i) => new RawRow(
            [.. labels.Select(label => pairs[i].TryGetValue(label, out var value) ? new RawCell(HtmlTable.Text(value), value) : new RawCell(""))], record));
        return new RawTable([.. labels.Select(label => (IReadOnlyList<string>)[label])], [.. rows]);
    }

    private static Dictionary<string, IElement> Pairs(IElement record)
    {
        var pairs = new Dictionary<string, IElement>(StringComparer.Ordinal);
        var isList = record.QuerySelector("dt") is not null;
        foreach (var element in record.QuerySelectorAll(isList ? "dt" : "*"))
        {
            if (element.ChildElementCount > 0 || element.TextContent.Length is 0 or > LongestLabel) continue;
            var label = PlainText.Clean(element.TextContent).TrimEnd(':', ' ');
            if (label.Length > 0 && ValueOf(element, record) is { } value) pairs.TryAdd(label, value);
        }

        return pairs;
    }

    /// <summary>What stands after the label: its neighbour, or that of what holds nothing but the label.</summary>
    private static IElement? ValueOf(IElement label, IElement record)
    {
        for (var at = label; at != record; at = at.ParentElement!)
        {
            if (at.NextElementSibling is { } next) return next;
            if (at.ParentElement is null || at.ParentElement.ChildElementCount > 1) return null;
        }

        return null;
    }
}
