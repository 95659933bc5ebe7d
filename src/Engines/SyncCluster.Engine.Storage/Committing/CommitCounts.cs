using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>Collects how counts change, so that a batch writes one row a kind.</summary>
internal sealed class CommitCounts
{
    private readonly SortedDictionary<Kind, EntityCountChange> _entities = [];
    private readonly SortedDictionary<(string System, Kind Kind), long> _records =
        new(Comparer<(string System, Kind Kind)>.Create((left, right) =>
            string.CompareOrdinal(left.System, right.System) is not 0 and var order ? order : left.Kind.CompareTo(right.Kind)));

    /// <summary>An entity that stood under one head, if any, now stands under its last transition.</summary>
    public void Changed(EntityHead? before, Transition last)
    {
        var flags = EntityFlags.Of(last.Summary);
        if (before is not null && before.Kind == last.Kind && before.Flags == flags) return;
        if (before is not null) Of(before.Kind).Add(before.Flags, -1);
        Of(last.Kind).Add(flags, 1);
    }

    /// <summary>A record was, or was not, known and alive; and is, or is not, now.</summary>
    public void Changed(RecordKey key, bool before, bool now)
    {
        if (before == now) return;
        var of = (key.System, key.Kind);
        _records[of] = _records.GetValueOrDefault(of) + (now ? 1 : -1);
    }

    /// <summary>Adds what is not nothing, in an order that is the same for every writer, so that none waits in a circle.</summary>
    public void Finish(CommitWrites writes)
    {
        foreach (var change in _entities.Values)
            if (!change.IsNothing)
                writes.EntityCounts.Add(change);
        foreach (var ((system, kind), records) in _records)
            if (records != 0)
                writes.RecordCounts.Add(new RecordCountChange(system, kind, records));
    }

    private EntityCountChange Of(Kind kind)
    {
        if (_entities.TryGetValue(kind, out var change)) return change;
        change = new EntityCountChange(kind);
        _entities.Add(kind, change);
        return change;
    }
}
