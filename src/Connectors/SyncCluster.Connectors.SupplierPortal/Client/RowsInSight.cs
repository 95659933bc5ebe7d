using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Rows of a grid that shows only some of them at a time, gathered while it is scrolled.</summary>
internal sealed class RowsInSight
{
    private readonly List<RawRow> _rows = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Every row seen, each once, in the order in which they came into sight.</summary>
    public IReadOnlyList<RawRow> Rows => _rows;

    /// <summary>Takes what is in sight now.</summary>
    public void Take(RawTable table)
    {
        foreach (var row in table.Rows)
            if (_seen.Add(row.Whole)) _rows.Add(row);
    }

    /// <summary>Takes what is in sight now; true where rows that were there before are gone.</summary>
    public bool TakesAway(RawTable table)
    {
        var now = table.Rows.Select(row => row.Whole).ToHashSet(StringComparer.Ordinal);
        var gone = _seen.Any(row => !now.Contains(row));
        Take(table);
        return gone;
    }
}
