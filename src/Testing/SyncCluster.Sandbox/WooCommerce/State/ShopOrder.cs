using System.Globalization;

namespace SyncCluster.Sandbox.WooCommerce.State;

/// <summary>An order as the shop stores it. Immutable: a write puts a new one in its place.</summary>
public sealed record ShopOrder
{
    /// <summary>Number in the shop.</summary>
    public int Id { get; init; }

    /// <summary>Status without the prefix wc-.</summary>
    public string Status { get; init; } = "pending";

    /// <summary>Status before it was put into the trash; empty otherwise.</summary>
    public string StatusBeforeTrash { get; init; } = "";

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "CZK";

    /// <summary>Registered customer; 0 for a guest.</summary>
    public int CustomerId { get; init; }

    /// <summary>Billing address with e-mail.</summary>
    public ShopAddress Billing { get; init; } = ShopAddress.Empty;

    /// <summary>Shipping address.</summary>
    public ShopAddress Shipping { get; init; } = ShopAddress.Empty;

    /// <summary>Payment method: bacs, cod, …</summary>
    public string PaymentMethod { get; init; } = "";

    /// <summary>Payment method as people see it.</summary>
    public string PaymentMethodTitle { get; init; } = "";

    /// <summary>Number the payment service gave.</summary>
    public string TransactionId { get; init; } = "";

    /// <summary>What the customer wrote.</summary>
    public string CustomerNote { get; init; } = "";

    /// <summary>rest-api, store-api, checkout, …</summary>
    public string CreatedVia { get; init; } = "rest-api";

    /// <summary>Secret part of the order's address.</summary>
    public string OrderKey { get; init; } = "";

    /// <summary>When it was created, UTC, whole seconds.</summary>
    public DateTime DateCreated { get; init; }

    /// <summary>When it was last written, UTC, whole seconds.</summary>
    public DateTime DateModified { get; init; }

    /// <summary>When it was paid.</summary>
    public DateTime? DatePaid { get; init; }

    /// <summary>When it was completed.</summary>
    public DateTime? DateCompleted { get; init; }

    /// <summary>Free entries of key and value.</summary>
    public IReadOnlyList<ShopMeta> Meta { get; init; } = [];

    /// <summary>Product lines.</summary>
    public IReadOnlyList<ShopOrderLine> Lines { get; init; } = [];

    /// <summary>Shipping lines.</summary>
    public IReadOnlyList<ShopChargeLine> ShippingLines { get; init; } = [];

    /// <summary>Fee lines.</summary>
    public IReadOnlyList<ShopChargeLine> FeeLines { get; init; } = [];

    /// <summary>Refunds made.</summary>
    public IReadOnlyList<ShopRefund> Refunds { get; init; } = [];

    /// <summary>Notes, oldest first. They do not count as a change of the order.</summary>
    public IReadOnlyList<ShopOrderNote> Notes { get; init; } = [];

    /// <summary>Sum of all lines when the shop last computed it.</summary>
    public decimal Total { get; init; }

    /// <summary>Whether stock has been taken for it.</summary>
    public bool StockReduced { get; init; }

    /// <summary>Whether its pieces count as sold.</summary>
    public bool SalesRecorded { get; init; }

    /// <summary>The number as customers see it.</summary>
    public string Number => Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of one of our own meta entries, or null.</summary>
    /// <param name="key">Key of the entry.</param>
    public string? MetaText(string key) => Meta.FirstOrDefault(entry => entry.Key == key)?.Text;
}

/// <summary>A product line of an order.</summary>
public sealed record ShopOrderLine
{
    /// <summary>Number of the line.</summary>
    public int Id { get; init; }

    /// <summary>Name at the time of the order.</summary>
    public string Name { get; init; } = "";

    /// <summary>Product; 0 when the shop did not know it.</summary>
    public int ProductId { get; init; }

    /// <summary>Variation; 0 when none.</summary>
    public int VariationId { get; init; }

    /// <summary>Pieces.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>Tax class of the product at the time.</summary>
    public string TaxClass { get; init; } = "";

    /// <summary>Sum before discounts.</summary>
    public decimal Subtotal { get; init; }

    /// <summary>Sum after discounts.</summary>
    public decimal Total { get; init; }

    /// <summary>Entries of the line, such as the chosen colour.</summary>
    public IReadOnlyList<ShopMeta> Meta { get; init; } = [];
}

/// <summary>A shipping or fee line.</summary>
/// <param name="Id">Number of the line.</param>
/// <param name="Title">Text on the order.</param>
/// <param name="Method">Shipping method; empty for fees.</param>
/// <param name="Total">Amount.</param>
public sealed record ShopChargeLine(int Id, string Title, string Method, decimal Total);

/// <summary>A refund.</summary>
/// <param name="Id">Number of the refund.</param>
/// <param name="Reason">Why.</param>
/// <param name="Amount">Amount given back, positive.</param>
public sealed record ShopRefund(int Id, string Reason, decimal Amount);

/// <summary>A note of an order.</summary>
/// <param name="Id">Number of the note.</param>
/// <param name="Text">The note.</param>
/// <param name="ForCustomer">Whether the customer sees it and is mailed.</param>
/// <param name="DateCreated">When it was written, UTC.</param>
/// <param name="Author">Who wrote it.</param>
public sealed record ShopOrderNote(
    int Id, string Text, bool ForCustomer, DateTime DateCreated, string Author = "WooCommerce");

/// <summary>An address. Fields are never null.</summary>
public sealed record ShopAddress
{
    /// <summary>An address with nothing in it.</summary>
    public static ShopAddress Empty { get; } = new();

    /// <summary>Given name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Family name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Company.</summary>
    public string Company { get; init; } = "";

    /// <summary>Street and number.</summary>
    public string Address1 { get; init; } = "";

    /// <summary>Second line.</summary>
    public string Address2 { get; init; } = "";

    /// <summary>Town.</summary>
    public string City { get; init; } = "";

    /// <summary>State or province.</summary>
    public string State { get; init; } = "";

    /// <summary>Post code.</summary>
    public string Postcode { get; init; } = "";

    /// <summary>ISO 3166 code of the country.</summary>
    public string Country { get; init; } = "";

    /// <summary>E-mail; only in billing addresses.</summary>
    public string Email { get; init; } = "";

    /// <summary>Telephone.</summary>
    public string Phone { get; init; } = "";
}
