using System.Collections.Frozen;
using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>Orders of the shop. Nothing but their status is ever written back.</summary>
internal static class OrderMapping
{
    private static readonly FrozenSet<string> Mapped = new[]
    {
        "id", "number", "date_created", "date_created_gmt", "date_modified", "date_modified_gmt", "currency", "line_items", "total", "total_tax",
        "shipping_total", "discount_total", "payment_method", "payment_method_title", "transaction_id", "billing", "shipping", "customer_note",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True where orders of this status are brought in.</summary>
    public static bool IsImported(JsonElement order, WooCommerceOptions options) =>
        order.Text("status") is { } status && options.OrderStatuses.Contains(WooCommerceOptions.WithoutPrefix(status));

    /// <summary>The number by which every system knows the order.</summary>
    public static string Number(JsonElement order, WooCommerceOptions options) => options.OrderPrefix + (order.Text("number") ?? RemoteIds.Of(order.RequiredId("id")));

    public static Observation Read(JsonElement order, MappingContext context, DateTimeOffset seenAt)
    {
        var options = context.Options;
        var id = order.RequiredId("id");
        var billing = order.Object("billing");
        var fields = new FieldSetBuilder(48);
        fields.Text(OrderFields.Number, Number(order, options));
        fields.Instant(OrderFields.PlacedAt, order.Utc("date_created_gmt"));
        fields.Text(OrderFields.State, State(order, options).ToString());
        fields.Text(OrderFields.Currency, order.Text("currency") ?? context.Facts.Currency);
        fields.Text(OrderFields.CustomerEmail, AddressMapping.Email(billing?.Text("email")));
        fields.Text(OrderFields.CustomerName, billing is { } address ? CustomerName(address) : null);
        fields.Set(OrderFields.Lines, FieldValue.Of(order.Array("line_items").Select(Line)));
        Sums(fields, order);
        Payment(fields, order, options);
        fields.Text(OrderFields.ShippingMethod, string.Join(", ", order.Array("shipping_lines")
            .Select(line => HtmlText.DecodeName(line.Text("method_title"))).Where(title => !string.IsNullOrWhiteSpace(title))));
        fields.Text(OrderFields.Note, HtmlText.DecodeName(order.Text("customer_note")));
        if (CustomerMapping.LanguageOf(order, options) is { } language) fields.Text(OrderFields.Language, language);
        AddressMapping.Read(fields, CustomerFields.Billing, billing);
        AddressMapping.Read(fields, CustomerFields.Delivery, order.Object("shipping"));
        return new Observation(context.Key(Kind.Order, RemoteIds.Of(id)), fields.Build(), seenAt)
        {
            ModifiedAt = order.Utc("date_modified_gmt"),
            Extras = Extras.Of(order, Mapped),
        };
    }

    /// <summary>The state that the order's status means.</summary>
    public static OrderState State(JsonElement order, WooCommerceOptions options)
    {
        var status = WooCommerceOptions.WithoutPrefix(order.Text("status") ?? "");
        return options.StatusToState.TryGetValue(status, out var state)
            ? state
            : throw new UnreadableException("status", $"'{status}' means no state; add it to setting statusToState");
    }

    /// <summary>
    /// How far the lines are from the header, in the order's currency. The shop rounds each line for display, so a cent a
    /// line is usual; more means that a plugin changed sums.
    /// </summary>
    public static decimal Gap(FieldSet order) =>
        Math.Abs(order.Items(OrderFields.Lines).OfType<FieldValue.Group>().Sum(line => line.Fields.Number(OrderLineFields.Total) ?? 0)
            - (order.Number(OrderFields.SubtotalAfterDiscount) ?? 0));

    // From the total down, so that every identity holds to the cent whatever the lines were rounded to:
    // subtotal - discount = after discount; + shipping + fees = with shipping; + tax = total.
    private static void Sums(FieldSetBuilder fields, JsonElement order)
    {
        var total = Amount(order, "total");
        var tax = Amount(order, "total_tax");
        var shipping = Amount(order, "shipping_total");
        var discount = Amount(order, "discount_total");
        var fees = order.Array("fee_lines").Sum(fee => Amount(fee, "total"));
        var withShipping = total - tax;
        var afterDiscount = withShipping - shipping - fees;
        fields.Number(OrderFields.Subtotal, FieldValue.Plain(afterDiscount + discount));
        fields.Number(OrderFields.Discount, FieldValue.Plain(discount));
        fields.Number(OrderFields.SubtotalAfterDiscount, FieldValue.Plain(afterDiscount));
        fields.Number(OrderFields.Shipping, FieldValue.Plain(shipping));
        fields.Number(OrderFields.SubtotalWithShipping, FieldValue.Plain(withShipping));
        fields.Number(OrderFields.Tax, FieldValue.Plain(tax));
        fields.Number(OrderFields.Total, FieldValue.Plain(total));
    }

    private static FieldValue Line(JsonElement line)
    {
        var quantity = line.Decimal("quantity") ?? 0;
        var total = Amount(line, "total");
        var fields = new FieldSetBuilder(8);
        fields.Text(OrderLineFields.LineId, line.Text("id"));
        fields.Text(OrderLineFields.Sku, line.Text("sku"));
        fields.Text(OrderLineFields.Name, HtmlText.DecodeName(line.Text("name")));
        fields.Number(OrderLineFields.Quantity, FieldValue.Plain(quantity));
        fields.Number(OrderLineFields.UnitPrice, quantity == 0 ? line.Decimal("price") : FieldValue.Plain(Math.Round(total / quantity, 6, MidpointRounding.AwayFromZero)));
        fields.Number(OrderLineFields.Total, FieldValue.Plain(total));
        fields.Number(OrderLineFields.Tax, FieldValue.Plain(Amount(line, "total_tax")));
        return new FieldValue.Group(fields.Build());
    }

    private static void Payment(FieldSetBuilder fields, JsonElement order, WooCommerceOptions options)
    {
        var method = order.Text("payment_method");
        fields.Text(OrderFields.PaymentMethod, method);
        fields.Text(OrderFields.PaymentTitle, HtmlText.DecodeName(order.Text("payment_method_title")));
        fields.Text(OrderFields.PaymentId, order.Text("transaction_id"));
        fields.Flag(OrderFields.PaymentManual, method is not null && options.ManualPayments.Contains(method));
    }

    private static string? CustomerName(JsonElement billing) =>
        AddressMapping.Name(billing) is { Length: > 0 } name ? name : HtmlText.DecodeName(billing.Text("company"));

    private static decimal Amount(JsonElement element, string name) => element.Decimal(name) ?? 0;
}
