using SyncCluster.Core.Rules;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>What one simulation is like. Each seed draws its own.</summary>
public sealed record SimulationOptions
{
    /// <summary>How the ERP is read.</summary>
    public ReadingStyle ErpReading { get; init; } = ReadingStyle.Changes;

    /// <summary>How the supplier is read.</summary>
    public ReadingStyle SupplierReading { get; init; } = ReadingStyle.Census;

    /// <summary>How many things people at the supplier do.</summary>
    public int SupplierActions { get; init; } = 15;

    /// <summary>How long news of dates waits before it is told.</summary>
    public TimeSpan Settles { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Mails about dates that a customer gets a day at most; 0 for no limit.</summary>
    public int MailsPerDay { get; init; }

    /// <summary>Hours at which nobody is mailed; null for none.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>How often sweeps look for what hints left behind.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Faults of the supplier.</summary>
    public SystemFaults Supplier { get; init; } = new();

    /// <summary>The ERP's stock is asked before an order is written to it.</summary>
    public bool ChecksStock { get; init; }

    /// <summary>The ERP takes an order only when it knows every product in it.</summary>
    public bool LinesNeedProducts { get; init; }

    /// <summary>How often the process dies.</summary>
    public int Crashes { get; init; }

    /// <summary>How often a system is down for a while.</summary>
    public int Outages { get; init; }

    /// <summary>How many things people do.</summary>
    public int Actions { get; init; } = 25;

    /// <summary>Share of hints that are lost.</summary>
    public double HintsLost { get; init; }

    /// <summary>Store operations that fail before anything is done.</summary>
    public double StoreFails { get; init; }

    /// <summary>Store operations that are done and whose answer is lost.</summary>
    public double StoreAnswerLost { get; init; }

    /// <summary>Longest way to the store.</summary>
    public TimeSpan StoreLatency { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Faults of the ERP.</summary>
    public SystemFaults Erp { get; init; } = new();

    /// <summary>Faults of the shop.</summary>
    public SystemFaults Shop { get; init; } = new();

    /// <summary>Faults of the mail server.</summary>
    public SystemFaults Mail { get; init; } = new();

    /// <summary>By how much the ERP's clock is wrong.</summary>
    public TimeSpan ErpSkew { get; init; }

    /// <summary>By how much the shop's clock is wrong.</summary>
    public TimeSpan ShopSkew { get; init; }

    /// <summary>Records a page.</summary>
    public int PageSize { get; init; } = 10;

    /// <summary>The ERP's feeds read on only when what they brought has been delivered.</summary>
    public bool ErpIsSynchronous { get; init; }

    /// <summary>How often feeds are read.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pushes a call.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>Outbound actors a system.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>Entity actors that stay loaded.</summary>
    public int MostLoaded { get; init; } = 1000;

    /// <summary>How long things go wrong.</summary>
    public TimeSpan Chaos { get; init; } = TimeSpan.FromMinutes(12);

    /// <summary>How long everything may take to come right after that.</summary>
    public TimeSpan Heals { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long nothing may be written when all is said and done.</summary>
    public TimeSpan Rests { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>Options drawn from a seed.</summary>
    public static SimulationOptions Draw(SeededChance chance) => new()
    {
        ErpReading = chance.Pick([ReadingStyle.Changes, ReadingStyle.Census, ReadingStyle.Consumed]),
        Crashes = chance.Pick([0, 1, 3, 6]),
        Outages = chance.Pick([0, 0, 1, 3]),
        Actions = chance.Between(12, 34),
        HintsLost = chance.Pick([0, 0, 0.2, 0.9]),
        StoreFails = chance.Pick([0, 0, 0.02, 0.1]),
        StoreAnswerLost = chance.Pick([0, 0, 0.02, 0.08]),
        StoreLatency = TimeSpan.FromMilliseconds(chance.Pick([1, 10, 300])),
        Erp = SystemFaults.Draw(chance),
        Shop = SystemFaults.Draw(chance),
        Mail = SystemFaults.Draw(chance),
        ErpSkew = TimeSpan.FromSeconds(chance.Pick([0, 0, -90, 47])),
        ShopSkew = TimeSpan.FromSeconds(chance.Pick([0, 0, 120, -13])),
        PageSize = chance.Pick([1, 3, 50]),
        BatchSize = chance.Pick([1, 3, 50]),
        Concurrency = chance.Pick([1, 2, 3]),
        MostLoaded = chance.Pick([2, 1000]),
        SupplierReading = chance.Pick([ReadingStyle.Census, ReadingStyle.Census, ReadingStyle.Changes]),
        SupplierActions = chance.Between(5, 60),
        Settles = TimeSpan.FromSeconds(chance.Pick([0, 20, 90])),
        MailsPerDay = chance.Pick([0, 2, 200]),
        Supplier = SystemFaults.Draw(chance),
        ChecksStock = chance.Pick([false, false, true]),
        LinesNeedProducts = chance.Pick([false, true]),
        ErpIsSynchronous = chance.Pick([false, false, true]),
    };
}
