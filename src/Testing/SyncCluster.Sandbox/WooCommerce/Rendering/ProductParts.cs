using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>The groups of fields that products and variations have in common.</summary>
internal static class ProductParts
{
    /// <summary>A field that the shop only stores: as sent, else its default.</summary>
    public static void Copy(JsonObject json, ShopProduct product, string field, JsonNode? otherwise) =>
        json[field] = product.Other.TryGetValue(field, out var stored) ? Node(stored) : otherwise;

    public static void Dates(JsonObject json, ShopProduct product, Site site)
    {
        json["date_created"] = site.Local(product.DateCreated);
        json["date_created_gmt"] = Site.Gmt(product.DateCreated);
        json["date_modified"] = site.Local(product.DateModified);
        json["date_modified_gmt"] = Site.Gmt(product.DateModified);
    }

    public static void Prices(JsonObject json, ShopSnapshot shop, ShopProduct product, Site site)
    {
        var own = product.Type != "variable";
        json["price"] = ProductPrices.Price(shop, product, site.Now);
        json["regular_price"] = own ? product.RegularPrice : "";
        json["sale_price"] = own ? product.SalePrice : "";
        json["date_on_sale_from"] = site.Local(product.SaleFrom);
        json["date_on_sale_from_gmt"] = Site.Gmt(product.SaleFrom);
        json["date_on_sale_to"] = site.Local(product.SaleTo);
        json["date_on_sale_to_gmt"] = Site.Gmt(product.SaleTo);
        json["on_sale"] = ProductPrices.IsOnSale(shop, product, site.Now);
    }

    public static void Downloads(JsonObject json, ShopProduct product)
    {
        Copy(json, product, "virtual", false);
        Copy(json, product, "downloadable", false);
        json["downloads"] = new JsonArray();
        Copy(json, product, "download_limit", -1);
        Copy(json, product, "download_expiry", -1);
    }

    public static void StockFields(JsonObject json, ShopSnapshot shop, ShopProduct product, bool withStatus)
    {
        var keeper = Stock.Keeper(shop, product);
        var status = Stock.Status(shop, product);
        json["manage_stock"] = keeper is not null && keeper != product ? JsonValue.Create("parent")
            : product.ManageStock;
        json["stock_quantity"] = keeper?.StockQuantity;
        if (withStatus) json["stock_status"] = status;
        var backorders = (keeper ?? product).Backorders;
        json["backorders"] = backorders;
        json["backorders_allowed"] = backorders != "no";
        json["backordered"] = status == "onbackorder";
        json["low_stock_amount"] = product.Other.TryGetValue("low_stock_amount", out var low) ? Node(low) : null;
    }

    public static void Size(JsonObject json, ShopProduct product, ShopProduct? parent)
    {
        // A variation without a size of its own shows its product's.
        var weight = Stored(product, "weight") ?? (parent is null ? null : Stored(parent, "weight"));
        json["weight"] = weight ?? "";
        var size = product.Other.TryGetValue("dimensions", out var own) ? own
            : parent is not null && parent.Other.TryGetValue("dimensions", out var inherited) ? inherited : default;
        json["dimensions"] = new JsonObject
        {
            ["length"] = Side("length"),
            ["width"] = Side("width"),
            ["height"] = Side("height"),
        };

        string Side(string name) => size.ValueKind == System.Text.Json.JsonValueKind.Object
            && size.TryGetProperty(name, out var value) ? value.ToString() : "";
    }

    public static JsonArray Attributes(ShopProduct product) => [.. product.Attributes.Select(attribute =>
    {
        var json = new JsonObject { ["id"] = attribute.Id, ["name"] = attribute.Name };
        if (product.IsVariation)
        {
            json["slug"] = attribute.Id > 0 ? Taxonomy(attribute.Name) : Slug.Of(attribute.Name);
            json["option"] = attribute.Options[0];
            return json;
        }

        json["slug"] = attribute.Id > 0 ? Taxonomy(attribute.Name) : attribute.Name;
        json["position"] = attribute.Position;
        json["visible"] = attribute.Visible;
        json["variation"] = attribute.Variation;
        json["options"] = new JsonArray([.. attribute.Options.Select(option => (JsonNode)option)]);
        return json;
    })];

    public static JsonArray Images(ShopSnapshot shop, ShopProduct product, Site site) =>
        [.. product.Images.Select(shop.Images.GetValueOrDefault).OfType<ShopImage>()
            .Select(image => Image(image, site))];

    public static JsonObject Image(ShopImage image, Site site) => new()
    {
        ["id"] = image.Id,
        ["date_created"] = site.Local(image.DateCreated),
        ["date_created_gmt"] = Site.Gmt(image.DateCreated),
        ["date_modified"] = site.Local(image.DateCreated),
        ["date_modified_gmt"] = Site.Gmt(image.DateCreated),
        ["src"] = $"{site.Home}/wp-content/uploads/{image.File}",
        ["name"] = image.Name,
        ["alt"] = image.Alt,
    };

    public static JsonArray Meta(IEnumerable<ShopMeta> entries) => [.. entries.Select(entry => new JsonObject
    {
        ["id"] = entry.Id,
        ["key"] = entry.Key,
        ["value"] = Node(entry.Value),
    })];

    public static string VariationName(ShopProduct variation) =>
        string.Join(", ", variation.Attributes.Select(attribute => attribute.Options[0]));

    public static string Taxonomy(string attributeName) => "pa_" + Slug.Of(attributeName);

    public static JsonNode? Node(System.Text.Json.JsonElement stored) =>
        stored.ValueKind == System.Text.Json.JsonValueKind.Undefined ? null : JsonNode.Parse(stored.GetRawText());

    private static string? Stored(ShopProduct product, string field) =>
        product.Other.TryGetValue(field, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
}
