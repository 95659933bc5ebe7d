using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Testing.Connectors;

namespace SyncCluster.Connectors.WooCommerce.Tests;

/// <summary>The connector keeps the contract.</summary>
public sealed class ConformanceTests : ConnectorConformance
{
    protected override async Task<ConnectorSubject> CreateAsync(CancellationToken cancellation)
    {
        var shop = await SandboxShop.StartAsync(WooCommerceSeed.Recorded, ("sweepBudget", 1000L));
        var services = new ConnectorServices(TimeProvider.System, NullLoggerFactory.Instance, () => new SocketsHttpHandler(), () => 0.25);
        var unreachable = new WooCommerceConnector().Open(
            "shop", Shop.Values(("url", "http://127.0.0.1:1"), ("key", shop.Sandbox.ConsumerKey), ("secret", shop.Sandbox.ConsumerSecret)), services);
        return new ConnectorSubject(
            shop.System, unreachable, Kind.Customer,
            FieldSet.Of(("type", FieldValue.Of("contact")), ("email", FieldValue.Of("nova@example.test")), ("firstName", FieldValue.Of("Nová"))),
            FieldSet.Of(("type", FieldValue.Of("contact")), ("email", FieldValue.Of("no address"))))
        {
            Secrets = [shop.Sandbox.ConsumerSecret],
            Owned = [shop],
        };
    }
}
