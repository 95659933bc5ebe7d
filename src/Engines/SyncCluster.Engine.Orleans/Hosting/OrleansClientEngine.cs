using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Changes;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>A client of the cluster for processes that serve HTTP and run no actor.</summary>
public sealed class OrleansClientEngine : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _started;

    /// <summary>A client that does nothing until <see cref="StartAsync"/>.</summary>
    /// <param name="services">Clock, ids, chance, background.</param>
    /// <param name="options">Which cluster.</param>
    /// <param name="logs">Where logs go; stays the caller's.</param>
    public OrleansClientEngine(EngineServices services, OrleansEngineOptions options, ILoggerFactory logs)
    {
        _host = InnerHost.Build(logs, builder => builder.AddSyncClusterClient(services, options));
        Runtime = _host.Services.GetRequiredService<ClusterRuntime>();
    }

    /// <summary>Where actors are asked and woken.</summary>
    public IActorRuntime Runtime { get; }

    /// <summary>The client's own services, for hosts and tests that look deeper.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Listens to what entities of the whole cluster publish; see <see cref="ChangeSubscription"/>.</summary>
    public ChangeSubscription Subscribe(int capacity = 1024) => _host.Services.GetRequiredService<ChangeEar>().Subscribe(capacity);

    /// <summary>Connects to a silo.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _started = true;
        await _host.StartAsync(cancellation);
    }

    /// <summary>Takes leave.</summary>
    public async Task StopAsync()
    {
        if (!_started) return;
        _started = false;
        await _host.StopAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
    }
}
