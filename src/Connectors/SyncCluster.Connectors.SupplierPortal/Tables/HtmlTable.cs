using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Recipes;

namespace SyncCluster.Connectors.SupplierPortal.Tables;

/// <summary>How a table is recognised in a page.</summary>
internal sealed record HtmlShape
{
    /// <summary>The table, by CSS, or a heading near it as plain text; null to find it by its headings.</summary>
    public string? Table { get; init; }

    /// <summary>Rows of a grid of other elements, by CSS.</summary>
    public string? Row { get; init; }

    /// <summary>Cells within such a row, by CSS.</summary>
    public string? Cell { get; init; }

    /// <summary>Headings of such a grid, by CSS.</summary>
    public string? Heading { get; init; }
}

/// <summary>Finds and reads a table in HTML: real tables with spans, ARIA grids, and grids of any elements.</summary>
internal static class HtmlTable
{
    private const int MostHeaderRows = 4;
    private const int MostSpan = 1000;

    /// <summary>Parses a page.</summary>
    public static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    /// <summary>The table that fits the rules best; null where none has even one of the headings.</summary>
    public static (RawTable Table, ColumnMatch Match)? Find(IDocument page, HtmlShape shape, IReadOnlyList<ColumnRule> rules)
    {
        (RawTable Table, ColumnMatch Match)? best = null;
        foreach (var read in shape is { Row: not null, Heading: null } ? OfRecords(page, shape) : Candidates(page, shape).SelectMany(Readings))
        {
            var match = ColumnMatch.Of(read.Headers, rules);
            if (!match.Columns.Any(one => one.Column >= 0 || read.Rows.Count > 0)) continue;
            if (best is { } other && Score(match, read) <= Score(other.Match, other.Table)) continue;
            best = (read, match);
        }

        return best;
    }

    /// <summary>Every table of a page with its headings as far as they can be told: for proposals.</summary>
    public static IEnumerable<RawTable> All(IDocument page) =>
        Candidates(page, new HtmlShape()).Select(table => Readings(table).First()).Where(table => table.Headers.Count > 1);

    private static int Score(ColumnMatch match, RawTable table) =>
        (match.Fits ? 1000 : 0) + (match.HasKey ? 100 : 0) + (match.HasNews ? 100 : 0) + (match.Columns.Count * 10) + (table.Rows.Count > 0 ? 5 : 0);

    /// <summary>
    /// Rows that the recipe names without headings: each with its own labels, or none of them a heading, or the first of them.
    /// </summary>
    private static IEnumerable<RawTable> OfRecords(IDocument page, HtmlShape shape)
    {
        var records = (Root(page, shape.Table) ?? page.DocumentElement).QuerySelectorAll(shape.Row!).ToList();
        if (LabelledRows.Read(records) is { } labelled) yield return labelled;
        yield return new RawTable([], [.. records.Select(row => new RawRow([.. Cells(row, shape.Cell).Select(cell => new RawCell(Text(cell), cell))], row))]);
        foreach (var table in Candidates(page, shape).SelectMany(Readings)) yield return table;
    }

    private static IEnumerable<List<GridRow>> Candidates(IDocument page, HtmlShape shape)
    {
        if (shape.Row is { } rowCss)
        {
            var root = Root(page, shape.Table) ?? page.DocumentElement;
            var heading = shape.Heading is { } css ? root.QuerySelectorAll(css).ToList() : [];
            List<GridRow> rows = heading.Count == 0 ? [] : [new GridRow(null, heading, IsHeading: true)];
            rows.AddRange(root.QuerySelectorAll(rowCss).Select(row => new GridRow(row, Cells(row, shape.Cell), IsHeading: false)));
            yield return rows;
            yield break;
        }

        var tables = shape.Table is null ? [] : Root(page, shape.Table) is { } named ? Inside(named) : [];
        if (shape.Table is null) tables = [.. page.QuerySelectorAll("table"), .. page.QuerySelectorAll("[role=grid],[role=treegrid],[role=table]").Where(one => one.LocalName != "table")];
        foreach (var table in tables)
        {
            var rows = table.LocalName == "table" ? OfTable(table) : OfGrid(table);
            if (rows.Count > 0) yield return rows;
        }
    }

    /// <summary>By CSS where that finds something, else the first table after a text that equals the name.</summary>
    private static IElement? Root(IDocument page, string? name)
    {
        if (name is null) return null;
        try
        {
            if (page.QuerySelector(name) is { } found) return found;
        }
        catch (DomException)
        {
            // A heading such as "Otevřené objednávky (2026)" is no selector.
        }

        var wanted = PlainText.Bare(name);
        var captions = page.QuerySelectorAll("caption,h1,h2,h3,h4,h5,h6,legend,th,strong,b,summary")
            .Where(one => PlainText.Bare(one.TextContent).StartsWith(wanted, StringComparison.Ordinal) && wanted.Length > 0);
        foreach (var caption in captions)
        {
            if (caption.Closest("table") is { } around) return around;
            var next = page.QuerySelectorAll("table,[role=grid],[role=table]").FirstOrDefault(table =>
                caption.CompareDocumentPosition(table).HasFlag(DocumentPositions.Following));
            if (next is not null) return next;
        }

        return null;
    }

    private static List<IElement> Inside(IElement root) =>
        root.LocalName == "table" || root.GetAttribute("role") is "grid" or "treegrid" or "table"
            ? [root]
            : [.. root.QuerySelectorAll("table,[role=grid],[role=treegrid],[role=table]")];

    private static List<IElement> Cells(IElement row, string? css) =>
        css is null ? [.. row.Children] : [.. row.QuerySelectorAll(css)];

    /// <summary>Rows of this table itself, not of one inside it; what spans several columns or rows stands in each.</summary>
    private static List<GridRow> OfTable(IElement table)
    {
        var rows = new List<GridRow>();
        var below = new Dictionary<int, (IElement Cell, int Left)>();
        foreach (var row in table.QuerySelectorAll("tr").Where(row => row.Closest("table") == table))
        {
            var cells = new List<IElement>();
            foreach (var cell in row.Children.Where(one => one.LocalName is "td" or "th"))
            {
                Fill(cells, below);
                var (across, down) = (Span(cell, "colspan"), Span(cell, "rowspan"));
                for (var i = 0; i < across; i++)
                {
                    if (down > 1) below[cells.Count] = (cell, down - 1);
                    cells.Add(cell);
                }
            }

            Fill(cells, below);
            if (cells.Count == 0) continue;
            var heading = row.Closest("thead") is not null || row.Children.All(one => one.LocalName == "th");
            rows.Add(new GridRow(row, cells, heading));
        }

        return rows;
    }

    private static void Fill(List<IElement> cells, Dictionary<int, (IElement Cell, int Left)> below)
    {
        while (below.TryGetValue(cells.Count, out var hanging))
        {
            if (hanging.Left == 1) below.Remove(cells.Count);
            else below[cells.Count] = (hanging.Cell, hanging.Left - 1);
            cells.Add(hanging.Cell);
        }
    }

    private static List<GridRow> OfGrid(IElement grid) =>
    [
        .. grid.QuerySelectorAll("[role=row]").Select(row =>
        {
            var heads = row.QuerySelectorAll("[role=columnheader]").ToList();
            var cells = row.QuerySelectorAll("[role=gridcell],[role=cell],[role=rowheader]").ToList();
            return heads.Count > 0 && cells.Count == 0 ? new GridRow(row, heads, IsHeading: true) : new GridRow(row, cells, IsHeading: false);
        }).Where(row => row.Cells.Count > 0),
    ];

    /// <summary>Headings are what says so; where nothing does, the first row, or one of the first few.</summary>
    private static IEnumerable<RawTable> Readings(List<GridRow> rows)
    {
        var heads = rows.TakeWhile(row => row.IsHeading).ToList();
        if (heads.Count > 0)
        {
            yield return Table(heads, rows.Skip(heads.Count));
            yield break;
        }

        for (var i = 0; i < Math.Min(MostHeaderRows, rows.Count); i++) yield return Table([rows[i]], rows.Skip(i + 1));
    }

    private static RawTable Table(List<GridRow> heads, IEnumerable<GridRow> rows)
    {
        var width = heads.Max(row => row.Cells.Count);
        var headers = Enumerable.Range(0, width).Select(i => Spellings([.. heads.Where(row => i < row.Cells.Count).Select(row => row.Cells[i])])).ToList();
        var read = rows.Where(row => !row.IsHeading && !IsFooter(row) && !IsFiller(row, width))
            .Select(row => new RawRow([.. row.Cells.Select(cell => new RawCell(Text(cell), cell))], row.Element));
        return new RawTable(headers, [.. read]);
    }

    /// <summary>The lowest heading first, then all of them joined, then each above.</summary>
    private static List<string> Spellings(List<IElement> cells)
    {
        var texts = cells.Distinct().Select(cell => Text(cell)).Where(text => text.Length > 0).ToList();
        if (texts.Count == 0) return [];
        List<string> spellings = [texts[^1]];
        if (texts.Count > 1) spellings.Add(string.Join(' ', texts));
        var title = cells[^1].GetAttribute("title") ?? cells[^1].GetAttribute("aria-label");
        if (!string.IsNullOrWhiteSpace(title)) spellings.Add(PlainText.Clean(title));
        return [.. spellings.Distinct()];
    }

    private static bool IsFooter(GridRow row) => row.Element?.Closest("tfoot") is not null;

    /// <summary>One cell across the whole table is a message ("no orders", a group's name), not a record.</summary>
    private static bool IsFiller(GridRow row, int width) =>
        (width > 1 && row.Cells.Distinct().Count() == 1) || row.Cells.All(cell => Text(cell).Length == 0);

    /// <summary>What a cell shows: its text, else what stands for an icon.</summary>
    public static string Text(IElement cell)
    {
        var text = PlainText.Clean(Shown(cell));
        if (text.Length > 0) return text;
        if (cell.QuerySelector("input,select,textarea") is { } field)
            return PlainText.Clean(field.QuerySelector("option[selected]")?.TextContent ?? field.GetAttribute("value"));
        var icon = cell.QuerySelector("[alt],[title],[aria-label]") ?? cell;
        return PlainText.Clean(icon.GetAttribute("alt") ?? icon.GetAttribute("title") ?? icon.GetAttribute("aria-label"));
    }

    /// <summary>Text without scripts and what is hidden; a line break is a blank.</summary>
    private static string Shown(INode node)
    {
        if (node is IText text) return text.Data;
        if (node is IElement { LocalName: "script" or "style" or "template" or "select" }) return "";
        if (node is IElement element && (element.HasAttribute("hidden") || (element.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal).Contains("display:none", StringComparison.OrdinalIgnoreCase) ?? false))) return "";
        if (node is IElement { LocalName: "br" }) return " ";
        var inner = string.Concat(node.ChildNodes.Select(Shown));
        return node is IElement { LocalName: "div" or "p" or "li" or "ul" or "dd" or "dt" } ? $" {inner} " : inner;
    }

    private static int Span(IElement cell, string name) =>
        int.TryParse(cell.GetAttribute(name), out var span) && span is > 1 and <= MostSpan ? span : 1;

    private sealed record GridRow(IElement? Element, List<IElement> Cells, bool IsHeading);
}
