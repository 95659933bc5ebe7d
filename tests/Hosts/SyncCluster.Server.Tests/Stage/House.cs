using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Tests.Stage;

/// <summary>An ERP and a shop as most tests need them, with their file.</summary>
internal sealed class House
{
    public const string Systems = """
        version: 1
        http: { listen: "http://127.0.0.1:0" }
        systems:
          erp: { connector: stage, role: erp }
          shop: { connector: stage, role: shop }

        """;

    public const string Key = "0123456789abcdef-write";

    public const string ReadKey = "0123456789abcdef-read";

    public StageSystem Erp { get; init; } = new("erp", Kind.Product, Kind.Customer, Kind.Order);

    public StageSystem Shop { get; init; } = new("shop", Kind.Product, Kind.Customer, Kind.Order);

    /// <summary>More systems than these two.</summary>
    public IReadOnlyList<StageSystem> Others { get; init; } = [];

    public ConnectorCatalog Connectors => new([new StageConnector([Erp, Shop, .. Others])]);

    public SyncConfiguration Configuration(string yaml, string folder)
    {
        var result = ConfigurationLoader.Load(
            new ConfigurationSource("sync.yaml", yaml, folder, name => name switch { "KEY" => Key, "READ" => ReadKey, _ => null }, _ => null), Connectors);
        return result.Configuration.ShouldNotBeNull(string.Join('\n', result.Problems));
    }

    public void Product(string sku, string name, decimal price) => Product(sku, sku, name, price);

    public void Product(string id, string sku, string name, decimal price) => Erp.Put(
        Kind.Product, id, (ProductFields.Sku, FieldValue.Of(sku)), (ProductFields.Name, FieldValue.Of(name)), (ProductFields.Price(1), FieldValue.Of((decimal?)price)));

    public void Order(string number, OrderState state) => Shop.Put(
        Kind.Order, number,
        (OrderFields.Number, FieldValue.Of(number)), (OrderFields.State, FieldValue.Of(state.ToString())), (OrderFields.CustomerEmail, FieldValue.Of("ann@example.com")),
        (OrderFields.PlacedAt, FieldValue.Of((DateTimeOffset?)TimeProvider.System.GetUtcNow())), (OrderFields.Total, FieldValue.Of((decimal?)12.5m)), (OrderFields.Currency, FieldValue.Of("EUR")),
        (OrderFields.Lines, FieldValue.Of(
        [
            new FieldValue.Group(FieldSet.Of((OrderLineFields.LineId, FieldValue.Of("1")), (OrderLineFields.Sku, FieldValue.Of("A-1")), (OrderLineFields.Quantity, FieldValue.Of((decimal?)2)))),
        ])));
}
