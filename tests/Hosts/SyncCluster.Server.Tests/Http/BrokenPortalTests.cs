using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Connectors.SupplierPortal.Tests;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.Portal;
using SyncCluster.Sandbox.Smtp;
using SyncCluster.Server.Demo;
using SyncCluster.Server.Observing;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>
/// A supplier moves a date while its portal is broken, in each way in which portals break: the feed stands, a person is
/// called, the order keeps what it knew, and nobody is mailed; when the portal is well again, the customer hears of the last
/// date once (S4-8, S4-16, S4-17, X16). With a real browser and a real SMTP conversation.
/// </summary>
public sealed class BrokenPortalTests : IAsyncLifetime
{
    private static readonly DateOnly First = new(2027, 4, 10);

    // What the robot waits for in vain is over ten times sooner than the browser, on a busy machine, gives a page up.
    private readonly TrackingHouse _house = new() { Clock = new HurriedTime { Speed = 10 } };
    private SmtpSink _post = null!;
    private SupplierPortalSandbox _portal = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(SandboxWorld.Browser is null, "There is no Chromium on this machine (Debian: apt-get install chromium).");
        _post = await SmtpSink.StartAsync(new SmtpSinkOptions(), Cancellation);
        _portal = await SupplierPortalSandbox.StartAsync(new SupplierPortalSandboxOptions
        {
            Seed = [.. Enumerable.Range(1, 40).Select(i => new PortalItem($"S-{i}", $"85900000000{i:00}", $"Thing {i}", i == 1 ? "A-1" : "") { Day = First })],
        }, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null) await _portal.DisposeAsync();
        if (_post is not null) await _post.DisposeAsync();
    }

    [Fact]
    public async Task whatever_is_broken_stops_the_feed_calls_a_person_and_mails_nobody()
    {
        _house.House.Product("A-1", "Chair", 10);
        _house.Order("1001", OrderState.Accepted, "jan@example.com", "A-1");
        await using var server = await RunningServer.StartAsync(_house, TrackingHouse.Yaml(_post.Port, portal: Portal()), "# no items");
        await server.IdAsync(Kind.Product, "a-1");
        await server.IdAsync(Kind.Order, "1001");
        await RunAsync(server);
        await server.UntilAsync("/api/orders/1001", order => Expected(order) == "day:2027-04-10");

        // What may pass by itself is tried again: some of it three times before the feed stops, some without end, and is an alert
        // after an hour; all else stops the feed at once.
        (FaultRule Rule, string Code, bool StopsAtOnce)[] guards =
        [
            (new() { Kind = FaultKind.SessionExpired }, "login_failed", true),
            (new() { Kind = FaultKind.Captcha }, "blocked", true),
            (new() { Kind = FaultKind.EmptyTable }, "empty", true),
            (new() { Kind = FaultKind.LayoutChanged }, "layout_changed", true),
            (new() { Kind = FaultKind.FewerRows }, "shrunk", true),
            (new() { Kind = FaultKind.StrangeDates }, "unparsed", true),
            (new() { Kind = FaultKind.Maintenance }, "unavailable", false),
            (new() { Kind = FaultKind.HalfRendered }, "incomplete", false),
            (new() { Kind = FaultKind.ServerError }, "unavailable", false),
            (new() { Kind = FaultKind.Latency, Latency = TimeSpan.FromMinutes(1), Path = "/orders" }, "timeout", false),
        ];
        var day = First;
        foreach (var (rule, code, stopsAtOnce) in guards)
        {
            day = day.AddDays(7);
            // The next thing breaks in the moment in which the last is mended: a feed that tries again by itself finds no gap.
            _portal.Faults.Only(rule);
            _portal.Stock.Move("S-1", day).ShouldBeTrue();
            await RunAsync(server);
            var group = Heo(await server.UntilAsync("/api/feeds", feeds => Code(Heo(feeds)) == code));
            group.GetProperty("state").GetString().ShouldBeOneOf(stopsAtOnce ? ["stopped"] : ["failing", "stopped"]);
            if (stopsAtOnce) await IsToldAsync(server, group, code);
            Expected(await server.GetAsync("/api/orders/1001")).ShouldBe("day:2027-04-10", code);
            (await server.GetAsync("/api/mails")).GetArrayLength().ShouldBe(0, code);
        }

        _portal.Faults.Clear();
        await RunAsync(server);
        await server.UntilAsync("/api/mails?status=sent", mails => mails.GetArrayLength() == 1);
        var mail = _post.Messages.ShouldHaveSingleItem();
        mail.Text.ShouldContain("Dříve: 10. dubna 2027");
        mail.Text.ShouldContain("Nově: 19. června 2027");
        Heo(await server.GetAsync("/api/feeds")).GetProperty("state").GetString().ShouldBe("running");
        (await server.GetAsync("/health/systems")).GetProperty("systems").EnumerateArray().Single(system => system.GetProperty("system").GetString() == "heo")
            .GetProperty("alerts").GetArrayLength().ShouldBe(0);
    }

    /// <summary>The alert stands in the feeds, in the systems' health and in the metrics, with what to do.</summary>
    private static async Task IsToldAsync(RunningServer server, JsonElement group, string code)
    {
        group.GetProperty("alert").GetString().ShouldNotBeNullOrWhiteSpace(code);
        (await server.GetAsync("/health/systems")).GetProperty("systems").EnumerateArray().Single(system => system.GetProperty("system").GetString() == "heo")
            .GetProperty("alerts").EnumerateArray().Select(one => one.GetString()).ShouldBe(["items"], code);
        await server.App.Services.GetRequiredService<QueueGauges>().RefreshAsync(Cancellation);
        (await server.Client.GetStringAsync("/metrics", Cancellation)).Split('\n').ShouldContain(
            line => line.StartsWith("synccluster_poll_stopped{", StringComparison.Ordinal) && line.Contains("\"heo\"") && line.Contains("} 1"), code);
    }

    private string Portal() =>
        $$"""
        { connector: supplier-portal, role: supplier, itemMap: items.csv, url: "{{_portal.BaseUrl}}/orders", user: robot@shop.example.test, password: "${env:PORTAL}",
            chromium: "{{SandboxWorld.Browser}}", pace: 0s, actionTimeout: 3m, pageTimeout: 15s }
        """;

    private static async Task RunAsync(RunningServer server) => (await server.PostAsync("/api/feeds/heo/items/run")).Status.ShouldBe(200);

    private static JsonElement Heo(JsonElement feeds) => feeds.EnumerateArray().Single(group => group.GetProperty("system").GetString() == "heo");

    private static string? Code(JsonElement group) =>
        group.GetProperty("feeds")[0].TryGetProperty("fault", out var fault) && fault.TryGetProperty("code", out var code) ? code.GetString() : null;

    private static string? Expected(JsonElement order) =>
        order.TryGetProperty("delivery", out var delivery) && delivery.TryGetProperty("expected", out var expected) ? expected.GetProperty("text").GetString() : null;
}
