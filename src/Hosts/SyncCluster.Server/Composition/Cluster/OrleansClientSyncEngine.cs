using System.Threading.Channels;
using SyncCluster.Core.Pushing;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Hosting;

namespace SyncCluster.Server.Composition.Cluster;

/// <summary>This process as a client of the cluster: it serves HTTP and runs no actor.</summary>
internal sealed class OrleansClientSyncEngine : ISyncEngine
{
    private readonly OrleansClientEngine _engine;
    private readonly ChangeSubscription _changes;

    public OrleansClientSyncEngine(HostServices services, OrleansEngineOptions options)
    {
        _engine = new OrleansClientEngine(services.ForEngine(new Background(services.Logs)), options, services.Logs);
        _changes = _engine.Subscribe();
    }

    /// <inheritdoc/>
    public IActorRuntime Runtime => _engine.Runtime;

    /// <summary>None: the gates are the silos'.</summary>
    public IReadOnlyList<(string System, GateState Gate)> Gates => [];

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
