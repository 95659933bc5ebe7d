using static SyncCluster.Core.Kinds.FieldForm;

namespace SyncCluster.Core.Kinds;

/// <summary>The fields of an order; addresses are flat copies as of the purchase.</summary>
public static class OrderFields
{
#pragma warning disable CS1591 // The meaning stands beside each name in All, where pages and schemas read it too.
    public const string Number = "number";
    public const string PlacedAt = "placedAt";
    public const string State = "state";
    public const string StateReason = "stateReason";
    public const string CustomerEmail = "customerEmail";
    public const string CustomerName = "customerName";
    public const string Currency = KindSchema.Currency;
    public const string Lines = "lines";
    public const string Subtotal = "subtotal";
    public const string Discount = "discount";
    public const string SubtotalAfterDiscount = "subtotalAfterDiscount";
    public const string Shipping = "shipping";
    public const string SubtotalWithShipping = "subtotalWithShipping";
    public const string Tax = "tax";
    public const string Total = "total";
    public const string PaymentMethod = "paymentMethod";
    public const string PaymentTitle = "paymentTitle";
    public const string PaymentId = "paymentId";
    public const string PaymentManual = "paymentManual";
    public const string ShippingMethod = "shippingMethod";
    public const string Note = "note";
    public const string Language = "language";
    public const string ExpectedDelivery = "expectedDelivery";
#pragma warning restore CS1591

    /// <summary>Every field of an order.</summary>
    public static IReadOnlyList<FieldDefinition> All { get; } =
    [
        new(Number, Text, "Correlation id issued by the shop (ID Pedido_Cabecera, S2-16)"),
        new(PlacedAt, Instant, "When the customer ordered"),
        new(State, Text, "State along the declared machine (X1)"),
        new(StateReason, Text, "Reason of the state, such as of a rejection (S2-48)"),
        new(CustomerEmail, Text, "E-mail of the customer, guest or not"),
        new(CustomerName, Text, "Name of the customer as given at checkout"),
        new(Currency, Text, "ISO 4217 code of every amount in the order"),
        new(Lines, Items, "Lines in the order of the shop, each a group of OrderLineFields") { IsMoney = true },
        new(Subtotal, FieldForm.Number, "Sum of lines before discount, without tax") { IsMoney = true },
        new(Discount, FieldForm.Number, "Discount, positive, without tax") { IsMoney = true },
        new(SubtotalAfterDiscount, FieldForm.Number, "Subtotal less discount") { IsMoney = true },
        new(Shipping, FieldForm.Number, "Shipping without tax") { IsMoney = true },
        new(SubtotalWithShipping, FieldForm.Number, "Subtotal after discount plus shipping and fees") { IsMoney = true },
        new(Tax, FieldForm.Number, "All taxes") { IsMoney = true },
        new(Total, FieldForm.Number, "What the customer pays") { IsMoney = true },
        new(PaymentMethod, Text, "The shop's code of the payment method"),
        new(PaymentTitle, Text, "Payment method as shown to the customer"),
        new(PaymentId, Text, "Id of the payment at its provider"),
        new(PaymentManual, Flag, "Paid by hand (bank transfer, cheque): the payment form goes by e-mail only (S2-14)"),
        new(ShippingMethod, Text, "Way of shipping as shown to the customer"),
        new(Note, Text, "Customer's note"),
        new(Language, Text, "ISO 639-1 code of the language for mails"),
        new(ExpectedDelivery, Text, "When the order can be whole, by what suppliers say: the text of a DeliveryPromise", Comparison.Promise),
        .. CustomerFields.Addresses(CustomerFields.Billing, "Billing address"),
        .. CustomerFields.Addresses(CustomerFields.Delivery, "Delivery address"),
    ];
}

/// <summary>The fields of one line of an order, inside <see cref="OrderFields.Lines"/>.</summary>
public static class OrderLineFields
{
    /// <summary>The shop's id of the line.</summary>
    public const string LineId = "lineId";

    /// <summary>SKU of what was bought; empty where the shop does not know it any more.</summary>
    public const string Sku = "sku";

    /// <summary>Name as shown at the purchase.</summary>
    public const string Name = "name";

    /// <summary>Quantity bought.</summary>
    public const string Quantity = "quantity";

    /// <summary>Quantity that has left the warehouse; absent where the shop does not tell.</summary>
    public const string Shipped = "shipped";

    /// <summary>Price of one piece after discount, without tax.</summary>
    public const string UnitPrice = "unitPrice";

    /// <summary>Amount of the line after discount, without tax (Monto Total Producto).</summary>
    public const string Total = "total";

    /// <summary>Tax of the line.</summary>
    public const string Tax = "tax";
}
