using SyncCluster.Engine;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition.Clustering;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>How far the process is.</summary>
internal enum Phase
{
    /// <summary>The schema is upgraded, actors are opened.</summary>
    Starting,

    /// <summary>Everything runs.</summary>
    Running,

    /// <summary>It was told to stop: whoever sends requests is to send them elsewhere, those that come are still answered.</summary>
    Draining,

    /// <summary>Nothing new is begun.</summary>
    Stopping,

    /// <summary>It could not start.</summary>
    Failed,
}

/// <summary>One configured SyncCluster: its systems, rules, store and engine, put together and not started.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Phase _phase = Phase.Starting;

    private Installation(SyncConfiguration configuration, IReadOnlyList<OpenedSystem> systems, EngineSetup setup, IStateStore store, HostServices services, ISyncEngine engine)
    {
        Configuration = configuration;
        Systems = systems;
        Setup = setup;
        Store = store;
        Services = services;
        Engine = engine;
        Door = new SignalDoor(setup, store, engine.Runtime);
    }

    public SyncConfiguration Configuration { get; }

    public IReadOnlyList<OpenedSystem> Systems { get; }

    public EngineSetup Setup { get; }

    public IStateStore Store { get; }

    public HostServices Services { get; }

    public ISyncEngine Engine { get; }

    public SignalDoor Door { get; }

    /// <summary>How this process takes part in a cluster; null where it is alone.</summary>
    public ClusterPlan? Plan { get; private init; }

    /// <summary>How long stopping may take.</summary>
    public TimeSpan Grace => Configuration.Cluster.Grace;

    /// <summary>Ends when it runs, or cannot.</summary>
    public Task Settled => _settled.Task;

    /// <summary>True where it could not start.</summary>
    public bool Failed { get; private set; }

    /// <summary>True where the cluster would not have it.</summary>
    public bool Refused { get; set; }

    /// <summary>True where requests are answered.</summary>
    public bool Answers => _phase is Phase.Running or Phase.Draining;

    public Phase Phase
    {
        get => _phase;
        set
        {
            _phase = value;
            Failed |= value == Phase.Failed;
            if (value != Phase.Starting) _settled.TrySetResult();
        }
    }

    /// <summary>Puts everything together. Nothing outside is called.</summary>
    /// <param name="configuration">The checked file.</param>
    /// <param name="services">The machine.</param>
    /// <param name="adapt">Changes the setup before the engine gets it.</param>
    /// <param name="works">Null for the whole engine; else the actors of a <see cref="QuietEngine"/> that work.</param>
    /// <param name="plan">How it takes part in a cluster; null for an engine of its own.</param>
    public static Installation Compose(
        SyncConfiguration configuration, HostServices services, Func<EngineSetup, EngineSetup>? adapt = null, Func<ActorType, bool>? works = null,
        ClusterPlan? plan = null)
    {
        var systems = OpenedSystem.OpenAll(configuration, services);
        var setup = SetupComposer.Compose(configuration, systems, services);
        if (adapt is not null) setup = adapt(setup);
        var store = Stores.Open(configuration.Store, services.Time);
        ISyncEngine engine = works is not null ? new QuietEngine(setup, store, services, works)
            : plan is not null ? ClusterEngines.Open(configuration, setup, store, services, plan)
            : new EmbeddedSyncEngine(setup, store, services);
        return new Installation(configuration, systems, setup, store, services, engine) { Plan = plan };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        foreach (var system in Systems) await system.External.DisposeAsync();
        (Setup.Mail?.Sender as IDisposable)?.Dispose();
        await Store.DisposeAsync();
    }
}
