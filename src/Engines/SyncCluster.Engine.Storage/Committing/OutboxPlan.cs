using System.Diagnostics;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>
/// Outbox rows of a batch, the last change of each. A put takes the place of what is there and keeps since when the
/// change waits, unless what is there waits for a person: then the wait begins anew. What is due at once keeps the place of
/// what was due before it. The lease of a row in flight goes with its operation: the new row is due when it says.
/// </summary>
internal sealed class OutboxPlan
{
    private readonly Dictionary<(long Entity, string System, OutboxAction Action), OutboxWrite> _rows = [];

    public void Apply(long entity, DateTimeOffset at, OutboxChange change)
    {
        switch (change)
        {
            case OutboxChange.Put put:
                var key = (entity, put.Row.System, put.Row.Action);
                _rows[key] = Put(entity, put.Row, put.Row.Status == OutboxStatus.Pending && put.Row.NotBefore <= at, _rows.TryGetValue(key, out var earlier) ? earlier : null);
                break;
            case OutboxChange.Remove remove:
                _rows[(entity, remove.System, remove.Action)] = new OutboxWrite(entity, remove.System, remove.Action, null, true);
                break;
            default:
                throw new UnreachableException();
        }
    }

    public void Finish(List<OutboxWrite> writes) => writes.AddRange(_rows.Values);

    private static OutboxWrite Put(long entity, OutboxRow row, bool isDue, OutboxWrite? earlier)
    {
        if (earlier is not { } before) return new OutboxWrite(entity, row.System, row.Action, row, Fresh: false, isDue);
        if (before.Row is null || before.Row.Status == OutboxStatus.Parked)
            return new OutboxWrite(entity, row.System, row.Action, row, Fresh: true);
        var keeps = isDue && before.Row.Status == OutboxStatus.Pending;
        return before with
        {
            Row = row with { EnqueuedAt = before.Row.EnqueuedAt, NotBefore = keeps && before.Row.NotBefore <= row.NotBefore ? before.Row.NotBefore : row.NotBefore },
            KeepsPlace = keeps && before.KeepsPlace,
        };
    }
}
