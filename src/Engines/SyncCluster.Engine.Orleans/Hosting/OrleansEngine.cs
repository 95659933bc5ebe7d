using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Changes;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Storage.Cluster;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>
/// One silo of the cluster, with a host of its own, so that whatever process it runs in needs to know nothing of
/// Orleans.
/// </summary>
public sealed class OrleansEngine : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IStateStore _store;
    private readonly OrleansEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly SiloActors _actors;
    private bool _started;

    /// <summary>A silo that does nothing until <see cref="StartAsync"/>.</summary>
    /// <param name="setup">The compiled configuration and the opened systems.</param>
    /// <param name="services">Clock, ids, chance, background.</param>
    /// <param name="store">The store on PostgreSQL that all silos share; stays the caller's.</param>
    /// <param name="options">Where the silo stands.</param>
    /// <param name="logs">Where logs go; stays the caller's.</param>
    public OrleansEngine(EngineSetup setup, EngineServices services, IStateStore store, OrleansEngineOptions options, ILoggerFactory logs)
    {
        _store = store;
        _options = options;
        _time = services.Time;
        _host = InnerHost.Build(logs, builder => builder.AddSyncClusterSilo(setup, services, store, options));
        _actors = _host.Services.GetRequiredService<SiloActors>();
        Runtime = _host.Services.GetRequiredService<ClusterRuntime>();
        Signals = new SignalDoor(setup, store, Runtime);
    }

    /// <summary>Where actors are asked and woken.</summary>
    public IActorRuntime Runtime { get; }

    /// <summary>What the actors do.</summary>
    public EngineBehaviors Behaviors => _actors.Behaviors;

    /// <summary>Where webhooks come in.</summary>
    public SignalDoor Signals { get; }

    /// <summary>The silo's own services, for hosts and tests that look deeper.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Listens to what entities of the whole cluster publish; see <see cref="ChangeSubscription"/>.</summary>
    public ChangeSubscription Subscribe(int capacity = 1024) => _host.Services.GetRequiredService<ChangeEar>().Subscribe(capacity);

    /// <summary>
    /// Brings the store and what Orleans needs up to date, joins the cluster and sees to the reminders.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _store.MigrateAsync(cancellation);
        await ClusterSchema.UpgradeAsync(_options.Connection, _options.Schema, _time, cancellation);
        _started = true;
        await _host.StartAsync(cancellation);
    }

    /// <summary>Leaves the cluster: nothing new begins, what runs may finish in time, the others take over.</summary>
    public async Task StopAsync()
    {
        if (!_started) return;
        _started = false;
        _actors.Close(_options.StopsWithin);
        await _host.StopAsync(CancellationToken.None);
    }

    /// <summary>Ends without taking leave, as if the process had been killed: for tests.</summary>
    internal async Task KillAsync()
    {
        _started = false;
        _actors.Close(TimeSpan.Zero);
        await _host.StopAsync(new CancellationToken(canceled: true));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
    }
}
