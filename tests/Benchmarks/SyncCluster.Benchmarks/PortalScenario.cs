using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Embedded;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Sandbox.Portal;

namespace SyncCluster.Benchmarks;

/// <summary>
/// A supplier moves every date: from the robot's start to the last mail queued, with a real browser, the stand-in portal
/// and the real store, in one process. Nobody waits by choice (no pace between pages, no time to settle), unless the
/// defaults of an installation are asked for.
/// </summary>
internal static class PortalScenario
{
    private const int Items = 3_000;
    private const int Orders = 5_000;
    private const string Supplier = "supplier";
    private static readonly DateOnly First = new(2031, 5, 1);

    private static readonly string? Chromium =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <param name="folder">Where store and session are kept.</param>
    /// <param name="export">The robot downloads the table as a CSV file, instead of reading 60 pages.</param>
    /// <param name="defaults">With the pace and the time to settle that an installation has unless it says otherwise.</param>
    /// <param name="figures">Where figures go.</param>
    public static async Task RunAsync(string folder, bool export, bool defaults, Figures figures)
    {
        var tracking = new TrackingRules { Follows = true, Mails = true };
        if (!defaults) tracking = tracking with { Settle = TimeSpan.Zero };
        var waits = defaults ? $"default pace, settle {tracking.Settle.TotalSeconds:0} s" : "pace 0, settle 0: not the defaults";
        var how = $"{(export ? "a CSV export" : "60 pages")} ({waits})";
        if (Chromium is null)
        {
            await Console.Error.WriteLineAsync("portal: left out, there is no Chromium (Debian: apt-get install chromium).");
            return;
        }

        await using var portal = await SupplierPortalSandbox.StartAsync(new SupplierPortalSandboxOptions { Seed = Seed() });
        await using var supplier = Open(portal, folder, export, defaults);
        await using var store = StateStoreFactory.Open(new SqliteStoreOptions(Path.Combine(folder, $"portal-{(export ? "export" : "pages")}.db")));
        await using var engine = new EmbeddedEngine(Setup(supplier, tracking), store, TimeProvider.System, Random.Shared.NextDouble, NullLoggerFactory.Instance);
        await engine.StartAsync(CancellationToken.None);
        await UntilAsync(async () => await FollowingAsync(store) == Orders, "the orders follow their items");

        foreach (var item in portal.Stock.Items) portal.Stock.Move(item.Code, First.AddMonths(2));
        using var browser = new BrowserMemory();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await engine.Runtime.AskAsync(ActorAddress.Feed(Supplier, "items"), new FeedCommand(FeedAction.Run, "benchmark"), CancellationToken.None);
        var read = TimeSpan.Zero;
        await UntilAsync(
            async () =>
            {
                var mails = (await store.CountMailsAsync(CancellationToken.None)).Values.Sum();
                if (mails > 0 && read == TimeSpan.Zero) read = clock.Elapsed;
                return mails >= Orders;
            },
            "the mails are queued");
        var took = clock.Elapsed;
        figures.Value($"10,000 lines, 3,000 rows on {how}: to first mail", read.TotalSeconds, "s", null);
        figures.Value($"10,000 lines, 3,000 rows on {how}: to last mail", took.TotalSeconds, "s", defaults ? null : 30);
        figures.Value("… mails queued", (await store.CountMailsAsync(CancellationToken.None)).Values.Sum(), "", Orders);
        figures.Value("… browser and driver at most (PSS)", browser.Most, "MiB", null);
        figures.Value("… processor time of this process", (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds, "s", null);
    }

    private static IExternalSystem Open(SupplierPortalSandbox portal, string folder, bool export, bool defaults)
    {
        var connector = new SupplierPortalConnector();
        var settings = new Dictionary<string, object>
        {
            ["url"] = portal.BaseUrl + "/orders", ["user"] = "robot@shop.example.test", ["password"] = "portal password", ["folder"] = folder,
            ["chromium"] = Chromium!, ["interval"] = TimeSpan.FromDays(100),
        };
        if (!defaults) settings["pace"] = TimeSpan.Zero;
        if (export)
        {
            settings["source"] = "file";
            settings["steps"] = new List<IReadOnlyDictionary<string, string>> { new Dictionary<string, string> { ["download"] = "text=CSV" } };
        }

        var services = new ConnectorServices(TimeProvider.System, NullLoggerFactory.Instance, () => new SocketsHttpHandler(), Random.Shared.NextDouble);
        return connector.Open(Supplier, new OptionValues(connector.Options, settings), services);
    }

    private static EngineSetup Setup(IExternalSystem supplier, TrackingRules tracking)
    {
        var now = TimeProvider.System.GetUtcNow();
        var erp = new ListedSystem("erp", [.. Enumerable.Range(0, Items).Select(i => new Observation(
            new RecordKey("erp", Kind.Product, Sku(i)), FieldSet.Of((ProductFields.Sku, FieldValue.Of(Sku(i))), (ProductFields.Name, FieldValue.Of($"Product {i}"))), now))]);
        var shop = new ListedSystem("shop", [.. Enumerable.Range(0, Orders).Select(i => new Observation(new RecordKey("shop", Kind.Order, $"{i}"), Order(i, now), now))]);
        return new EngineSetup
        {
            Rules = new RuleBook(
            [
                new KindRules
                {
                    Kind = Kind.Product, Master = "erp",
                    Systems = [new SystemRules("erp", []), new SystemRules(Supplier, [])],
                    Fields = [new FieldRule(SupplierFields.Prefix + "*") { Master = Supplier, Writers = [Supplier] }],
                },
                new KindRules { Kind = Kind.Order, Master = "shop", Systems = [new SystemRules("shop", [])] },
            ])
            {
                Tracking = tracking,
            },
            Systems =
            [
                new SystemSetup("erp", "erp", erp) { PageSize = 500 }, new SystemSetup("shop", "shop", shop) { PageSize = 500 },
                new SystemSetup(Supplier, SystemSetup.Supplier, supplier) { PageSize = 500 },
            ],
        };
    }

    private static FieldSet Order(int i, DateTimeOffset now) => FieldSet.Of(
        (OrderFields.Number, FieldValue.Of($"N{i}")), (OrderFields.State, FieldValue.Of(nameof(OrderState.Accepted))),
        (OrderFields.CustomerEmail, FieldValue.Of($"customer{i}@example.com")), (OrderFields.PlacedAt, FieldValue.Of((DateTimeOffset?)now)),
        (OrderFields.Lines, FieldValue.Of([Line(i * 2), Line((i * 2) + 1)])));

    private static FieldValue.Group Line(int i) => new(FieldSet.Of(
        (OrderLineFields.LineId, FieldValue.Of($"{i}")), (OrderLineFields.Sku, FieldValue.Of(Sku(i % Items))), (OrderLineFields.Quantity, FieldValue.Of(1m))));

    private static List<PortalItem> Seed() =>
        [.. Enumerable.Range(0, Items).Select(i => new PortalItem($"HEO-{i:d5}", $"40{i:d5}00000{i % 10}", $"Figure {i}", Sku(i)) { Day = First, Ordered = 1 + (i % 40) })];

    private static string Sku(int i) => string.Create(CultureInfo.InvariantCulture, $"SKU-{i:d5}");

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

    private static async Task UntilAsync(Func<Task<bool>> reached, string what)
    {
        var started = Stopwatch.GetTimestamp();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await reached())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(10)) throw new TimeoutException($"Waited in vain until {what}.");
            await beat.WaitForNextTickAsync();
        }
    }
}
