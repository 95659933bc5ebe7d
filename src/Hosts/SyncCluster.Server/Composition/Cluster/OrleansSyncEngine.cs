using System.Threading.Channels;
using SyncCluster.Core.Pushing;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Hosting;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Server.Composition.Cluster;

/// <summary>This process as one silo of the cluster.</summary>
internal sealed class OrleansSyncEngine : ISyncEngine
{
    private readonly OrleansEngine _engine;
    private readonly ChangeSubscription _changes;

    public OrleansSyncEngine(EngineSetup setup, IStateStore store, HostServices services, OrleansEngineOptions options)
    {
        _engine = new OrleansEngine(setup, services.ForEngine(new Background(services.Logs)), store, options, services.Logs);
        _changes = _engine.Subscribe();
    }

    /// <inheritdoc/>
    public IActorRuntime Runtime => _engine.Runtime;

    /// <inheritdoc/>
    public IReadOnlyList<(string System, GateState Gate)> Gates => _engine.Behaviors.Gates;

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
