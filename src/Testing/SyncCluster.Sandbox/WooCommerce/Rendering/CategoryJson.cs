using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>A product category as REST v3 shows it.</summary>
internal static class CategoryJson
{
    public static JsonObject Render(ShopSnapshot shop, ShopCategory category, Site site) => new()
    {
        ["id"] = category.Id,
        ["name"] = category.Name,
        ["slug"] = category.Slug,
        ["parent"] = category.Parent,
        ["description"] = category.Description,
        ["display"] = "default",
        ["image"] = null,
        ["menu_order"] = category.MenuOrder,
        ["count"] = Count(shop, category.Id),
        ["_links"] = site.Links(
            $"products/categories/{category.Id}",
            "products/categories",
            category.Parent == 0 ? null : $"products/categories/{category.Parent}"),
    };

    public static int Count(ShopSnapshot shop, int categoryId) => shop.Products.Values.Count(product =>
        product.Status == "publish" && product.Categories.Contains(categoryId));
}
