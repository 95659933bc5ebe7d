using AngleSharp.Dom;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>One cell as it stood in the source.</summary>
/// <param name="Text">Its text, blanks folded.</param>
/// <param name="Element">Where it came from HTML: the element, for attributes and what is inside.</param>
internal readonly record struct RawCell(string Text, IElement? Element = null);

/// <summary>One row as it stood in the source.</summary>
/// <param name="Cells">Cells by column.</param>
/// <param name="Element">Where it came from HTML: the row's element.</param>
internal sealed record RawRow(IReadOnlyList<RawCell> Cells, IElement? Element = null)
{
    /// <summary>The text of every cell: equal for a row that a page repeats.</summary>
    public string Whole => string.Join('\u001F', Cells.Select(cell => cell.Text));
}

/// <summary>A table of any source: HTML, CSV, XLSX, JSON.</summary>
/// <param name="Headers">Headings by column; several spellings of one where headings have several rows.</param>
/// <param name="Rows">The rows.</param>
internal sealed record RawTable(IReadOnlyList<IReadOnlyList<string>> Headers, IReadOnlyList<RawRow> Rows)
{
    /// <summary>How many rows the source says there are in all; null where it does not say.</summary>
    public long? Total { get; init; }

    /// <summary>Headings for people.</summary>
    public IReadOnlyList<string> Titles => [.. Headers.Select(names => names.Count == 0 ? "" : names[0])];
}
