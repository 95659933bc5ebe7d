using SyncCluster.Core.Deciding;
using SyncCluster.Core.Polling;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Behaviors;

/// <summary>Notes what the feeds of a group find changed and the system's webhooks should have told before.</summary>
internal sealed class MissedChanges(EngineContext context, SystemSetup system, string group)
{
    /// <summary>So many of a page prove as much as all of them.</summary>
    private const int MostOfPage = 20;

    /// <summary>Looks at a page's news before it is handed on.</summary>
    public async Task NoteAsync(IReadOnlyList<SeenRecord> news, CancellationToken cancellation)
    {
        if (system.Callback is null || system.External.Hooks is not { } hooks || !news.Any(one => hooks.Kinds.Contains(one.Seen.Key.Kind))) return;
        if (await HookDocuments.FindAsync(context.Store, system.Name, cancellation) is not { } state) return;
        foreach (var kind in news.Where(one => hooks.Kinds.Contains(one.Seen.Key.Kind)).GroupBy(one => one.Seen.Key.Kind))
        {
            var likely = kind.Where(one => HookWatch.IsMissed(state, one.Seen, null)).Take(MostOfPage).ToList();
            if (likely.Count == 0) continue;
            var held = await HeldAsync([.. likely.Select(one => one.Known?.EntityId).OfType<string>()], cancellation);
            var count = likely.Count(one => HookWatch.IsMissed(state, one.Seen, one.Known is { } known ? held.GetValueOrDefault(known.EntityId) : null));
            if (count == 0) continue;
            var before = await HookDocuments.MissedByAsync(context.Store, system.Name, kind.Key, group, cancellation) ?? new MissedSignals(context.Now, 0);
            await context.Store.WriteDocumentsAsync([HookDocuments.Of(system.Name, kind.Key, group, before with { Count = Math.Min(before.Count, int.MaxValue - count) + count })], cancellation);
        }
    }

    private async Task<Dictionary<string, SystemView?>> HeldAsync(IReadOnlyList<string> entities, CancellationToken cancellation)
    {
        var stored = await context.Store.LoadAsync(entities, cancellation);
        var held = new Dictionary<string, SystemView?>(StringComparer.Ordinal);
        for (var i = 0; i < entities.Count; i++)
            held[entities[i]] = stored[i] is { } one ? EngineJson.Read<EntityState>(one.State.Span).View(system.Name) : null;
        return held;
    }
}
