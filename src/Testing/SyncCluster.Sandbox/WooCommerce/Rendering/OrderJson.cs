using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>
/// An order as REST v3 shows it, fields in the recorded order: totals are strings, a line's price is a number.
/// </summary>
internal static class OrderJson
{
    public static JsonObject Render(ShopSnapshot shop, ShopOrder order, Site site)
    {
        var checkout = order.CreatedVia is "store-api" or "checkout";
        var json = new JsonObject
        {
            ["id"] = order.Id,
            ["parent_id"] = 0,
            ["status"] = order.Status,
            ["currency"] = order.Currency,
            ["version"] = Site.Version,
            ["prices_include_tax"] = false,
            ["date_created"] = site.Local(order.DateCreated),
            ["date_modified"] = site.Local(order.DateModified),
            ["discount_total"] = "0.00",
            ["discount_tax"] = "0.00",
            ["shipping_total"] = PriceText.Amount(order.ShippingLines.Sum(line => line.Total)),
            ["shipping_tax"] = "0.00",
            ["cart_tax"] = "0.00",
            ["total"] = PriceText.Amount(order.Total),
            ["total_tax"] = "0.00",
            ["customer_id"] = order.CustomerId,
            ["order_key"] = order.OrderKey,
            ["billing"] = AddressJson.OfOrder(order.Billing, withEmail: true),
            ["shipping"] = AddressJson.OfOrder(order.Shipping, withEmail: false),
            ["payment_method"] = order.PaymentMethod,
            ["payment_method_title"] = order.PaymentMethodTitle,
            ["transaction_id"] = order.TransactionId,
            ["customer_ip_address"] = checkout ? "127.0.0.1" : "",
            ["customer_user_agent"] = checkout ? "Mozilla/5.0" : "",
            ["created_via"] = order.CreatedVia,
            ["customer_note"] = order.CustomerNote,
            ["date_completed"] = site.Local(order.DateCompleted),
            ["date_paid"] = site.Local(order.DatePaid),
            ["cart_hash"] = "",
            ["number"] = order.Number,
            ["meta_data"] = ProductParts.Meta(order.Meta),
            ["line_items"] = new JsonArray([.. order.Lines.Select(line => Line(shop, line, site))]),
            ["tax_lines"] = new JsonArray(),
            ["shipping_lines"] = new JsonArray([.. order.ShippingLines.Select(ShippingLine)]),
            ["fee_lines"] = new JsonArray([.. order.FeeLines.Select(FeeLine)]),
            ["coupon_lines"] = new JsonArray(),
            ["refunds"] = new JsonArray([.. order.Refunds.Select(Refund)]),
            ["payment_url"] = $"{site.Home}/checkout/order-pay/{order.Number}/?pay_for_order=true&key={order.OrderKey}",
            ["is_editable"] = order.Status is "pending" or "on-hold" or "auto-draft",
            ["needs_payment"] = order.Status is "pending" or "failed" && order.Total > 0,
            ["needs_processing"] = OrderStatus.NeedsProcessing(shop, order),
            ["date_created_gmt"] = Site.Gmt(order.DateCreated),
            ["date_modified_gmt"] = Site.Gmt(order.DateModified),
            ["date_completed_gmt"] = Site.Gmt(order.DateCompleted),
            ["date_paid_gmt"] = Site.Gmt(order.DatePaid),
            ["currency_symbol"] = site.CurrencySymbol,
        };
        var links = site.Links($"orders/{order.Id}", "orders");
        links["email_templates"] = new JsonArray(new JsonObject
        {
            ["embeddable"] = true,
            ["href"] = $"{site.Rest}orders/{order.Id}/actions/email_templates",
        });
        if (order.CustomerId > 0)
        {
            links["customer"] = new JsonArray(new JsonObject { ["href"] = $"{site.Rest}customers/{order.CustomerId}" });
        }

        json["_links"] = links;
        return json;
    }

    public static JsonObject Note(ShopOrder order, ShopOrderNote note, Site site) => new()
    {
        ["id"] = note.Id,
        ["author"] = note.Author,
        ["date_created"] = site.Local(note.DateCreated),
        ["date_created_gmt"] = Site.Gmt(note.DateCreated),
        ["note"] = note.Text,
        ["customer_note"] = note.ForCustomer,
        ["_links"] = site.Links(
            $"orders/{order.Id}/notes/{note.Id}", $"orders/{order.Id}/notes", $"orders/{order.Id}", ["GET", "DELETE"]),
    };

    private static JsonObject Line(ShopSnapshot shop, ShopOrderLine line, Site site)
    {
        var product = shop.Products.GetValueOrDefault(line.VariationId != 0 ? line.VariationId : line.ProductId);
        var parent = product is { IsVariation: true } ? shop.ParentOf(product) : null;
        return new JsonObject
        {
            ["id"] = line.Id,
            ["name"] = line.Name,
            ["product_id"] = line.ProductId,
            ["variation_id"] = line.VariationId,
            ["quantity"] = line.Quantity,
            ["tax_class"] = line.TaxClass,
            ["subtotal"] = PriceText.Amount(line.Subtotal),
            ["subtotal_tax"] = "0.00",
            ["total"] = PriceText.Amount(line.Total),
            ["total_tax"] = "0.00",
            ["taxes"] = new JsonArray(),
            ["meta_data"] = LineMeta(line),
            ["sku"] = product is null ? null : product.Sku.Length == 0 && parent is not null ? parent.Sku : product.Sku,
            ["global_unique_id"] = product is null ? null : "",
            ["price"] = Number(line.Quantity == 0 ? 0 : line.Total / line.Quantity),
            ["image"] = LineImage(shop, product, parent, site),
            ["parent_name"] = parent?.Name,
        };
    }

    /// <summary>PHP prints a whole float without a point, and any other with as many digits as it takes.</summary>
    private static JsonValue Number(decimal value) =>
        value == decimal.Truncate(value) && Math.Abs(value) < long.MaxValue
        ? JsonValue.Create((long)value)
        : JsonValue.Create((double)value);

    private static JsonArray LineMeta(ShopOrderLine line) => [.. line.Meta.Select(entry => new JsonObject
    {
        ["id"] = entry.Id,
        ["key"] = entry.Key,
        ["value"] = ProductParts.Node(entry.Value),
        ["display_key"] = entry.DisplayKey ?? entry.Key,
        ["display_value"] = entry.DisplayValue ?? entry.Text,
    })];

    /// <summary>Recorded: the id is a number, 0 or an empty string, depending on the kind of product.</summary>
    private static JsonObject LineImage(ShopSnapshot shop, ShopProduct? product, ShopProduct? parent, Site site)
    {
        var id = product is { Images: [var own, ..] } ? own : parent is { Images: [var inherited, ..] } ? inherited : 0;
        if (shop.Images.TryGetValue(id, out var image))
        {
            return new JsonObject { ["id"] = image.Id, ["src"] = $"{site.Home}/wp-content/uploads/{image.File}" };
        }

        return new JsonObject
        {
            ["id"] = product is null || product.IsVariation ? JsonValue.Create(0) : JsonValue.Create(""),
            ["src"] = "",
        };
    }

    private static JsonObject ShippingLine(ShopChargeLine line) => new()
    {
        ["id"] = line.Id,
        ["method_title"] = line.Title,
        ["method_id"] = line.Method,
        ["instance_id"] = "",
        ["total"] = PriceText.Amount(line.Total),
        ["total_tax"] = "0.00",
        ["taxes"] = new JsonArray(),
        ["tax_status"] = "taxable",
        ["meta_data"] = new JsonArray(),
    };

    private static JsonObject FeeLine(ShopChargeLine line) => new()
    {
        ["id"] = line.Id,
        ["name"] = line.Title,
        ["tax_class"] = "",
        ["tax_status"] = "taxable",
        ["amount"] = PriceText.Amount(line.Total),
        ["total"] = PriceText.Amount(line.Total),
        ["total_tax"] = "0.00",
        ["taxes"] = new JsonArray(),
        ["meta_data"] = new JsonArray(),
    };

    private static JsonObject Refund(ShopRefund refund) => new()
    {
        ["id"] = refund.Id,
        ["reason"] = refund.Reason,
        ["total"] = "-" + PriceText.Amount(refund.Amount),
    };
}
