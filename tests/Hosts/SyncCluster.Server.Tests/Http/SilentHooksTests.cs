using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SyncCluster.Connectors.WooCommerce;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>A shop whose webhooks are active and deliver nothing (issue 2, 5): noticed by polling, told, and made anew.</summary>
public sealed class SilentHooksTests : IAsyncLifetime
{
    private const string Secret = "webhook secret of the tests";

    private readonly ShopTime _time = new();
    private readonly StageSystem _erp = new("erp", Kind.Product);
    private WooCommerceSandbox _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await WooCommerceSandbox.StartAsync(
        new WooCommerceSandboxOptions { Seed = WooCommerceSeed.Catalogue, DeliverWebhooks = false, Time = _time }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task hooks_that_deliver_nothing_are_told_and_made_anew_and_heard_again()
    {
        await using var server = await StartedAsync();
        var made = _shop.Shop.Webhooks.Keys.ToList();
        made.Count.ShouldBe(11);

        var skus = await ChangedAsync(server, 5);
        await LookedAsync(server);
        var told = await WebhooksAsync(server);
        told.GetProperty("state").GetString().ShouldBe("silent");
        told.GetProperty("silentKinds").EnumerateArray().Select(kind => kind.GetString()).ShouldBe(["product"]);
        told.GetProperty("renewals").GetInt32().ShouldBe(1);
        told.GetProperty("advice").GetString().ShouldNotBeNull().ShouldContain("http.publicUrl");
        told.GetProperty("repaired").EnumerateArray().Select(text => text.GetString()).ShouldContain("Webhook product.updated was created.");
        var anew = _shop.Shop.Webhooks.Keys.ToList();
        anew.Count.ShouldBe(11);
        anew.ShouldNotContain(made[0], "a hook that is set active again keeps its troubles");

        // The same proof serves once, and new proof not at once: no loop.
        await LookedAsync(server);
        _shop.Shop.Webhooks.Keys.ShouldBe(anew);
        foreach (var sku in skus) _shop.Checkout.SetPrice(sku, 99);
        await ReadAsync(server, skus[^1], 99);
        await LookedAsync(server);
        _shop.Shop.Webhooks.Keys.ShouldBe(anew);
        (await WebhooksAsync(server)).GetProperty("state").GetString().ShouldBe("silent");

        (await SignalAsync(server)).ShouldBe(HttpStatusCode.OK);
        var heard = await server.UntilAsync("/health/systems", all => Webhooks(all).GetProperty("state").GetString() == "ok");
        Webhooks(heard).GetProperty("renewals").GetInt32().ShouldBe(0);
        Webhooks(heard).TryGetProperty("lastSignalAt", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task a_shop_in_which_nothing_changes_is_not_taken_for_silent()
    {
        await using var server = await StartedAsync();
        var made = _shop.Shop.Webhooks.Keys.ToList();
        await RunAsync(server);
        await LookedAsync(server);
        (await WebhooksAsync(server)).GetProperty("state").GetString().ShouldBe("ok");
        _shop.Shop.Webhooks.Keys.ShouldBe(made);
    }

    [Fact]
    public async Task our_own_pushes_that_are_read_back_are_no_missed_signals()
    {
        await using var server = await StartedAsync(withErp: true);
        var made = _shop.Shop.Webhooks.Keys.ToList();
        var skus = _shop.Shop.Products.Values.Where(product => product is { IsVariation: false, Sku.Length: > 0 }).Select(product => product.Sku).Take(5).ToList();
        foreach (var sku in skus)
            _erp.Put(Kind.Product, sku, (ProductFields.Sku, FieldValue.Of(sku)), (ProductFields.Name, FieldValue.Of("Of the ERP " + sku)));
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/entities?kind=product&text=Of the ERP&limit=100", all => all.GetProperty("items").GetArrayLength() == skus.Count);
        await server.UntilAsync("/api/pushes", all => _shop.Shop.Products.Values.Count(product => product.Name.StartsWith("Of the ERP", StringComparison.Ordinal)) == skus.Count);
        await RunAsync(server);
        await LookedAsync(server);
        (await WebhooksAsync(server)).GetProperty("state").GetString().ShouldBe("ok");
        _shop.Shop.Webhooks.Keys.ShouldBe(made);
    }

    [Fact]
    public async Task hooks_that_cannot_be_looked_after_are_told_with_the_reason()
    {
        await using var server = await StartedAsync();
        _shop.Faults.Add(new FaultRule { Kind = FaultKind.ServerError, Path = "/webhooks" });
        await LookedAsync(server);
        var told = await WebhooksAsync(server);
        told.GetProperty("state").GetString().ShouldBe("failing");
        told.GetProperty("fault").GetString().ShouldNotBeNullOrEmpty();
    }

    private async Task<RunningServer> StartedAsync(bool withErp = false)
    {
        var yaml = $$"""
            version: 1
            http: { listen: "http://127.0.0.1:0", publicUrl: "https://sync.example.com" }
            systems:
              {{(withErp ? "erp: { connector: stage, role: erp }" : "# The shop is alone.")}}
              shop:
                connector: woocommerce
                role: shop
                url: {{_shop.BaseUrl}}
                key: "${env:WOO_KEY}"
                secret: "${env:WOO_SECRET}"
                webhookSecret: "${env:WOO_HOOKS}"

            """;
        var catalog = new ConnectorCatalog([new StageConnector(_erp), new WooCommerceConnector()]);
        var server = await RunningServer.StartAsync(
            folder => Configuration(yaml, folder, catalog),
            setup => setup with { Hooks = new HookRules { Patience = TimeSpan.Zero } });
        await server.UntilAsync("/health/systems", all => Webhooks(all) is { ValueKind: JsonValueKind.Object } hooks && hooks.TryGetProperty("lookedAt", out _));
        await server.UntilAsync("/api/entities?kind=product&limit=100", all => all.GetProperty("items").GetArrayLength() >= 18);

        // Two feeds read every product at once, at the beginning: what they find of one another is read again, and no poll of a change.
        await server.UntilAsync("/api/feeds", all => Feeds(all).All(feed => feed.TryGetProperty("lastRoundAt", out _)));
        await server.UntilAsync("/api/pushes", all => all.GetArrayLength() == 0);

        // Seconds are the finest in which a shop tells when something changed.
        _time.Ahead = TimeSpan.FromMinutes(1);
        return server;
    }

    private SyncConfiguration Configuration(string yaml, string folder, ConnectorCatalog catalog)
    {
        var result = ConfigurationLoader.Load(
            new ConfigurationSource("sync.yaml", yaml, folder, name => name switch { "WOO_KEY" => _shop.ConsumerKey, "WOO_SECRET" => _shop.ConsumerSecret, "WOO_HOOKS" => Secret, _ => null }, _ => null), catalog);
        return result.Configuration.ShouldNotBeNull(string.Join('\n', result.Problems));
    }

    private async Task<IReadOnlyList<string>> ChangedAsync(RunningServer server, int count)
    {
        var skus = _shop.Shop.Products.Values.Where(product => product is { IsVariation: false, Sku.Length: > 0, Type: "simple" }).Select(product => product.Sku).Take(count).ToList();
        foreach (var sku in skus) _shop.Checkout.SetPrice(sku, 77);
        await ReadAsync(server, skus[^1], 77);
        return skus;
    }

    private static async Task RunAsync(RunningServer server)
    {
        var asked = TimeProvider.System.GetUtcNow();
        await server.PostAsync("/api/feeds/shop/products/run");
        await server.UntilAsync("/api/feeds", all => Feeds(all)
            .Any(feed => feed.GetProperty("feed").GetString() == "products" && feed.TryGetProperty("lastRoundAt", out var at) && at.GetDateTimeOffset() >= asked));
    }

    private static IEnumerable<JsonElement> Feeds(JsonElement groups) => groups.EnumerateArray()
        .Where(group => group.GetProperty("system").GetString() == "shop").SelectMany(group => group.GetProperty("feeds").EnumerateArray());

    private static async Task ReadAsync(RunningServer server, string sku, int price)
    {
        await RunAsync(server);
        var id = await server.IdAsync(Kind.Product, sku);
        await server.UntilAsync($"/api/entities/{id}", one => one.GetRawText().Contains($"\"{price}", StringComparison.Ordinal) || one.GetRawText().Contains($":{price}", StringComparison.Ordinal));
    }

    private static Task<IMessage> LookedAsync(RunningServer server) => server.Installation.Engine.Runtime.AskAsync(
        ActorAddress.Inbox("shop"), new Reminder("hooks"), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> WebhooksAsync(RunningServer server) => Webhooks(await server.GetAsync("/health/systems"));

    private static JsonElement Webhooks(JsonElement health) => health.GetProperty("systems").EnumerateArray()
        .Single(one => one.GetProperty("system").GetString() == "shop").TryGetProperty("webhooks", out var webhooks) ? webhooks : default;

    private static async Task<HttpStatusCode> SignalAsync(RunningServer server)
    {
        var body = """{"id":99999999}"""u8.ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/shop") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-WC-Webhook-Topic", "product.deleted");
        request.Headers.Add("X-WC-Webhook-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>The shop's clock, which can be set ahead of ours.</summary>
    private sealed class ShopTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + Ahead;
    }
}
