using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Embedded.Tests;

/// <summary>How long it takes from a supplier's table in which every date moved until the last mail is queued. Runs only when asked for.</summary>
public sealed class TrackingPerformance(ITestOutputHelper output)
{
    private const int Items = 3_000;
    private const int Orders = 5_000;
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(30);

    [Fact(Explicit = true)]
    public async Task ten_thousand_open_lines_against_three_thousand_rows()
    {
        var folder = Directory.CreateTempSubdirectory("sctracking");
        try
        {
            await using var store = StateStoreFactory.Open(new SqliteStoreOptions(Path.Combine(folder.FullName, "state.db")), TimeProvider.System);
            var world = new RealWorld();
            await using var engine = new EmbeddedEngine(world.Setup(), store, TimeProvider.System, () => 0.5, NullLoggerFactory.Instance);
            world.Fill();
            await engine.StartAsync(TestContext.Current.CancellationToken);
            await UntilAsync(async () => (await FollowingAsync(store)) == Orders);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Orders} orders follow {Items} items"));

            var clock = Stopwatch.StartNew();
            world.MoveAll();
            await UntilAsync(async () => (await store.CountMailsAsync(CancellationToken.None)).Values.Sum() >= Orders);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from the moved table to the last of {Orders} mails: {clock.Elapsed.TotalSeconds:0.0} s"));
            (await store.CountMailsAsync(CancellationToken.None)).Values.Sum().ShouldBe(Orders);
            clock.Elapsed.ShouldBeLessThan(Aim);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> FollowingAsync(IStateStore store)
    {
        var found = 0;
        string? after = null;
        while (await store.SearchAsync(new EntityQuery { Kind = Kind.Order, ExpectedBefore = new DateOnly(2099, 1, 1), After = after, Limit = 1000 }, CancellationToken.None)
            is { Count: > 0 } page)
        {
            found += page.Count;
            after = page[^1].EntityId;
        }

        return found;
    }

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        while (!await reached()) await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private sealed class RealWorld : IWorldTime
    {
        private readonly SystemTruth _erp, _shop, _supplier;

        public RealWorld() => (_erp, _shop, _supplier) = (New("erp"), New("shop"), New(Scenario.Supplier));

        public DateTimeOffset Now => TimeProvider.System.GetUtcNow();

        public void Tell(string text)
        {
        }

        public void Fill()
        {
            for (var i = 0; i < Items; i++)
            {
                lock (_erp.Gate) _erp.Create(Kind.Product, FieldSet.Of((ProductFields.Sku, FieldValue.Of(Sku(i))), (ProductFields.Name, FieldValue.Of($"Product {i}"))));
                lock (_supplier.Gate)
                    _supplier.Create(Kind.Product, FieldSet.Of((SupplierFields.OurSku, FieldValue.Of(Sku(i))), (SupplierFields.Delivery, FieldValue.Of("day:2031-05-01"))));
            }

            for (var i = 0; i < Orders; i++)
            {
                lock (_shop.Gate)
                {
                    _shop.Create(Kind.Order, FieldSet.Of(
                        (OrderFields.Number, FieldValue.Of($"N{i}")), (OrderFields.State, FieldValue.Of(nameof(OrderState.Accepted))),
                        (OrderFields.CustomerEmail, FieldValue.Of($"customer{i}@example.com")), (OrderFields.PlacedAt, FieldValue.Of((DateTimeOffset?)Now)),
                        (OrderFields.Lines, FieldValue.Of([Line(i * 2), Line((i * 2) + 1)]))));
                }
            }
        }

        public void MoveAll()
        {
            lock (_supplier.Gate)
                foreach (var item in _supplier.Living(Kind.Product).ToList())
                    _supplier.Change(item, FieldSet.Of((SupplierFields.Delivery, FieldValue.Of("day:2031-07-01"))));
        }

        public EngineSetup Setup() => new()
        {
            Rules = new RuleBook(
            [
                new KindRules
                {
                    Kind = Kind.Product, Master = "erp",
                    Systems = [new SystemRules("erp", []), new SystemRules(Scenario.Supplier, [])],
                    Fields = [new FieldRule(SupplierFields.Prefix + "*") { Master = Scenario.Supplier, Writers = [Scenario.Supplier] }],
                },
                new KindRules { Kind = Kind.Order, Master = "shop", Systems = [new SystemRules("shop", [])] },
            ])
            {
                Tracking = new TrackingRules { Follows = true, Mails = true, Settle = TimeSpan.Zero },
            },
            Systems = [System(_erp, "erp", Kind.Product), System(_shop, "shop", Kind.Order), System(_supplier, SystemSetup.Supplier, Kind.Product)],
        };

        private SystemSetup System(SystemTruth truth, string role, Kind kind) => new(truth.Name, role, new SimulatedSystem(
            truth, new SystemShape { Reads = new Dictionary<Kind, ReadingStyle> { [kind] = ReadingStyle.Changes }, Sinks = [], Interval = TimeSpan.FromSeconds(1) },
            new SystemWeather(this, new SeededChance(1), truth.Gate) { Faults = new SystemFaults { Latency = TimeSpan.Zero } }, TimeProvider.System, null))
        {
            PageSize = 500,
        };

        private SystemTruth New(string name) => new(name, this, (_, _, value) => value);

        private static FieldValue.Group Line(int i) => new FieldValue.Group(FieldSet.Of(
            (OrderLineFields.LineId, FieldValue.Of($"{i}")), (OrderLineFields.Sku, FieldValue.Of(Sku(i % Items))), (OrderLineFields.Quantity, FieldValue.Of(1m))));

        private static string Sku(int i) => string.Create(CultureInfo.InvariantCulture, $"SKU-{i:d5}");
    }
}
