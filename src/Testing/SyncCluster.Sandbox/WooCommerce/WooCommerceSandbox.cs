using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.WooCommerce.Control;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Seed;
using SyncCluster.Sandbox.WooCommerce.State;
using SyncCluster.Sandbox.WooCommerce.Webhooks;

namespace SyncCluster.Sandbox.WooCommerce;

/// <summary>
/// A stand-in for a WooCommerce 10.5 shop: REST v3 and signed webhooks on loopback, with the quirks measured on a real
/// one. It never calls anything but loopback, and mails nobody.
/// </summary>
public sealed class WooCommerceSandbox : IAsyncDisposable
{
    private readonly WooCommerceSandboxOptions _options;
    private readonly WebApplication _app;
    private readonly WebhookPump _pump;
    private readonly TimeZoneInfo _zone;

    private WooCommerceSandbox(WooCommerceSandboxOptions options)
    {
        _options = options;
        _zone = ZoneOf(options.TimeZone);
        Faults = new SandboxFaults(options.RandomSeed);
        Shop = new Shop(options.Time, options.RandomSeed, options.StatePath);
        if (!Shop.Resumed) ShopSeed.Plant(Shop, options.Seed);
        Checkout = new ShopCheckout(Shop, () => SiteFor(https: false));
        _pump = new WebhookPump(Shop, Faults, () => SiteFor(https: false), options);
        var key = new ShopKey(options.ConsumerKey, options.ConsumerSecret, CanRead: true, CanWrite: true);
        var authentication =
            new RestAuthentication([key, .. options.MoreKeys], options.Time, options.AcceptBasicOverHttp);
        var rest = new RestServer(Shop, Faults, authentication, _pump, SiteFor, options.Time);
        var control = new SandboxControl(this);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _app = builder.Build();
        _app.Run(context => context.Request.Path.StartsWithSegments("/_sandbox", out var rest1)
            ? control.HandleAsync(context, rest1.Value ?? "")
            : rest.HandleAsync(context));
    }

    /// <summary>Address of the shop without a slash at the end, such as http://127.0.0.1:51234.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>Key with read and write permission.</summary>
    public string ConsumerKey => _options.ConsumerKey;

    /// <summary>Secret of <see cref="ConsumerKey"/>.</summary>
    public string ConsumerSecret => _options.ConsumerSecret;

    /// <summary>What the shop holds.</summary>
    public Shop Shop { get; }

    /// <summary>What goes wrong.</summary>
    public SandboxFaults Faults { get; }

    /// <summary>What people do in the shop: order, and what the merchant changes in its administration.</summary>
    public ShopCheckout Checkout { get; }

    /// <summary>Webhook deliveries and pings of this process's life.</summary>
    public IReadOnlyList<WebhookDelivery> Deliveries => _pump.Deliveries;

    internal TimeProvider Time => _options.Time;

    internal int RandomSeed => _options.RandomSeed;

    /// <summary>Starts a shop.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<WooCommerceSandbox> StartAsync(
        WooCommerceSandboxOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var sandbox = new WooCommerceSandbox(options);
        await sandbox._app.StartAsync(cancellationToken);
        var server = sandbox._app.Services.GetRequiredService<IServer>();
        sandbox.BaseUrl = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single().TrimEnd('/');
        sandbox._pump.Start();
        return sandbox;
    }

    /// <summary>Delivers every webhook that is due, and those that become due meanwhile.</summary>
    /// <param name="cancellationToken">Stops between two deliveries.</param>
    /// <returns>How many were delivered or tried.</returns>
    public Task<int> DeliverPendingAsync(CancellationToken cancellationToken = default) =>
        _pump.DeliverPendingAsync(cancellationToken);

    /// <summary>Stops the shop. With a state file it can be started again as it was.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pump.DisposeAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Shop.Dispose();
    }

    private Site SiteFor(bool https)
    {
        var home = https ? "https" + BaseUrl[4..] : BaseUrl;
        return new Site(home, _zone, _options.Currency, _options.Time.GetUtcNow().UtcDateTime);
    }

    /// <summary>
    /// On a machine without time zone data the shop lives at UTC+1, as the recorded one did that day.
    /// </summary>
    private static TimeZoneInfo ZoneOf(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromHours(1), id, id);
}
