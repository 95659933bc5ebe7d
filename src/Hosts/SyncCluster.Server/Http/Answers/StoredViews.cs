using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Server.Http.Answers;

/// <summary>Reads what the store holds in its own form.</summary>
internal static class StoredViews
{
    /// <summary>An entity's state; null where there is none.</summary>
    public static async Task<(EntityState State, long Version)?> StateAsync(this IStateStore store, string entityId, CancellationToken cancellation)
    {
        while ((await store.LoadAsync([entityId], cancellation))[0] is { } stored)
        {
            var state = EngineJson.Read<EntityState>(stored.State.Span);
            if (state.MergedInto is not { } into) return (state, stored.Version);
            entityId = into;
        }

        return null;
    }

    /// <summary>Steps of a thing, the newest first, with those of the things that proved to be this one.</summary>
    public static async Task<IReadOnlyList<HistoryRow>> StepsAsync(this IStateStore store, EntityState state, int limit, CancellationToken cancellation)
    {
        var steps = new List<HistoryRow>(await store.HistoryAsync(state.EntityId, limit, cancellation));
        foreach (var absorbed in state.Absorbed) steps.AddRange(await store.HistoryAsync(absorbed, limit, cancellation));
        return state.Absorbed.Count == 0 ? steps : [.. steps.OrderByDescending(step => step.Sequence).Take(limit)];
    }

    /// <summary>States by entity id; unknown ones are left out.</summary>
    public static async Task<Dictionary<string, EntityState>> StatesAsync(this IStateStore store, IEnumerable<string> entityIds, CancellationToken cancellation)
    {
        var ids = entityIds.Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0) return new(StringComparer.Ordinal);
        var stored = await store.LoadAsync(ids, cancellation);
        return stored.OfType<StoredEntity>().ToDictionary(one => one.EntityId, one => EngineJson.Read<EntityState>(one.State.Span), StringComparer.Ordinal);
    }

    /// <summary>A step with its reasons.</summary>
    public static StepView Step(HistoryRow row) => new(
        Asked.Cursor(row.Sequence), row.EntityId, row.Kind, row.At, [.. Reasons(row).Select(ReasonView.Of)]);

    public static EquatableList<Reason> Reasons(HistoryRow row) =>
        row.Json.Length == 0 ? EquatableList<Reason>.Empty : EngineJson.Read<EquatableList<Reason>>(row.Json.Span);
}
