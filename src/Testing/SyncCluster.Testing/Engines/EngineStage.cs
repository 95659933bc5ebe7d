using SyncCluster.Core.Pushing;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Engines;

/// <summary>One engine under test between a simulated ERP and a simulated shop, on a store that survives it.</summary>
public abstract class EngineStage : IAsyncDisposable
{
    private readonly SimulationOptions _options;

    /// <summary>A stage in the time of <paramref name="world"/>; feeds are read and sweeps come every <paramref name="interval"/>.</summary>
    protected EngineStage(IWorldTime world, TimeSpan interval)
    {
        World = world;
        _options = new SimulationOptions { Interval = interval };
        Erp = new SystemTruth(Scenario.Erp, world, Scenario.ErpNormal);
        Shop = new SystemTruth(Scenario.Shop, world, Scenario.ShopNormal);
        Supplier = new SystemTruth(Scenario.Supplier, world, (_, _, value) => value);
        Mail = new SimulatedMail(world);
        var fair = new SystemFaults { Latency = TimeSpan.FromMilliseconds(1) };
        ErpWeather = new SystemWeather(world, new SeededChance(1), Erp.Gate) { Faults = fair };
        ShopWeather = new SystemWeather(world, new SeededChance(2), Shop.Gate) { Faults = fair };
        MailWeather = new SystemWeather(world, new SeededChance(3), new Lock()) { Faults = fair };
        SupplierWeather = new SystemWeather(world, new SeededChance(4), Supplier.Gate) { Faults = fair };
    }

    /// <summary>The time in which the systems live.</summary>
    public IWorldTime World { get; }

    /// <summary>The ERP as it truly is.</summary>
    public SystemTruth Erp { get; }

    /// <summary>The shop as it truly is.</summary>
    public SystemTruth Shop { get; }

    /// <summary>The supplier as it truly is.</summary>
    public SystemTruth Supplier { get; }

    /// <summary>The customers' mailboxes.</summary>
    public SimulatedMail Mail { get; }

    /// <summary>What befalls calls to the shop.</summary>
    public SystemWeather ShopWeather { get; }

    /// <summary>A store on the engine's database, beside the engine's own.</summary>
    public abstract IStateStore Store { get; }

    /// <summary>What befalls calls to the ERP.</summary>
    public SystemWeather ErpWeather { get; }

    /// <summary>How the ERP is read; counts from the next start.</summary>
    public ReadingStyle ErpReading { get; set; } = ReadingStyle.Changes;

    /// <summary>The ERP's feed of products reads on only when what it brought has been delivered; counts from the next start.</summary>
    public bool ErpIsSynchronous { get; set; }

    private SystemWeather MailWeather { get; }

    private SystemWeather SupplierWeather { get; }

    /// <summary>Starts the engine, or another one after a crash.</summary>
    public abstract Task StartAsync();

    /// <summary>Ends the engine without giving it time for anything.</summary>
    public abstract Task CrashAsync();

    /// <summary>Asks an actor.</summary>
    public abstract Task<IMessage> AskAsync(ActorAddress to, IMessage message);

    /// <summary>Runs a call of the test's own against the store.</summary>
    public abstract Task<T> RunAsync<T>(Func<Task<T>> work);

    /// <summary>Lets the engine work until <paramref name="reached"/> holds; fails where it never does.</summary>
    public abstract Task UntilAsync(Func<bool> reached, string what);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>The configuration, with clients of the systems for a process with that clock.</summary>
    protected EngineSetup Setup(TimeProvider time) => new()
    {
        Rules = Scenario.Rules with { Tracking = Scenario.Rules.Tracking with { Settle = TimeSpan.Zero, MostPerDay = 1 } },
        Systems =
        [
            new SystemSetup(Scenario.Erp, "erp", new SimulatedSystem(Erp, Scenario.ErpShape(_options with { ErpReading = ErpReading }), ErpWeather, time, null))
            {
                Feeds = new Dictionary<string, FeedSchedule> { ["products"] = new(null) { Synchronous = ErpIsSynchronous } },
            },
            new SystemSetup(Scenario.Shop, "shop", new SimulatedSystem(Shop, Scenario.ShopShape(_options) with { Signals = false }, ShopWeather, time, null)),
            new SystemSetup(Scenario.Supplier, SystemSetup.Supplier, new SimulatedSystem(Supplier, Scenario.SupplierShape(_options), SupplierWeather, time, null)),
        ],
        Gate = new GateRules { FirstWait = TimeSpan.FromMilliseconds(50), LongestWait = TimeSpan.FromSeconds(1) },
        Mail = new MailSetup(Mail.Sender(MailWeather, time), SimulatedMail.Renderer, new Dictionary<string, object?>(), "stage.example"),
        MailShards = 2,
        SweepEvery = _options.Interval,
        GroupsMails = TimeSpan.FromSeconds(1),
        PushLease = TimeSpan.FromSeconds(2),
    };
}
