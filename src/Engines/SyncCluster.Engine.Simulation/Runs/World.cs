using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>Everything outside the engine: systems with their truth, mailboxes, people, and the weather between them.</summary>
internal sealed class World
{
    public World(SimulationScheduler scheduler, SimulationOptions options, SeededChance chance)
    {
        Scheduler = scheduler;
        Options = options;
        Erp = new SystemTruth(Scenario.Erp, scheduler, Scenario.ErpNormal) { Skew = options.ErpSkew };
        Shop = new SystemTruth(Scenario.Shop, scheduler, Scenario.ShopNormal) { Skew = options.ShopSkew };
        Supplier = new SystemTruth(Scenario.Supplier, scheduler, (_, _, value) => value) { Skew = options.ErpSkew };
        SupplierShape = Scenario.SupplierShape(options);
        ErpShape = Scenario.ErpShape(options);
        ShopShape = Scenario.ShopShape(options);
        ErpWeather = new SystemWeather(scheduler, chance.Child(), Erp.Gate) { Faults = options.Erp };
        ShopWeather = new SystemWeather(scheduler, chance.Child(), Shop.Gate) { Faults = options.Shop };
        SupplierWeather = new SystemWeather(scheduler, chance.Child(), Supplier.Gate) { Faults = options.Supplier };
        MailWeather = new SystemWeather(scheduler, chance.Child(), new Lock()) { Faults = options.Mail };
        Mail = new SimulatedMail(scheduler);
        People = new People(Erp, Shop, chance.Child(), SimulationScheduler.Beginning);
        SupplierPeople = new SupplierPeople(Supplier, chance.Child());
        Shop.Changed += SendSignal;
    }

    public SimulationScheduler Scheduler { get; }

    public SimulationOptions Options { get; }

    public SystemTruth Erp { get; }

    public SystemTruth Shop { get; }

    public SystemTruth Supplier { get; }

    public SystemShape SupplierShape { get; }

    public SystemWeather SupplierWeather { get; }

    public SupplierPeople SupplierPeople { get; }

    public SystemShape ErpShape { get; }

    public SystemShape ShopShape { get; }

    public SystemWeather ErpWeather { get; }

    public SystemWeather ShopWeather { get; }

    public SystemWeather MailWeather { get; }

    public SimulatedMail Mail { get; }

    public SimulatedSignals Signals { get; } = new();

    public People People { get; }

    /// <summary>Things go wrong.</summary>
    public bool IsStormy { get; private set; } = true;

    /// <summary>Who takes the shop's webhooks.</summary>
    public Action<string, byte[]>? Receiver { get; set; }

    public int Writes => Erp.Writes + Shop.Writes;

    /// <summary>From now on nothing goes wrong any more.</summary>
    public void Heal()
    {
        IsStormy = false;
        foreach (var weather in new[] { ErpWeather, ShopWeather, SupplierWeather, MailWeather })
        {
            weather.Faults = new SystemFaults();
            weather.DownUntil = default;
        }
    }

    /// <summary>Does something after a while, whatever becomes of the engine.</summary>
    public void Later(TimeSpan wait, Action work) => Scheduler.Outside.Run(async () =>
    {
        await Task.Delay(wait, Scheduler.Outside.Time);
        work();
    });

    private void SendSignal(TruthRecord record, TruthVersion version)
    {
        var chance = ShopWeather.Chance;
        var faults = ShopWeather.Faults;
        var key = new RecordKey(Shop.Name, record.Kind, record.Id);
        var says = chance.Happens(0.5) && record.Kind != Kind.Order
            ? SimulatedSystem.Observe(Shop, ShopShape, record, version, Scheduler.Now)
            : [];
        var body = Signals.Send(key, version.Sequence, says);
        var times = chance.Happens(faults.SignalLost) ? 0 : chance.Happens(faults.SignalTwice) ? 2 : 1;
        for (var i = 0; i < times; i++)
            Later(TimeSpan.FromMilliseconds(1) + chance.UpTo(faults.SignalLate), () => Receiver?.Invoke(Shop.Name, body));
    }
}
