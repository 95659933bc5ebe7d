using System.Globalization;
using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Embedded;

/// <summary>The whole engine in one process: every actor lives here, work runs on the thread pool, the store is given.</summary>
public sealed class EmbeddedEngine : IAsyncDisposable
{
    private readonly LocalEngine _engine;

    /// <summary>An engine that does nothing until <see cref="StartAsync"/>.</summary>
    /// <param name="setup">The compiled configuration and the opened systems.</param>
    /// <param name="store">Where everything is kept; stays the caller's.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="chance">A number in [0, 1), for jitter.</param>
    /// <param name="logs">Where logs go.</param>
    /// <param name="options">How actors are kept; null for the defaults.</param>
    public EmbeddedEngine(
        EngineSetup setup, IStateStore store, TimeProvider time, Func<double> chance, ILoggerFactory logs, LocalActorOptions? options = null)
    {
        var services = new EngineServices(
            time,
            new ThreadPoolBackground(logs.CreateLogger<EmbeddedEngine>()),
            () => Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture),
            chance);
        _engine = new LocalEngine(setup, services, store, options ?? new LocalActorOptions(), logs);
    }

    /// <summary>Where actors are asked and woken.</summary>
    public IActorRuntime Runtime => _engine.Runtime;

    /// <summary>What the actors do; knows how the systems' gates stand.</summary>
    public EngineBehaviors Behaviors => _engine.Behaviors;

    /// <summary>Where webhooks come in.</summary>
    public SignalDoor Signals => _engine.Signals;

    /// <summary>Counts for metrics.</summary>
    public LocalActorCounts Counts => _engine.Actors.Counts;

    /// <summary>Brings the store up to date, opens the actors and sees to the reminders.</summary>
    public Task StartAsync(CancellationToken cancellation) => _engine.StartAsync(cancellation);

    /// <summary>Listens to what entities publish; see <see cref="ChangeSubscription"/>.</summary>
    public ChangeSubscription Subscribe(int capacity = 1024) => _engine.Actors.Subscribe(capacity);

    /// <summary>Stops: what runs may finish in time, nothing new begins.</summary>
    public Task StopAsync() => _engine.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
