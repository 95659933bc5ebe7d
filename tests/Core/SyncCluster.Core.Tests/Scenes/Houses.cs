using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Tests.Scenes;

/// <summary>Rules of the houses in which the examples play.</summary>
internal static class Houses
{
    public const string Erp = "erp";
    public const string Shop = "shop";
    public const string Crm = "crm";

    public const string Sku = ProductFields.Sku;
    public const string Name = ProductFields.Name;
    public const string Price = "price.1";
    public const string Stock = ProductFields.Stock;
    public const string Description = ProductFields.Description;
    public const string Active = ProductFields.Active;

    /// <summary>A field that one system alone may write.</summary>
    public static FieldRule Owned(string pattern, string by, DriftPolicy drift = DriftPolicy.Overwrite) =>
        new(pattern) { Master = by, Writers = [by], Drift = drift };

    /// <summary>A field that ERP and shop may write.</summary>
    public static FieldRule Shared(string pattern, ConflictPolicy conflict, string? master = null) =>
        new(pattern) { Master = master, Writers = [Erp, Shop], Conflict = conflict };

    /// <summary>Products: the ERP is the master, the shop owns the description.</summary>
    public static KindRules ProductRules(params FieldRule[] fields) => new()
    {
        Kind = Kind.Product,
        Master = Erp,
        Systems =
        [
            new SystemRules(Erp, [Name, Description, Price]),
            new SystemRules(Shop, [Sku, Name, Description, Price, Stock, Active, ProductFields.Categories])
            {
                Creates = true, RequiredToCreate = [Name],
            },
            new SystemRules(Crm, [Sku, Name]) { Creates = true },
        ],
        Fields = [Owned(Description, Shop), .. fields],
    };

    public static RuleBook Book(params KindRules[] kinds) => new(kinds.ToEquatableList());

    public static Scene Product(params FieldRule[] fields) => new(Book(ProductRules(fields)), Kind.Product);

    /// <summary>A product that ERP, shop and CRM know and agree on.</summary>
    public static Scene KnownProduct(params FieldRule[] fields) => Known(Product(fields));

    /// <summary>Tells a product to everybody.</summary>
    public static Scene Known(Scene scene) => scene
        .Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (Stock, 5), (Active, true))
        .Stored(Shop, "7")
        .Stored(Crm, "c9");

    /// <summary>Customers in mirror mode: both may write everything but the tax id.</summary>
    public static KindRules CustomerRules(ConflictPolicy conflict = ConflictPolicy.Latest, string? master = null) => new()
    {
        Kind = Kind.Customer,
        Master = Erp,
        Systems =
        [
            new SystemRules(Erp, CustomerNames) { Creates = true },
            new SystemRules(Shop, CustomerNames) { Creates = true },
        ],
        Fields = [Shared("*", conflict, master), Owned(CustomerFields.TaxId, Erp)],
    };

    public static Scene Customer(ConflictPolicy conflict = ConflictPolicy.Latest, string? master = null) =>
        new(Book(CustomerRules(conflict, master)), Kind.Customer);

    /// <summary>A customer on whom ERP and shop agree.</summary>
    public static Scene KnownCustomer(ConflictPolicy conflict = ConflictPolicy.Latest, string? master = null) =>
        Customer(conflict, master)
            .Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1"), (Mobile, "2"))
            .Stored(Shop, "7");

    public const string Email = CustomerFields.Email;
    public const string Phone = CustomerFields.Phone;
    public const string Mobile = CustomerFields.Mobile;
    public const string LastName = CustomerFields.LastName;

    private static readonly EquatableList<string> CustomerNames =
        CustomerFields.All.Select(field => field.Name).ToEquatableList();

    /// <summary>Orders: the shop is the master; state is written by shop and ERP; stock is asked in the ERP.</summary>
    public static KindRules OrderRules(OrderRules? orders = null) => new()
    {
        Kind = Kind.Order,
        Master = Shop,
        Systems =
        [
            new SystemRules(Shop, [OrderFields.State, OrderFields.StateReason]),
            new SystemRules(Erp, [OrderFields.Number, OrderFields.State, OrderFields.CustomerEmail, OrderFields.Total, OrderFields.Note]) { Creates = true },
            new SystemRules(Crm, [OrderFields.Number, OrderFields.State, OrderFields.Total]) { Creates = true },
        ],
        Fields =
        [
            new FieldRule(OrderFields.State) { Master = Erp, Writers = [Erp, Shop] },
            new FieldRule(OrderFields.StateReason) { Master = Erp, Writers = [Erp] },
        ],
        Orders = orders ?? new OrderRules { ChecksStockIn = Erp },
    };

    public static MailRules Mails { get; } = new()
    {
        OrderStates = [OrderState.Rejected, OrderState.Accepted, OrderState.Shipped, OrderState.Delivered],
        PaymentInstructions = true,
    };

    public static Scene Order(OrderRules? orders = null, MailRules? mails = null) =>
        new(Book(OrderRules(orders)) with { Mails = mails ?? Mails }, Kind.Order);

    /// <summary>The shop shows an order placed an hour ago.</summary>
    public static Scene Places(this Scene scene, string state = nameof(OrderState.Validating), params (string, object?)[] more) =>
        scene.Sees(Shop, "501", OrderOf(scene, state, more));

    /// <summary>The shop, read for the first time, has an order.</summary>
    public static Scene FindsInTheBacklog(this Scene scene, string state = nameof(OrderState.Validating)) => scene.Decide(at =>
    {
        var seen = new Observation(new RecordKey(Shop, Kind.Order, "501"), Scene.Fields(OrderOf(scene, state)), at);
        return new EntityEvent.Observed(seen, Fingerprint.Of(seen)) { At = at, Backlog = true };
    });

    public static (string, object?)[] OrderOf(Scene scene, string state, params (string, object?)[] more) =>
    [
        (OrderFields.Number, "1001"), (OrderFields.PlacedAt, Scene.Start - TimeSpan.FromHours(1)), (OrderFields.State, state),
        (OrderFields.CustomerEmail, "jan@example.com"), (OrderFields.Total, 120), .. more,
    ];
}
