using SyncCluster.Core.Records;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>What a synchronous feed waits for.</summary>
public static class Awaited
{
    /// <summary>Of how many of these entities something is on its way to a system that is written: one that left the configuration never answers.</summary>
    public static async Task<int> CountAsync(EngineSetup setup, IStateStore store, Kind kind, IReadOnlyList<string> entities, CancellationToken cancellation)
    {
        var written = setup.Rules.For(kind)?.Systems.Where(one => one.IsWritten && setup.System(one.System) is not null).Select(one => one.System);
        return written is null ? 0 : await store.CountUndeliveredAsync([.. written], entities, cancellation);
    }
}
