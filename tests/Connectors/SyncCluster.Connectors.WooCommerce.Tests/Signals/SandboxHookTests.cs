using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.WooCommerce.Signals;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Connectors.WooCommerce.Tests.Signals;

/// <summary>Webhooks are registered by us, watched and repaired, and what is delivered is understood.</summary>
public sealed class SandboxHookTests
{
    [Fact]
    public async Task every_topic_is_registered_once_however_often_it_is_asked_for()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        await using var receiver = await Receiver.StartAsync();
        var first = await shop.System.Hooks!.EnsureAsync(receiver.Address, TestContext.Current.CancellationToken);
        var second = await shop.System.Hooks!.EnsureAsync(receiver.Address, TestContext.Current.CancellationToken);

        first.Active.ShouldBe(WooCommerceHooks.Topics);
        first.Repaired.Count.ShouldBe(WooCommerceHooks.Topics.Count);
        second.Repaired.ShouldBeEmpty();
        shop.Sandbox.Shop.Webhooks.Values.Count(hook => hook.DeliveryUrl == receiver.Address.AbsoluteUri).ShouldBe(WooCommerceHooks.Topics.Count);

        await shop.System.Hooks!.RemoveAsync(receiver.Address, TestContext.Current.CancellationToken);
        shop.Sandbox.Shop.Webhooks.Values.ShouldNotContain(hook => hook.DeliveryUrl == receiver.Address.AbsoluteUri);
    }

    [Fact]
    public async Task a_hook_that_the_shop_disabled_is_made_anew()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        await using var receiver = await Receiver.StartAsync();
        await shop.System.Hooks!.EnsureAsync(receiver.Address, TestContext.Current.CancellationToken);
        receiver.Status = 500;
        for (var i = 0; i < 8; i++)
        {
            shop.Sandbox.Checkout.SetStock("woo-cap", i);
            await shop.Sandbox.DeliverPendingAsync(TestContext.Current.CancellationToken);
        }

        shop.Sandbox.Shop.Webhooks.Values.ShouldContain(hook => hook.Status == "disabled" && hook.Topic == "product.updated");
        receiver.Status = 200;
        var report = await shop.System.Hooks!.EnsureAsync(receiver.Address, TestContext.Current.CancellationToken);
        report.Repaired.ShouldContain("Webhook product.updated was disabled and was removed.");
        report.Repaired.ShouldContain("Webhook product.updated was created.");
        shop.Sandbox.Shop.Webhooks.Values.ShouldNotContain(hook => hook.Status == "disabled");
    }

    [Fact]
    public async Task what_the_shop_delivers_is_genuine_and_observed()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        await using var receiver = await Receiver.StartAsync();
        await shop.System.Hooks!.EnsureAsync(receiver.Address, TestContext.Current.CancellationToken);
        await shop.ReadAsync(Kind.Product, $"{shop.Sandbox.Shop.ProductBySku("woo-cap")!.Id}");
        receiver.Requests.Clear();
        shop.Sandbox.Checkout.Place(new CheckoutOrder { Lines = [new CheckoutLine("woo-cap", 1)], Billing = new ShopAddress { Email = "eva@example.test" } });
        await shop.Sandbox.DeliverPendingAsync(TestContext.Current.CancellationToken);

        var verdicts = receiver.Requests.Select(shop.System.Signals!.Receive).ToList();
        verdicts.ShouldAllBe(verdict => verdict is SignalVerdict.Hint);
        var orders = verdicts.Cast<SignalVerdict.Hint>().Where(hint => hint.Key.Kind == Kind.Order).ToList();
        orders.Count.ShouldBe(2, "created and updated");
        orders.Select(hint => hint.ContentKey).Distinct().Count().ShouldBe(1, "they tell the same");
        orders[0].Observations[0].Key.RemoteId.ShouldBe("~guest:eva@example.test");
    }

    [Theory]
    [InlineData("https://sync.example.com/webhooks/shop", true)]
    [InlineData("http://sync.example.com:8080/x", true)]
    [InlineData("https://sync.example.com:8443/x", false)]
    [InlineData("http://192.168.1.5/x", false)]
    [InlineData("http://172.20.0.1/x", false)]
    [InlineData("http://localhost/x", false)]
    [InlineData("http://[::1]/x", false)]
    public void an_unchanged_shop_delivers_to_public_addresses_on_three_ports(string url, bool fine) =>
        (Reachability.Problem(url) is null).ShouldBe(fine);

    /// <summary>Our side of the line.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Receiver(WebApplication app) => _app = app;

        public Uri Address { get; private set; } = new("http://127.0.0.1/");

        public int Status { get; set; } = 200;

        public List<SignalRequest> Requests { get; } = [];

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.Run(receiver.TakeAsync);
            await app.StartAsync();
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            receiver.Address = new Uri(address + "/webhooks/shop");
            return receiver;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            lock (Requests) Requests.Add(new SignalRequest(headers, body.ToArray(), TimeProvider.System.GetUtcNow()));
            context.Response.StatusCode = Status;
        }
    }
}
