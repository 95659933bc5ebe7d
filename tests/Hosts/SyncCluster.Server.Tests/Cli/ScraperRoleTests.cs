using System.Text.Json;
using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.SupplierPortal.Tests.Handover;
using SyncCluster.Core.Orders;
using SyncCluster.Sandbox.Portal;
using SyncCluster.Sandbox.Smtp;
using SyncCluster.Server.Cli;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Demo;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Cli;

/// <summary>
/// The robot as a process of its own, <c>run --role scraper</c>, and a broker between it and the core (S4-14): a real
/// browser, Debian's RabbitMQ, and a real SMTP conversation. Either may be away without the other noticing.
/// </summary>
public sealed class ScraperRoleTests(TestBroker rabbit) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scraper-role-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_a_scraper_reads_reaches_the_order_and_the_customer_through_the_broker()
    {
        Assert.SkipWhen(SandboxWorld.Browser is null, "There is no Chromium on this machine (Debian: apt-get install chromium).");
        var broker = new Uri(await rabbit.AddressAsync(Cancellation), "/").AbsoluteUri;
        await using var post = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        await using var portal = await SupplierPortalSandbox.StartAsync(
            new SupplierPortalSandboxOptions { Seed = [new PortalItem("S-1", "8590000000001", "Thing", "A-1") { Day = new(2027, 4, 10) }] }, Cancellation);
        var section = $$"""
            { connector: supplier-portal, role: supplier, url: "{{portal.BaseUrl}}/orders", user: robot@shop.example.test, password: "${env:PORTAL}",
                chromium: "{{SandboxWorld.Browser}}", pace: 0s, interval: 1s, broker: "${env:BROKER}", queue: scraper-role-{{Guid.NewGuid():N}} }
            """;
        var house = new TrackingHouse { Broker = broker };
        house.House.Product("A-1", "Chair", 10);
        house.Order("1001", OrderState.Accepted, "jan@example.com", "A-1");

        // The robot reads while nobody takes what it brings; then it is gone, and the core takes it.
        var robot = await RobotAsync(section, broker);
        await robot.Handed;
        await robot.DisposeAsync();
        await using var server = await RunningServer.StartAsync(house, TrackingHouse.Yaml(post.Port, portal: section.Replace("role: supplier", "role: supplier, itemMap: items.csv", StringComparison.Ordinal)), "# no items");
        await server.UntilAsync("/api/orders", orders => orders.GetProperty("items").GetArrayLength() == 1);
        await server.UntilAsync("/api/orders/1001", order => Expected(order) == "day:2027-04-10");

        portal.Stock.Move("S-1", new(2027, 6, 19)).ShouldBeTrue();
        await using var again = await RobotAsync(section, broker);
        await server.UntilAsync("/api/mails?status=sent", mails => mails.GetArrayLength() == 1);
        post.Messages.ShouldHaveSingleItem().Text.ShouldContain("Nově: 19. června 2027");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Robot> RobotAsync(string section, string broker)
    {
        var file = Path.Combine(_folder, "scraper.yaml");
        await File.WriteAllTextAsync(file, $"version: 1\nhttp: {{ listen: \"http://127.0.0.1:0\" }}\nsystems:\n  heo: {section}\n", Cancellation);
        return await Robot.StartAsync(file, broker);
    }

    private static string? Expected(JsonElement order) =>
        order.TryGetProperty("delivery", out var delivery) && delivery.TryGetProperty("expected", out var expected) ? expected.GetProperty("text").GetString() : null;

    /// <summary>The role, until it is disposed of.</summary>
    private sealed class Robot(Task<int> running, CancellationTokenSource stop, StringWriter error, Task handed) : IAsyncDisposable
    {
        /// <summary>Ends when a run was handed over.</summary>
        public Task Handed => handed;

        public static async Task<Robot> StartAsync(string file, string broker)
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var started = new TaskCompletionSource();
            var error = new StringWriter();
            using var log = new HandedLog();
            var context = new CommandContext(TextWriter.Null, error, ConnectorCatalog.Discover(AppContext.BaseDirectory), TimeProvider.System)
            {
                Variable = name => name switch { "BROKER" => broker, "PORTAL" => "portal password", _ => null },
                Started = async (app, cancellation) =>
                {
                    using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
                    (await client.GetStringAsync("/health/ready", cancellation)).ShouldBe("ok");
                    started.SetResult();
                },
            };
            var running = RobotRole.RunAsync(context, file, logging => logging.ClearProviders().AddProvider(log), stop.Token);
            await Task.WhenAny(running, started.Task);
            started.Task.IsCompleted.ShouldBeTrue(error.ToString());
            return new Robot(running, stop, error, log.Handed);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            (await running).ShouldBe(ExitCodes.Fine, error.ToString());
            stop.Dispose();
        }
    }

    /// <summary>Waits for the robot's word that a run was handed over.</summary>
    private sealed class HandedLog : ILoggerProvider, ILogger
    {
        private const int HandedOver = 4121;

        private readonly TaskCompletionSource _handed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Handed => _handed.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == HandedOver) _handed.TrySetResult();
        }

        public void Dispose()
        {
        }
    }
}
