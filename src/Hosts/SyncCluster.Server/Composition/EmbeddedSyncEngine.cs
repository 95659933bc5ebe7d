using System.Threading.Channels;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Embedded;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Server.Composition;

/// <summary>The whole engine in this process.</summary>
internal sealed class EmbeddedSyncEngine : ISyncEngine
{
    private readonly EmbeddedEngine _engine;
    private readonly ChangeSubscription _changes;

    public EmbeddedSyncEngine(EngineSetup setup, IStateStore store, HostServices services)
    {
        _engine = new EmbeddedEngine(setup, store, services.Time, services.Chance, services.Logs);
        _changes = _engine.Subscribe();
    }

    /// <inheritdoc/>
    public IActorRuntime Runtime => _engine.Runtime;

    /// <inheritdoc/>
    public ChannelReader<EntityChanged> Changes => _changes.Changes;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellation) => _engine.StartAsync(cancellation);

    /// <inheritdoc/>
    public Task StopAsync() => _engine.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _changes.Dispose();
    }
}
