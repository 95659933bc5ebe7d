using SyncCluster.Connectors.Signals;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Pushing;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>The machine on which the engine runs: starts it, lets it die, hands webhooks in. Its disk survives.</summary>
internal sealed class EngineHost(World world, SimulationSeams seams, SeededChance chance)
{
    private readonly SeededChance _ids = chance.Child();
    private readonly SeededChance _jitter = chance.Child();
    private readonly SeededChance _store = chance.Child();
    private readonly SeededChance _hints = chance.Child();
    private SimulatedProcess? _process;
    private SignalDoor? _door;
    private (IStateStore Store, IActorRuntime Runtime)? _engine;
    private int _starts;
    private int _named;

    /// <summary>What survives.</summary>
    public MemoryDatabase Disk { get; } = new();

    /// <summary>Unexpected exceptions that were logged.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>True while a process runs.</summary>
    public bool Runs => _process is not null;

    public void Start()
    {
        if (_process is not null) return;
        var process = world.Scheduler.Start($"engine{++_starts}");
        _process = process;
        world.Scheduler.Tell($"{process.Name} starts");
        var store = seams.Store(new MemoryStateStore(Disk, process.Time, seams.Weather(new StoreStorm(world, _store, process.Time))));
        var services = new EngineServices(process.Time, process, () => $"entity-{++_named:d6}-{_ids.Bits():x16}", _jitter.Fraction);
        var setup = Setup(process);
        var engine = new LocalEngine(
            setup,
            services,
            store,
            new LocalActorOptions { IdleAfter = TimeSpan.FromMinutes(2), MostLoadedEntities = world.Options.MostLoaded },
            new TraceLogs(world.Scheduler, Errors),
            runtime => seams.Runtime(new LossyHints(runtime, world, _hints)),
            seams.Decider(new EntityDecider(setup.Rules)));
        _door = engine.Signals;
        _engine = (store, engine.Runtime);
        process.Run(async () =>
        {
            try
            {
                await engine.StartAsync(CancellationToken.None);
            }
            catch (StoreException failure)
            {
                world.Scheduler.Tell($"{process.Name} could not start: {failure.Message}");
                world.Later(TimeSpan.FromSeconds(5), () =>
                {
                    if (_process != process) return;
                    Kill();
                    Start();
                });
            }
        });
    }

    public void Kill()
    {
        if (_process is null) return;
        world.Scheduler.Tell($"{_process.Name} dies");
        _process.Kill();
        _process = null;
        _door = null;
        _engine = null;
    }

    /// <summary>A person does something while the engine runs.</summary>
    public void Do(Func<(IStateStore Store, IActorRuntime Runtime), Task> work)
    {
        if (_process is { } process && _engine is { } engine) process.Run(() => work(engine));
    }

    /// <summary>A webhook arrives; where nobody listens it is lost.</summary>
    public void Receive(string system, byte[] body)
    {
        if (_process is not { } process || _door is not { } door) return;
        process.Run(async () =>
        {
            try
            {
                await door.ReceiveAsync(
                    system, new SignalRequest(new Dictionary<string, string>(), body, process.Time.GetUtcNow()), CancellationToken.None);
            }
            catch (StoreException)
            {
                // The shop gets a 500 and gives up.
            }
        });
    }

    private EngineSetup Setup(SimulatedProcess process)
    {
        var erp = seams.System(new SimulatedSystem(world.Erp, world.ErpShape, world.ErpWeather, process.Time, null));
        var shop = seams.System(new SimulatedSystem(world.Shop, world.ShopShape, world.ShopWeather, process.Time, world.Signals));
        var supplier = seams.System(new SimulatedSystem(world.Supplier, world.SupplierShape, world.SupplierWeather, process.Time, null));
        return new EngineSetup
        {
            Rules = Scenario.RulesOf(world.Options) with { Tracking = Scenario.Rules.Tracking with { MostPerDay = world.Options.MailsPerDay, Settle = world.Options.Settles, Quiet = world.Options.Quiet } },
            Systems =
            [
                new SystemSetup(Scenario.Erp, "erp", erp)
                {
                    Concurrency = world.Options.Concurrency,
                    PageSize = world.Options.PageSize,
                    Feeds = erp.Feeds.ToDictionary(feed => feed.Name, _ => new FeedSchedule(null) { Synchronous = world.Options.ErpIsSynchronous }, StringComparer.Ordinal),
                },
                new SystemSetup(Scenario.Shop, "shop", shop) { Concurrency = world.Options.Concurrency, PageSize = world.Options.PageSize },
                new SystemSetup(Scenario.Supplier, SystemSetup.Supplier, supplier) { Concurrency = 1, PageSize = world.Options.PageSize },
            ],
            Gate = new GateRules { LongestWait = TimeSpan.FromSeconds(40) },
            Mail = new MailSetup(world.Mail.Sender(world.MailWeather, process.Time), SimulatedMail.Renderer, new Dictionary<string, object?>(), "sim.example"),
            MailShards = 2,
            SweepEvery = world.Options.SweepEvery,
            PushLease = TimeSpan.FromSeconds(90),
        };
    }

    private sealed class LossyHints(IActorRuntime inner, World world, SeededChance chance) : IActorRuntime
    {
        public Task<IMessage> AskAsync(ActorAddress to, IMessage message, CancellationToken cancellation) => inner.AskAsync(to, message, cancellation);

        public void Hint(ActorAddress to)
        {
            if (!chance.Happens(world.IsStormy ? world.Options.HintsLost : 0)) inner.Hint(to);
        }

        public void HintAt(ActorAddress to, DateTimeOffset at)
        {
            if (!chance.Happens(world.IsStormy ? world.Options.HintsLost : 0)) inner.HintAt(to, at);
        }

        public Task RemindAsync(ActorAddress actor, string name, DateTimeOffset due, TimeSpan period, CancellationToken cancellation) =>
            inner.RemindAsync(actor, name, due, period, cancellation);

        public Task ForgetReminderAsync(ActorAddress actor, string name, CancellationToken cancellation) =>
            inner.ForgetReminderAsync(actor, name, cancellation);

        public void Publish(EntityChanged change) => inner.Publish(change);
    }

    private sealed class StoreStorm(World world, SeededChance chance, TimeProvider time) : StoreWeather
    {
        public override async Task BeforeAsync(string operation, bool writes)
        {
            await WayAsync();
            if (chance.Happens(world.IsStormy ? world.Options.StoreFails : 0)) throw new StoreException($"{operation}: connection refused", mayPass: true);
        }

        public override async Task AfterAsync(string operation, bool writes)
        {
            await WayAsync();
            if (chance.Happens(world.IsStormy ? world.Options.StoreAnswerLost : 0)) throw new StoreException($"{operation}: connection lost", mayPass: true);
        }

        private Task WayAsync() => chance.UpTo(world.Options.StoreLatency) is { Ticks: > 0 } way ? Task.Delay(way, time) : Task.CompletedTask;
    }
}
