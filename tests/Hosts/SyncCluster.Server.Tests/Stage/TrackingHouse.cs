using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Tests.Stage;

/// <summary>A house with a supplier, its file, and a mail server that the test gives.</summary>
internal sealed class TrackingHouse
{
    public const string Secret = "0123456789abcdef0123456789abcdef";

    public StageSystem Supplier { get; } = new("heo", Kind.Product) { Sinks = [] };

    public House House { get; } = new();

    /// <summary>The clock of the supplier's robot.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What <c>${env:BROKER}</c> stands for.</summary>
    public string? Broker { get; init; }

    /// <summary>The file; mails go to the server at <paramref name="smtpPort"/>.</summary>
    /// <param name="smtpPort">The mail server's port.</param>
    /// <param name="tracking">Settings of tracking.</param>
    /// <param name="portal">The supplier's section in place of the stage's.</param>
    public static string Yaml(
        int smtpPort, string tracking = "settle: 0s, mostPerDay: 0", string portal = "{ connector: stage, role: supplier, itemMap: items.csv, feeds: { products: 1s } }") =>
        $$"""
        version: 1
        http: { listen: "http://127.0.0.1:0" }
        systems:
          erp: { connector: stage, role: erp, feeds: { products: 1s } }
          shop: { connector: stage, role: shop, feeds: { orders: 1s } }
          heo: {{portal}}
        mail:
          from: Shop <shop@example.com>
          smtp: { host: 127.0.0.1, port: {{smtpPort}}, security: none }
          shop: { name: "The <Shop>" }
          send: { orderAccepted: false, orderDelivered: false }
        tracking: { {{tracking}}, linkSecret: "${env:LINKS}" }

        """;

    public void Item(string code, string delivery, params (string Name, FieldValue Value)[] more) => Supplier.Put(
        Kind.Product, code,
        [(SupplierFields.Code, FieldValue.Of(code)), (SupplierFields.Delivery, FieldValue.Of(delivery)), (SupplierFields.DeliveryText, FieldValue.Of("asi " + delivery)), .. more]);

    public void Order(string number, OrderState state, string email, params string[] skus) => House.Shop.Put(
        Kind.Order, number,
        (OrderFields.Number, FieldValue.Of(number)), (OrderFields.State, FieldValue.Of(state.ToString())), (OrderFields.CustomerEmail, FieldValue.Of(email)),
        (OrderFields.CustomerName, FieldValue.Of("Jan Novák")), (OrderFields.Language, FieldValue.Of("cs")),
        (OrderFields.PlacedAt, FieldValue.Of((DateTimeOffset?)TimeProvider.System.GetUtcNow())), (OrderFields.Total, FieldValue.Of((decimal?)12.5m)),
        (OrderFields.Currency, FieldValue.Of("CZK")),
        (OrderFields.Lines, FieldValue.Of(skus.Select((sku, i) => (FieldValue)new FieldValue.Group(FieldSet.Of(
            (OrderLineFields.LineId, FieldValue.Of($"{i + 1}")), (OrderLineFields.Sku, FieldValue.Of(sku)), (OrderLineFields.Name, FieldValue.Of($"Name <of> {sku}")),
            (OrderLineFields.Quantity, FieldValue.Of((decimal?)2))))))));

    public SyncConfiguration Configuration(string yaml, string folder)
    {
        var source = new ConfigurationSource("sync.yaml", yaml, folder, name => name switch { "LINKS" => Secret, "PORTAL" => "portal password", "BROKER" => Broker, _ => null }, _ => null);
        var result = ConfigurationLoader.Load(source, new ConnectorCatalog(
            [new StageConnector(House.Erp, House.Shop, Supplier), .. ConnectorCatalog.Discover(AppContext.BaseDirectory).All.Where(one => one.Name == "supplier-portal").Select(one => new ClockedConnector(one, Clock))]));
        return result.Configuration.ShouldNotBeNull(string.Join('\n', result.Problems));
    }
}
