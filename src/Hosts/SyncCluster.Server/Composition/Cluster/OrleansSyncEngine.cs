using System.Threading.Channels;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Hosting;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition.Clustering;

namespace SyncCluster.Server.Composition.Cluster;

/// <summary>This process as one silo of the cluster.</summary>
internal sealed class OrleansSyncEngine : ISyncEngine, ICluster
{
    private readonly OrleansEngine _engine;
    private readonly ChangeSubscription _changes;
    private readonly ISiloStatusOracle _silo;
    private readonly ClusterLook _look;

    public OrleansSyncEngine(EngineSetup setup, IStateStore store, HostServices services, OrleansEngineOptions options)
    {
        _engine = new OrleansEngine(setup, services.ForEngine(new Background(services.Logs)), store, options, services.Logs);
        _changes = _engine.Subscribe();
        _silo = _engine.Services.GetRequiredService<ISiloStatusOracle>();
        _look = new ClusterLook(_engine.Services, services.Time);
    }

    /// <inheritdoc/>
    public IActorRuntime Runtime => _engine.Runtime;

    /// <inheritdoc/>
    public ChannelReader<EntityChanged> Changes => _changes.Changes;

    /// <inheritdoc/>
    public ICluster Cluster => this;

    /// <inheritdoc/>
    public string? WhyAway => _silo.CurrentStatus == SiloStatus.Active ? null : $"This silo is {_silo.CurrentStatus.ToString().ToLowerInvariant()} in the membership.";

    /// <inheritdoc/>
    public int ActiveSilos => _silo.GetActiveSilos().Length;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Residents>> ResidentsHereAsync() => _look.ResidentsAsync(_silo.SiloName, _silo.SiloAddress);

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
