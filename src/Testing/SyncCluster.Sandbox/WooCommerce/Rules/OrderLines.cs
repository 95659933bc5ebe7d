using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>
/// Lines merge by id: without one a line is added once more, quantity 0 takes a line away, a new quantity alone does
/// not change the line's total. Measured on 10.5.
/// </summary>
internal static class OrderLines
{
    public static ShopOrder Apply(ShopDraft draft, ShopOrder order, JsonElement body, bool creating, DateTime now)
    {
        var lines = order.Lines.ToList();
        foreach (var sent in body.Items("line_items"))
        {
            var id = sent.Whole("id") ?? 0;
            if (id == 0)
            {
                lines.Add(New(draft, sent, creating, now));
                continue;
            }

            var at = lines.FindIndex(line => line.Id == id);
            if (at < 0) throw UnknownLine();
            if (sent.Has("quantity", out var quantity) && quantity.AsWhole() == 0) lines.RemoveAt(at);
            else lines[at] = Changed(draft, lines[at], sent);
        }

        var next = order with
        {
            Lines = lines,
            ShippingLines = Charges(draft, order.ShippingLines, body, "shipping_lines", "method_title"),
            FeeLines = Charges(draft, order.FeeLines, body, "fee_lines", "name"),
        };
        return next with { Total = Sum(next) };
    }

    public static decimal Sum(ShopOrder order) =>
        order.Lines.Sum(line => line.Total) + order.ShippingLines.Sum(line => line.Total)
            + order.FeeLines.Sum(line => line.Total);

    /// <summary>A line for a product of the shop, priced as it costs now.</summary>
    public static ShopOrderLine Of(ShopDraft draft, ShopProduct product, int quantity, DateTime now)
    {
        var price = PriceText.Parse(ProductPrices.Price(draft.Shop, product, now)) ?? 0;
        return new ShopOrderLine
        {
            Id = draft.NextOrderItem(),
            Name = ProductJson.FullName(draft.Shop, product),
            ProductId = product.IsVariation ? product.ParentId : product.Id,
            VariationId = product.IsVariation ? product.Id : 0,
            Quantity = quantity,
            TaxClass = product.Other.TryGetValue("tax_class", out var tax) ? tax.ToString() : "",
            Subtotal = price * quantity,
            Total = price * quantity,
            Meta = product.IsVariation ? [.. product.Attributes.Select(attribute => Choice(draft, attribute))] : [],
        };
    }

    private static ShopOrderLine New(ShopDraft draft, JsonElement sent, bool creating, DateTime now)
    {
        var quantity = sent.Has("quantity", out var given) ? given.AsWhole() : 1;
        if (quantity == 0 && creating) throw Critical();
        var product = Named(draft.Shop, sent);
        var line = product is null
            ? new ShopOrderLine { Id = draft.NextOrderItem(), Quantity = quantity }
            : Of(draft, product, quantity, now);
        if (sent.Amount("total") is { } total)
            line = line with { Total = total, Subtotal = sent.Amount("subtotal") ?? total };
        return Texts(draft, line, sent);
    }

    private static ShopOrderLine Changed(ShopDraft draft, ShopOrderLine line, JsonElement sent) => Texts(
        draft,
        line with
        {
            Quantity = sent.Whole("quantity") ?? line.Quantity,
            Total = sent.Amount("total") ?? line.Total,
            Subtotal = sent.Amount("subtotal") ?? line.Subtotal,
        },
        sent);

    private static ShopOrderLine Texts(ShopDraft draft, ShopOrderLine line, JsonElement sent) => line with
    {
        Name = sent.Text("name") ?? line.Name,
        Meta = MetaMerge.Apply(draft, line.Meta, sent),
    };

    /// <summary>
    /// An unknown number is not refused: the line is nameless and worth nothing. Naming nothing is refused.
    /// </summary>
    private static ShopProduct? Named(ShopSnapshot shop, JsonElement sent)
    {
        if (sent.Text("sku") is { Length: > 0 } sku) return shop.ProductBySku(sku);
        var variation = sent.Whole("variation_id") ?? 0;
        var product = sent.Whole("product_id") ?? 0;
        if (variation == 0 && product == 0)
        {
            throw new RestException(
                400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.");
        }

        return shop.Products.GetValueOrDefault(variation != 0 ? variation : product);
    }

    private static List<ShopChargeLine> Charges(
        ShopDraft draft, IReadOnlyList<ShopChargeLine> stored, JsonElement body, string list, string title)
    {
        var lines = stored.ToList();
        foreach (var sent in body.Items(list))
        {
            var id = sent.Whole("id") ?? 0;
            var at = lines.FindIndex(line => line.Id == id);
            if (id != 0 && at < 0) throw UnknownLine();
            if (at >= 0 && sent.Has(list == "shipping_lines" ? "method_id" : "name", out var name)
                && name.ValueKind == JsonValueKind.Null)
            {
                lines.RemoveAt(at);
                continue;
            }

            var before = at >= 0 ? lines[at] : new ShopChargeLine(draft.NextOrderItem(), "", "", 0);
            var next = before with
            {
                Title = sent.Text(title) ?? before.Title,
                Method = sent.Text("method_id") ?? before.Method,
                Total = sent.Amount("total") ?? before.Total,
            };
            if (at >= 0) lines[at] = next;
            else lines.Add(next);
        }

        return lines;
    }

    private static ShopMeta Choice(ShopDraft draft, ShopAttribute attribute)
    {
        var shared = attribute.Id > 0;
        var option = attribute.Options[0];
        return new ShopMeta(
            draft.NextMeta(),
            shared ? ProductParts.Taxonomy(attribute.Name) : Slug.Of(attribute.Name),
            JsonSerializer.SerializeToElement(shared ? Slug.Of(option) : option),
            attribute.Name,
            option);
    }

    private static RestException UnknownLine() =>
        new(400, "woocommerce_rest_invalid_item_id", "Order item ID provided is not associated with order.");

    /// <summary>Recorded: a new line with quantity 0 is an error inside the shop, with HTML in its message.</summary>
    private static RestException Critical() => new(
        500,
        "internal_server_error",
        "<p>There has been a critical error on this website.</p><p><a href=\"https://wordpress.org/documentation/article/"
        + "faq-troubleshooting/\">Learn more about troubleshooting WordPress.</a></p>");
}
