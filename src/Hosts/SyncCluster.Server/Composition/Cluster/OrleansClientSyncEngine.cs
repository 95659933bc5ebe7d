using System.Threading.Channels;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Hosting;
using SyncCluster.Server.Composition.Clustering;

namespace SyncCluster.Server.Composition.Cluster;

/// <summary>This process as a client of the cluster: it serves HTTP and runs no actor.</summary>
internal sealed class OrleansClientSyncEngine : ISyncEngine, ICluster
{
    private readonly OrleansClientEngine _engine;
    private readonly ChangeSubscription _changes;
    private readonly ClientConnection _connection;
    private readonly ClusterLook _look;

    public OrleansClientSyncEngine(HostServices services, OrleansEngineOptions options)
    {
        _engine = new OrleansClientEngine(services.ForEngine(new Background(services.Logs)), options, services.Logs);
        _changes = _engine.Subscribe();
        _connection = _engine.Services.GetRequiredService<ClientConnection>();
        _look = new ClusterLook(_engine.Services, services.Time);
    }

    /// <inheritdoc/>
    public IActorRuntime Runtime => _engine.Runtime;

    /// <inheritdoc/>
    public ChannelReader<EntityChanged> Changes => _changes.Changes;

    /// <inheritdoc/>
    public ICluster Cluster => this;

    /// <inheritdoc/>
    public string? WhyAway => _connection.IsLost ? "No silo can be reached." : null;

    /// <inheritdoc/>
    public int ActiveSilos => _connection.Gateways;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Residents>> ResidentsHereAsync() => Task.FromResult<IReadOnlyList<Residents>>([]);

    /// <inheritdoc/>
    public Task<ClusterSight> LookAsync(CancellationToken cancellation) => _look.LookAsync(cancellation);

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
