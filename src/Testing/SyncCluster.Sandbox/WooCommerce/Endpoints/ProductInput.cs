using System.Globalization;
using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>
/// What a write to a product and a write to a variation have in common. Fields that were not sent stay.
/// </summary>
internal static class ProductInput
{
    private static readonly string[] StoredTexts =
    [
        "catalog_visibility", "external_url", "button_text", "tax_status", "tax_class", "weight", "shipping_class",
        "purchase_note", "global_unique_id",
    ];

    private static readonly string[] StoredFlags =
        ["featured", "virtual", "downloadable", "sold_individually", "reviews_allowed"];

    private static readonly string[] StoredAsSent =
        ["dimensions", "upsell_ids", "cross_sell_ids", "default_attributes", "grouped_products", "low_stock_amount"];

    private static readonly HashSet<string> Statuses =
        ["draft", "pending", "private", "publish", "future", "auto-draft", "trash"];

    public static ShopProduct Common(ShopDraft draft, ShopProduct product, JsonElement body, Site site)
    {
        var next = product;
        if (body.Text("status") is { } status)
        {
            // Single writes were checked before; inside a batch an unknown status silently becomes draft.
            next = next with { Status = Statuses.Contains(status) ? status : "draft" };
        }

        if (body.Text("description") is { } text) next = next with { Description = HtmlText.Filter(text) };
        if (body.Text("sku") is { } sku) next = next with { Sku = SkuRule.Claim(draft.Shop, sku, product.Id) };
        if (body.Whole("menu_order") is { } place) next = next with { MenuOrder = place };
        next = Prices(next, body, site);
        next = StockFields(next, body);
        next = next with { Meta = MetaMerge.Apply(draft, next.Meta, body), Other = Others(next.Other, body) };
        return next with { DateModified = draft.Now };
    }

    private static ShopProduct Prices(ShopProduct product, JsonElement body, Site site)
    {
        var next = product;
        if (body.Text("regular_price") is { } regular) next = next with { RegularPrice = PriceText.Normalize(regular) };
        if (body.Text("sale_price") is { } sale) next = next with { SalePrice = PriceText.Normalize(sale) };
        if (Moment(body, "date_on_sale_from", site, out var from)) next = next with { SaleFrom = from };
        if (Moment(body, "date_on_sale_to", site, out var to)) next = next with { SaleTo = to };

        // Measured: a sale price that is no saving is dropped without a word, also when the regular price falls to it.
        return PriceText.Parse(next.SalePrice) >= (PriceText.Parse(next.RegularPrice) ?? 0)
            ? next with { SalePrice = "" }
            : next;
    }

    private static ShopProduct StockFields(ShopProduct product, JsonElement body)
    {
        var next = product;
        if (body.Has("manage_stock", out var manage) && manage.ValueKind != JsonValueKind.Null)
        {
            next = next with { ManageStock = manage.AsFlag() };
        }

        if (body.Text("backorders") is { Length: > 0 } backorders) next = next with { Backorders = backorders };
        if (body.Text("stock_status") is { Length: > 0 } status) next = next with { StockStatus = status };

        // Sent while the stock is not counted, it is ignored without a word; null means 0.
        if (body.Has("stock_quantity", out var quantity)) next = next with { StockQuantity = quantity.AsWhole() };
        if (body.Whole("inventory_delta") is { } delta)
            next = next with { StockQuantity = (next.StockQuantity ?? 0) + delta };
        return Stock.Settle(next);
    }

    private static Dictionary<string, JsonElement> Others(
        IReadOnlyDictionary<string, JsonElement> stored, JsonElement body)
    {
        var others = new Dictionary<string, JsonElement>(stored);
        foreach (var name in StoredTexts)
        {
            if (body.Text(name) is { } text) others[name] = JsonSerializer.SerializeToElement(text);
        }

        foreach (var name in StoredFlags)
        {
            if (body.Flag(name) is { } flag) others[name] = JsonSerializer.SerializeToElement(flag);
        }

        foreach (var name in StoredAsSent)
        {
            if (body.Has(name, out var value) && value.ValueKind != JsonValueKind.Null) others[name] = value.Clone();
        }

        return others;
    }

    private static bool Moment(JsonElement body, string name, Site site, out DateTime? moment)
    {
        moment = null;
        var local = body.Text(name);
        var gmt = body.Text(name + "_gmt");
        if ((gmt ?? local) is not { } text) return false;
        if (text.Length == 0) return true;
        var parsed = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        moment = gmt is not null || parsed.Kind == DateTimeKind.Utc
            ? DateTime.SpecifyKind(parsed, DateTimeKind.Utc)
            : site.ToUtc(parsed);
        return true;
    }
}
