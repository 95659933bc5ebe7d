using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>
/// A product as REST v3 shows it, fields in the recorded order. Reading shows text with paragraphs; the answer to a
/// write (edit) shows it as stored and adds two fields.
/// </summary>
internal static class ProductJson
{
    public static JsonObject Render(ShopSnapshot shop, ShopProduct product, Site site, bool edit)
    {
        var parent = product.IsVariation ? shop.ParentOf(product) : null;
        var json = new JsonObject
        {
            ["id"] = product.Id,
            ["name"] = FullName(shop, product),
            ["slug"] = product.Slug,
            ["permalink"] = Permalink(shop, product, site),
        };
        ProductParts.Dates(json, product, site);
        json["type"] = product.Type;
        json["status"] = product.Status;
        ProductParts.Copy(json, product, "featured", false);
        ProductParts.Copy(json, product, "catalog_visibility", "visible");
        json["description"] = edit ? product.Description : HtmlText.Paragraphs(product.Description);
        json["short_description"] = edit ? product.ShortDescription : HtmlText.Paragraphs(product.ShortDescription);
        json["sku"] = product.Sku.Length == 0 && parent is not null ? parent.Sku : product.Sku;
        ProductParts.Prices(json, shop, product, site);
        json["purchasable"] = product.Status == "publish" && json["price"]!.GetValue<string>().Length > 0
            && product.Type is not ("external" or "grouped");
        json["total_sales"] = product.IsVariation ? JsonValue.Create("0") : product.TotalSales;
        ProductParts.Downloads(json, product);
        ProductParts.Copy(json, product, "external_url", "");
        ProductParts.Copy(json, product, "button_text", "");
        ProductParts.Copy(json, product, "tax_status", "taxable");
        ProductParts.Copy(json, product, "tax_class", "");
        ProductParts.StockFields(json, shop, product, withStatus: false);
        ProductParts.Copy(json, product, "sold_individually", false);
        ProductParts.Size(json, product, parent);
        var isVirtual = json["virtual"]!.GetValue<bool>();
        json["shipping_required"] = !isVirtual;
        json["shipping_taxable"] = !isVirtual;
        ProductParts.Copy(json, product, "shipping_class", "");
        json["shipping_class_id"] = 0;
        ProductParts.Copy(json, product, "reviews_allowed", !product.IsVariation);
        json["average_rating"] = edit ? "0" : "0.00";
        json["rating_count"] = 0;
        ProductParts.Copy(json, product, "upsell_ids", new JsonArray());
        ProductParts.Copy(json, product, "cross_sell_ids", new JsonArray());
        json["parent_id"] = product.ParentId;
        ProductParts.Copy(json, product, "purchase_note", "");
        json["categories"] = CategoryList(shop, parent ?? product);
        json["brands"] = new JsonArray();
        json["tags"] = new JsonArray();
        json["images"] = ProductParts.Images(shop, product, site);
        json["attributes"] = ProductParts.Attributes(product);
        ProductParts.Copy(json, product, "default_attributes", new JsonArray());
        json["variations"] = product.Type == "variable" ? Children(shop, product) : new JsonArray();
        ProductParts.Copy(json, product, "grouped_products", new JsonArray());
        json["menu_order"] = product.MenuOrder;
        json["price_html"] = PriceHtml(shop, product, site);
        json["related_ids"] = Related(shop, product);
        json["meta_data"] = ProductParts.Meta(product.Meta);
        json["stock_status"] = Stock.Status(shop, product);
        json["has_options"] = product.Type == "variable";
        ProductParts.Copy(json, product, "post_password", "");
        ProductParts.Copy(json, product, "global_unique_id", "");
        if (edit)
        {
            json["permalink_template"] = site.Home + "/product/%pagename%/";
            json["generated_slug"] = Uri.UnescapeDataString(product.Slug);
        }

        json["_links"] = site.Links(
            $"products/{product.Id}", "products", product.ParentId == 0 ? null : $"products/{product.ParentId}");
        return json;
    }

    /// <summary>Name as order lines and lists show it: "Hoodie - Blue, No" for a variation.</summary>
    public static string FullName(ShopSnapshot shop, ShopProduct product) =>
        product.IsVariation && shop.ParentOf(product) is { } parent
            ? $"{parent.Name} - {ProductParts.VariationName(product)}"
            : product.Name;

    public static string Permalink(ShopSnapshot shop, ShopProduct product, Site site)
    {
        if (!product.IsVariation) return $"{site.Home}/product/{product.Slug}/";
        var choice = product.Attributes.Select(attribute => attribute.Id > 0
            ? $"attribute_{ProductParts.Taxonomy(attribute.Name)}={Slug.Of(attribute.Options[0])}"
            : $"attribute_{Slug.Of(attribute.Name)}={Uri.EscapeDataString(attribute.Options[0])}");
        return $"{site.Home}/product/{shop.ParentOf(product)?.Slug}/?{string.Join('&', choice)}";
    }

    private static JsonArray CategoryList(ShopSnapshot shop, ShopProduct product) =>
        [.. product.Categories.Select(shop.Categories.GetValueOrDefault).OfType<ShopCategory>()
            .Select(category => new JsonObject
        {
            ["id"] = category.Id,
            ["name"] = category.Name,
            ["slug"] = category.Slug,
        })];

    private static JsonArray Children(ShopSnapshot shop, ShopProduct product) =>
        [.. shop.ChildrenOf(product.Id).Where(child => child.Status != "trash").Select(child => (JsonNode)child.Id)];

    /// <summary>
    /// The shop picks related products at random, so they differ from read to read; here from write to write.
    /// </summary>
    private static JsonArray Related(ShopSnapshot shop, ShopProduct product)
    {
        var related = new JsonArray();
        if (shop.Products.IsEmpty) return related;
        var last = shop.Products.Count;
        var at = (int)((product.Id + shop.Version) % last);
        foreach (var other in shop.Products.Keys.Skip(Math.Min(at, 64)).Where(id => id != product.Id).Take(5))
            related.Add(other);
        return related;
    }

    private static string PriceHtml(ShopSnapshot shop, ShopProduct product, Site site)
    {
        var price = PriceText.Parse(ProductPrices.Price(shop, product, site.Now));
        if (price is not { } low) return "";
        var high = product.Type == "variable" ? PriceText.Parse(ProductPrices.Highest(shop, product, site.Now)) : low;
        return high > low
            ? $"{Money(low, site, " aria-hidden=\"true\"")} <span aria-hidden=\"true\">&ndash;</span> "
                + Money(high.Value, site, " aria-hidden=\"true\"")
                + $"<span class=\"screen-reader-text\">Price range: {Plain(low, site)} through {Plain(high.Value, site)}</span>"
            : Money(low, site, "");
    }

    private static string Plain(decimal amount, Site site) => site.CurrencyEntities + PriceText.Amount(amount);

    private static string Money(decimal amount, Site site, string more) =>
        $"<span class=\"woocommerce-Price-amount amount\"{more}><bdi><span class=\"woocommerce-Price-currencySymbol\">"
        + $"{site.CurrencyEntities}</span>{PriceText.Amount(amount)}</bdi></span>";
}
