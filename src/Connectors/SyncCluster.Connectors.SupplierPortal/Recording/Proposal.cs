using AngleSharp.Dom;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>What could be the items of a page, and how a recipe would say so.</summary>
/// <param name="Table">Rows and headings as they would be read.</param>
/// <param name="Match">Which columns hold what.</param>
internal sealed record Proposal(RawTable Table, ColumnMatch Match)
{
    /// <summary>Rows by CSS; null for a table.</summary>
    public string? Row { get; init; }

    /// <summary>Headings by CSS, where they stand apart from such rows.</summary>
    public string? Heading { get; init; }

    /// <summary>The frame that holds it, where a page has several; null where it needs no saying.</summary>
    public IDocument? Page { get; init; }

    /// <summary>The likeliest first: what is whole, then what says most, then what has most rows.</summary>
    public static IReadOnlyList<Proposal> Of(IDocument page)
    {
        var tables = HtmlTable.All(page).Select(table => new Proposal(table, ColumnMatch.Of(table.Headers, UsualHeadings.All)));
        var all = tables.ToList();
        // Cards are looked for where no table says what is wanted: a page may hold both, and a table is the surer.
        if (!all.Exists(one => one.Match is { HasKey: true, HasNews: true } && one.Table.Rows.Count > 0)) all.AddRange(CardFinder.Find(page));
        return [.. all.Select(one => one with { Page = page }).Order(Likelier)];
    }

    /// <summary>The likelier of two comes first.</summary>
    public static IComparer<Proposal> Likelier { get; } = Comparer<Proposal>.Create((one, other) => Rank(other).CompareTo(Rank(one)));

    private static (bool Fits, bool HasRows, int Columns, int Rows) Rank(Proposal one) =>
        (one.Match is { HasKey: true, HasNews: true }, one.Table.Rows.Count > 0, one.Match.Columns.Count, one.Table.Rows.Count);
}
