using SyncCluster.Connectors.SupplierPortal.Tables;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Rows of a grid that shows only some of them at a time, gathered while it is scrolled.</summary>
internal sealed class RowsInSight
{
    private readonly List<RawRow> _rows = [];
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>Every row seen, as often as it stood in one view, in the order in which they came into sight.</summary>
    public IReadOnlyList<RawRow> Rows => _rows;

    /// <summary>Takes what is in sight now.</summary>
    public void Take(RawTable table)
    {
        var here = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var times = here[row.Whole] = here.GetValueOrDefault(row.Whole) + 1;
            if (times <= _seen.GetValueOrDefault(row.Whole)) continue;
            _seen[row.Whole] = times;
            _rows.Add(row);
        }
    }

    /// <summary>Takes what is in sight now; true where rows that were there before are gone.</summary>
    public bool TakesAway(RawTable table)
    {
        var now = table.Rows.Select(row => row.Whole).ToHashSet(StringComparer.Ordinal);
        var gone = _seen.Keys.Any(row => !now.Contains(row));
        Take(table);
        return gone;
    }
}
