using static SyncCluster.Connectors.SqlInterchange.Tables.ColumnForm;
using static SyncCluster.Connectors.SqlInterchange.Tables.ColumnNames;

namespace SyncCluster.Connectors.SqlInterchange.Tables;

/// <summary>The one model of the interchange tables: DDL, reading, writing, check and README follow from it.</summary>
internal static class InterchangeTables
{
    private const string NoRemovals = "removals cannot be told, only additions and changes";
    private const string NoTimes = "of two changes that arrive out of order the later one read wins";

    public static TableDefinition Categories { get; } = new("Categorias_Productos", "ERP -> shop (S2-50)",
    [
        Row, Key(CategoryId), new(Name, Text) { Required = true }, new(Description, LongText), new(ImageUrl, Text, 500),
        new(ParentCategoryId, Id, 64) { CostIfMissing = "every category stands at the root" }, CreatedAtColumn, OperationColumn,
    ]);

    public static TableDefinition Products { get; } = new("Productos", "ERP -> shop (S2-49)",
    [
        Row, Key(ProductId), new(Sku, Text, 64) { Required = true, Aliases = ["Código", "SKU"] }, new(Name, Text), new(Brand, Text),
        new(Model, Text), new(Units, Text, 32), new(ShortDescription, LongText), new(LongDescription, LongText), new(ImageUrl, Text, 500),
        new(Category, Text), Price1, new(Price(2), Amount), new(Price(3), Amount), new(Price(4), Amount), new(Price(5), Amount),
        new(Stock, Amount) { CostIfMissing = "no stock is synchronised" }, new(Weight, Amount), new(Width, Amount), new(Length, Amount),
        new(Height, Amount), CreatedAtColumn, OperationColumn,
        Own(Currency, Text, "every price is taken to be in the base currency", 3),
        Own(TaxRate, Amount, "the shop's own tax classes apply"),
        Own(PriceUnit, Text, "prices are taken to be per unit of sale", 32),
    ]);

    /// <summary>Columns that are read where an ERP has them; our DDL does not create them.</summary>
    public static IReadOnlyList<ColumnDefinition> ProductExtras { get; } = [new(ParentProductId, Id, 64), new(Attributes, LongText)];

    public static TableDefinition Relations { get; } = new("Relación_Categorias_Productos", "ERP -> shop (S2-51)",
        [Row, Key(CategoryId), Key(ProductId), CreatedAtColumn, OperationColumn]);

    public static TableDefinition CompaniesUp { get; } = Companies("Clientes_Sube", "local -> cloud (S2-52)");

    public static TableDefinition CompaniesDown { get; } = Companies("Clientes_Baja", "cloud -> local (S2-52)");

    public static TableDefinition ContactsUp { get; } = Contacts("Contactos_Sube", "local -> cloud (S2-53)");

    public static TableDefinition ContactsDown { get; } = Contacts("Contactos_Baja", "cloud -> local (S2-53)");

    public static TableDefinition OrderHeaders { get; } = new("Pedidos_Cabecera", "shop -> ERP (S2-54)",
    [
        Row, Key(OrderId), new(OrderState, Text, 64), new(CompanyId, Id, 64), new(ContactId, Id, 64),
        .. AddressParts.Select(part => new ColumnDefinition(Billing(part.Name), Text, part.Length)),
        .. AddressParts.Select(part => new ColumnDefinition(Delivery(part.Name), Text, part.Length)),
        new(Subtotal, Amount), new(Discount, Amount), new(SubtotalAfterDiscount, Amount) { Required = true }, new(Shipping, Amount),
        new(SubtotalWithShipping, Amount), new(Tax, Amount), new(Total, Amount) { Required = true }, new(PaymentMethod, Text),
        new(PaymentId, Text),
        CreatedAtColumn,
        Own(Currency, Text, "orders in another currency than the base currency are refused", 3),
        Own(PlacedAt, Instant, "the ERP does not learn when the customer ordered"),
        Own(Number, Text, "the ERP knows the order by ID Pedido_Cabecera only", 64),
        Own(LineCount, Whole, "the ERP tells a complete order by its sum only"),
        Own(Operation, Text, "a corrected address or payment of an order that was written waits for a person", 1),
    ]);

    public static TableDefinition OrderDetails { get; } = new("Pedidos_Detalles", "shop -> ERP (S2-55)",
    [
        Row, Key(DetailId), Key(OrderId), Key(ProductId), new(Quantity, Amount) { Required = true },
        new(UnitPrice, Amount) { Required = true }, new(LineTotal, Amount) { Required = true }, CreatedAtColumn,
    ]);

    public static TableDefinition OrderStates { get; } = new("Pedidos_Estados", "both ways (S2-56)",
    [
        Row, Key(OrderId), new(State, Text, 64) { Required = true },
        new(Reason, LongText) { CostIfMissing = "customers do not learn why an order was rejected" }, CreatedAtColumn,
        Own(Origin, Text, "each side reads only the states that the other side may set (X3): "
            + "a cancellation by the ERP is not seen, and we may write only VALIDANDO EXISTENCIAS, EMITIENDO AL ERP and CANCELADO", 3),
    ]);

    /// <summary>What we wrote, so that nothing is written twice.</summary>
    public static TableDefinition Ledger { get; } = new("SyncCluster_Operaciones", "ours: what was written, once each",
    [
        new(OperationId, Text, 128) { Required = true }, new(LedgerKey, Text) { Required = true },
        new(CreatedAt, Instant) { Required = true },
    ]);

    /// <summary>Where the shipped procedure looks for the stock; an ERP puts a view of its own table in its place.</summary>
    public static TableDefinition StockOnHand { get; } = new("Existencias", "the ERP's own stock, read by the procedure (S2-39)",
        [new(StockCode, Text, 64) { Required = true }, new(Stock, Amount)]);

    /// <summary>The ten tables of the article, in the order in which we read them (S2-42), then those that we write.</summary>
    public static IReadOnlyList<TableDefinition> All { get; } =
    [
        Categories, Products, Relations, CompaniesUp, ContactsUp, OrderStates, CompaniesDown, ContactsDown, OrderDetails, OrderHeaders,
    ];

    private static ColumnDefinition Row => new(RowId, Serial) { Required = true };

    private static ColumnDefinition Price1 => new(Price(1), Amount) { CostIfMissing = "price list 1 is not synchronised" };

    private static ColumnDefinition CreatedAtColumn => Own(CreatedAt, Instant, NoTimes);

    private static ColumnDefinition OperationColumn => Own(Operation, Text, NoRemovals, 1);

    private static (string Name, int Length)[] AddressParts =>
        [("Dirección", 255), ("Ciudad", 100), ("Estado", 100), ("País", 100), ("CódigoPostal", 20), ("Email", 255), ("Teléfono", 40)];

    private static ColumnDefinition Key(string name) => new(name, Id, 64) { Required = true };

    private static ColumnDefinition Own(string name, ColumnForm form, string cost, int length = 255) =>
        new(name, form, length) { Own = true, CostIfMissing = cost };

    private static TableDefinition Companies(string name, string purpose) => new(name, purpose,
    [
        Row, Key(CompanyId), new(CompanyName, Text) { Required = true }, new(CompanyTaxId, Text, 64), .. PostalColumns,
        CreatedAtColumn, OperationColumn, Own(PriceLevel, Whole, "the customer's price list is not synchronised"),
    ]);

    private static TableDefinition Contacts(string name, string purpose) => new(name, purpose,
    [
        Row, Key(ContactId), new(FirstNames, Text), new(LastNames, Text), new(CompanyId, Id, 64),
        new(Role, Text, 100) { Aliases = ["Cargo", "Rol"] }, .. PostalColumns,
        CreatedAtColumn, OperationColumn, Own(PriceLevel, Whole, "the customer's price list is not synchronised"),
    ]);

    private static ColumnDefinition[] PostalColumns =>
    [
        new(Street, Text), new(City, Text, 100), new(Region, Text, 100), new(Country, Text, 100), new(Postcode, Text, 20),
        new(Phone, Text, 40), new(Mobile, Text, 40),
        new(Email, Text) { CostIfMissing = "customers are found by tax id only, and doubles may arise", Aliases = ["Correo", "E-mail"] },
    ];
}
