using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>
/// A variation as its own endpoints show it: other fields, and in another order, than under /products.
/// </summary>
internal static class VariationJson
{
    public static JsonObject Render(ShopSnapshot shop, ShopProduct variation, Site site, bool edit)
    {
        var parent = shop.ParentOf(variation);
        var json = new JsonObject { ["id"] = variation.Id, ["type"] = "variation" };
        ProductParts.Dates(json, variation, site);
        json["description"] = edit ? variation.Description : HtmlText.Paragraphs(variation.Description);
        json["permalink"] = ProductJson.Permalink(shop, variation, site);

        // Measured: a variation without a sku shows its product's, which makes it useless as a key.
        json["sku"] = variation.Sku.Length == 0 ? parent?.Sku ?? "" : variation.Sku;
        ProductParts.Copy(json, variation, "global_unique_id", "");
        ProductParts.Prices(json, shop, variation, site);
        json["status"] = variation.Status;
        json["purchasable"] = variation.Status == "publish" && json["price"]!.GetValue<string>().Length > 0;
        ProductParts.Downloads(json, variation);
        ProductParts.Copy(json, variation, "tax_status", "taxable");
        ProductParts.Copy(json, variation, "tax_class", edit ? "parent" : "");
        ProductParts.StockFields(json, shop, variation, withStatus: true);
        ProductParts.Size(json, variation, parent);
        ProductParts.Copy(json, variation, "shipping_class", "");
        json["shipping_class_id"] = 0;
        json["image"] = variation.Images.Count > 0 && shop.Images.TryGetValue(variation.Images[0], out var image)
            ? ProductParts.Image(image, site)
            : null;
        json["attributes"] = ProductParts.Attributes(variation);
        json["menu_order"] = variation.MenuOrder;
        json["meta_data"] = ProductParts.Meta(variation.Meta);
        json["name"] = ProductParts.VariationName(variation);
        json["parent_id"] = variation.ParentId;
        json["_links"] = site.Links(
            $"products/{variation.ParentId}/variations/{variation.Id}",
            $"products/{variation.ParentId}/variations",
            $"products/{variation.ParentId}");
        return json;
    }
}
