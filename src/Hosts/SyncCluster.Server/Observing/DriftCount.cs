using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Server.Observing;

/// <summary>
/// How many things differ in each system from what they should be there, and are left so. Where the store's counts say that
/// nothing drifts, nothing is read; else the states of what drifts are, seldom.
/// </summary>
internal sealed class DriftCount(IStateStore store, TimeProvider time)
{
    private const int PageSize = 500;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private Dictionary<(string System, Kind Kind), long> _counts = [];
    private DateTimeOffset _countedAt;
    private string _of = "";

    /// <summary>The counts; what is not in them is 0.</summary>
    public async Task<IReadOnlyDictionary<(string System, Kind Kind), long>> AskAsync(CancellationToken cancellation)
    {
        var kinds = await store.CountEntitiesAsync(cancellation);
        var of = string.Join(',', kinds.Select(kind => $"{kind.Kind}{kind.Drift}"));
        if (of == _of && time.GetUtcNow() - _countedAt < Every) return _counts;
        var counts = new Dictionary<(string System, Kind Kind), long>();
        foreach (var kind in kinds.Where(kind => kind.Drift > 0)) await CountAsync(kind.Kind, counts, cancellation);
        (_counts, _countedAt, _of) = (counts, time.GetUtcNow(), of);
        return counts;
    }

    private async Task CountAsync(Kind kind, Dictionary<(string System, Kind Kind), long> counts, CancellationToken cancellation)
    {
        for (string? after = null; ;)
        {
            var rows = await store.SearchAsync(new EntityQuery { Kind = kind, Having = "drift", After = after, Limit = PageSize }, cancellation);
            foreach (var stored in await store.LoadAsync([.. rows.Select(row => row.EntityId)], cancellation))
            {
                if (stored is null) continue;
                foreach (var view in EngineJson.Read<EntityState>(stored.State.Span).Systems)
                    if (view.Kept.Count > 0) counts[(view.System, kind)] = counts.GetValueOrDefault((view.System, kind)) + 1;
            }

            if (rows.Count < PageSize) return;
            after = rows[^1].EntityId;
        }
    }
}
