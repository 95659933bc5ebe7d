using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>
/// A merchant: an ERP that owns products and the way of orders, a shop that owns customers and where orders are placed,
/// and the rules between them.
/// </summary>
public static class Scenario
{
    /// <summary>Name of the ERP.</summary>
    public const string Erp = "erp";

    /// <summary>Name of the shop.</summary>
    public const string Shop = "shop";

    /// <summary>Name of the supplier.</summary>
    public const string Supplier = "heo";

    /// <summary>States of an order of which the customer hears.</summary>
    public static IReadOnlyList<OrderState> Told { get; } =
        [OrderState.Accepted, OrderState.Shipped, OrderState.Delivered, OrderState.Cancelled, OrderState.Rejected];

    /// <summary>Fields of products that the shop receives.</summary>
    public static IReadOnlyList<string> ProductNames { get; } =
        [ProductFields.Sku, ProductFields.Name, ProductFields.Description, ProductFields.Price(1), ProductFields.Stock, ProductFields.Active];

    /// <summary>Fields of customers that both hold.</summary>
    public static IReadOnlyList<string> CustomerNames { get; } =
        [CustomerFields.Type, CustomerFields.Email, CustomerFields.FirstName, CustomerFields.LastName, CustomerFields.Phone];

    /// <summary>Fields of orders that the ERP receives.</summary>
    public static IReadOnlyList<string> OrderNames { get; } =
    [
        OrderFields.Number, OrderFields.PlacedAt, OrderFields.State, OrderFields.CustomerEmail, OrderFields.CustomerName, OrderFields.Lines,
        OrderFields.Total,
    ];

    /// <summary>The rules.</summary>
    public static RuleBook Rules { get; } = RulesOf(new SimulationOptions());

    /// <summary>The rules of a simulation.</summary>
    public static RuleBook RulesOf(SimulationOptions options) => new(
    [
        new KindRules
        {
            Kind = Kind.Product,
            Master = Erp,
            Systems =
            [
                new SystemRules(Erp, []),
                new SystemRules(Shop, ProductNames.ToEquatableList()) { Creates = true, RequiredToCreate = [ProductFields.Sku, ProductFields.Name] },
                new SystemRules(Supplier, []),
            ],
            Fields =
            [
                new FieldRule(SupplierFields.Prefix + "*") { Master = Supplier, Writers = [Supplier] },
                new FieldRule(ProductFields.Description) { Master = Erp, Writers = [Erp], Drift = DriftPolicy.Keep },
            ],
        },
        new KindRules
        {
            Kind = Kind.Customer,
            Master = Shop,
            Systems =
            [
                new SystemRules(Erp, CustomerNames.ToEquatableList()) { Creates = true, RequiredToCreate = [CustomerFields.Email] },
                new SystemRules(Shop, CustomerNames.ToEquatableList()) { Creates = true, RequiredToCreate = [CustomerFields.Email] },
            ],
            Fields =
            [
                new FieldRule("*") { Master = Shop, Writers = [Shop, Erp] },
                new FieldRule(CustomerFields.Phone) { Master = Shop, Writers = [Shop, Erp], Conflict = ConflictPolicy.Latest },
                new FieldRule(CustomerFields.LastName) { Master = Shop, Writers = [Erp, Shop], Conflict = ConflictPolicy.Priority },
            ],
        },
        new KindRules
        {
            Kind = Kind.Order,
            Master = Shop,
            Systems =
            [
                new SystemRules(Erp, OrderNames.ToEquatableList())
                {
                    Creates = true, RequiredToCreate = [OrderFields.Number, OrderFields.CustomerEmail],
                },
                new SystemRules(Shop, [OrderFields.State]),
            ],
            Fields = [new FieldRule(OrderFields.State) { Master = Erp, Writers = [Erp, Shop] }],
            Orders = new OrderRules { ChecksStockIn = options.ChecksStock ? Erp : null },
        },
    ])
    {
        Retry = new RetryPolicy { Longest = TimeSpan.FromMinutes(1), UnknownTries = 100 },
        Mails = new MailRules { OrderStates = Told.ToEquatableList(), PaymentInstructions = true },
        Tracking = new TrackingRules { Follows = true, Mails = true, Settle = TimeSpan.FromSeconds(20), ToleranceDays = 0, MostPerDay = 0 },
    };

    /// <summary>What the ERP can do, by how it is read.</summary>
    public static SystemShape ErpShape(SimulationOptions options) => new()
    {
        Reads = new Dictionary<Kind, ReadingStyle>
        {
            [Kind.Product] = options.ErpReading,
            [Kind.Customer] = options.ErpReading == ReadingStyle.Census ? ReadingStyle.Changes : options.ErpReading,
            [Kind.Order] = options.ErpReading == ReadingStyle.Census ? ReadingStyle.Changes : options.ErpReading,
        },
        Sinks =
        [
            new SinkShape(Kind.Customer, CustomerNames.ToHashSet(), true, new HashSet<string> { CustomerFields.Email }, CustomerFields.Email, true),
            new SinkShape(
                Kind.Order, OrderNames.ToHashSet(), true, new HashSet<string> { OrderFields.Number, OrderFields.CustomerEmail }, OrderFields.Number, false)
            {
                Changeable = options.ErpReading == ReadingStyle.Consumed ? new HashSet<string> { OrderFields.State } : null,
                NeedsProducts = options.LinesNeedProducts,
            },
        ],
        BatchSize = options.BatchSize,
        TellsStock = options.ChecksStock,
        Interval = options.Interval,
        AnswersWithStored = options.ErpReading != ReadingStyle.Consumed,
        ReadsOne = options.ErpReading != ReadingStyle.Consumed,
        KnowsOperations = options.ErpReading == ReadingStyle.Consumed,
    };

    /// <summary>What the supplier's portal can do: be read.</summary>
    public static SystemShape SupplierShape(SimulationOptions options) => new()
    {
        Reads = new Dictionary<Kind, ReadingStyle> { [Kind.Product] = options.SupplierReading },
        Sinks = [],
        Interval = options.Interval,
        ReadsOne = false,
    };

    /// <summary>What the shop can do.</summary>
    public static SystemShape ShopShape(SimulationOptions options) => new()
    {
        Reads = new Dictionary<Kind, ReadingStyle>
        {
            [Kind.Product] = ReadingStyle.Changes, [Kind.Customer] = ReadingStyle.Changes, [Kind.Order] = ReadingStyle.Changes,
        },
        Sinks =
        [
            new SinkShape(
                Kind.Product, ProductNames.ToHashSet(), true, new HashSet<string> { ProductFields.Sku, ProductFields.Name }, ProductFields.Sku, true),
            new SinkShape(Kind.Customer, CustomerNames.ToHashSet(), true, new HashSet<string> { CustomerFields.Email }, CustomerFields.Email, true),
            new SinkShape(Kind.Order, new HashSet<string> { OrderFields.State }, false, new HashSet<string>(), OrderFields.Number, true),
        ],
        BatchSize = options.BatchSize,
        Interval = options.Interval,
        Signals = true,
        BringsGuests = true,
    };

    /// <summary>What the ERP makes of a value: it keeps it.</summary>
    public static FieldValue ErpNormal(Kind kind, string field, FieldValue value) => value;

    /// <summary>What the shop makes of a value: texts with entities and cut, prices with two places, whole stock, coarse order states.</summary>
    public static FieldValue ShopNormal(Kind kind, string field, FieldValue value) => value switch
    {
        FieldValue.Text text when kind == Kind.Order && field == OrderFields.State => FieldValue.Of(Coarse(text.Value)),
        FieldValue.Text text when field is ProductFields.Name or ProductFields.Description => FieldValue.Of(Entities(text.Value)),
        FieldValue.Text text when field == CustomerFields.Email => FieldValue.Of(text.Value.ToLowerInvariant()),
        FieldValue.Number number when kind == Kind.Product && field == ProductFields.Stock => FieldValue.Of(Math.Floor(number.Value)),
        FieldValue.Number number when kind == Kind.Product => FieldValue.Of(Math.Round(number.Value, 2)),
        _ => value,
    };

    /// <summary>The few states that a shop knows, each told as the first state that it stands for.</summary>
    public static string Coarse(string state) => Enum.Parse<OrderState>(state) switch
    {
        OrderState.Shipped or OrderState.Delivered or OrderState.Invoiced => nameof(OrderState.Shipped),
        OrderState.Cancelled or OrderState.Rejected => nameof(OrderState.Cancelled),
        OrderState.Returned => nameof(OrderState.Returned),
        _ => nameof(OrderState.Validating),
    };

    private static string Entities(string text)
    {
        var plain = text.Replace("&amp;", "&", StringComparison.Ordinal);
        return (plain.Length > 24 ? plain[..24] : plain).Replace("&", "&amp;", StringComparison.Ordinal);
    }
}
