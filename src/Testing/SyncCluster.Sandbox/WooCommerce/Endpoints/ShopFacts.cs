using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>
/// What the shop says about itself: index, statuses, currency, settings, system status. Only reading.
/// </summary>
internal static class ShopFacts
{
    private static readonly string[] ReadOnly = ["GET"];

    public static RestAnswer Index(Site site) => new(200, new JsonObject
    {
        ["name"] = "Sandbox shop",
        ["description"] = "",
        ["url"] = site.Home,
        ["home"] = site.Home,
        ["gmt_offset"] = site.Zone.BaseUtcOffset.TotalHours.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["timezone_string"] = site.Zone.Id,
        ["namespaces"] = new JsonArray("oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wc/store/v1", "wp/v2"),
        ["authentication"] = new JsonObject(),
        ["routes"] = new JsonObject(),
    });

    public static RestAnswer Namespace(Site site)
    {
        var routes = new JsonObject();
        string[] names =
        [
            "products", "products/batch", "products/categories", "variations", "customers", "customers/batch", "orders",
            "orders/batch", "orders/statuses", "webhooks", "data/currencies/current", "settings/products", "settings/tax", "system_status",
        ];
        foreach (var name in names) routes["/wc/v3/" + name] = new JsonObject { ["namespace"] = "wc/v3" };
        return new RestAnswer(200, new JsonObject { ["namespace"] = "wc/v3", ["routes"] = routes }) { Allow = "GET" };
    }

    /// <summary>What may be called, without the schema.</summary>
    public static RestAnswer Options() => new(200, new JsonObject
    {
        ["namespace"] = "wc/v3",
        ["methods"] = new JsonArray("GET", "POST", "PUT", "PATCH", "DELETE"),
        ["endpoints"] = new JsonArray(),
    })
    {
        Allow = RestAnswer.ItemMethods,
    };

    public static RestAnswer Statuses() => Facts(new JsonArray([.. OrderStatus.Names.Select(status => new JsonObject
    {
        ["slug"] = status.Key,
        ["name"] = status.Value,
    })]));

    public static RestAnswer Currency(Site site) => Facts(new JsonObject
    {
        ["code"] = site.Currency,
        ["name"] = site.Currency switch { "CZK" => "Czech koruna", "EUR" => "Euro", var other => other },
        ["symbol"] = site.CurrencyEntities,
        ["_links"] = site.Links($"data/currencies/{site.Currency}", "data/currencies", methods: ReadOnly),
    });

    public static RestAnswer TaxSettings(Site site) => Facts(new JsonArray(PricesIncludeTax(site)));

    public static RestAnswer ProductSettings(Site site) => Facts(new JsonArray(
        Unit(site, "woocommerce_weight_unit", "Weight unit", "kg", "g", "lbs", "oz"), Unit(site, "woocommerce_dimension_unit", "Dimensions unit", "cm", "m", "mm", "in", "yd")));

    public static RestAnswer TaxSetting(Site site, string id) => id == "woocommerce_prices_include_tax"
        ? Facts(PricesIncludeTax(site))
        : throw new RestException(404, "rest_setting_setting_invalid", "Invalid setting.");

    public static RestAnswer SystemStatus(Site site) => Facts(new JsonObject
    {
        ["environment"] = new JsonObject
        {
            ["home_url"] = site.Home,
            ["site_url"] = site.Home,
            ["version"] = Site.Version,
            ["wp_version"] = "6.9.1",
            ["php_version"] = "8.2",
            ["default_timezone"] = "UTC",
        },
        ["settings"] = new JsonObject
        {
            ["api_enabled"] = false,
            ["currency"] = site.Currency,
            ["currency_symbol"] = site.CurrencyEntities,
            ["thousand_separator"] = ",",
            ["decimal_separator"] = ".",
            ["number_of_decimals"] = 2,
        },
    });

    private static JsonObject Unit(Site site, string id, string label, string value, params string[] others) => new()
    {
        ["id"] = id,
        ["label"] = label,
        ["description"] = "",
        ["type"] = "select",
        ["default"] = value,
        ["options"] = new JsonObject(others.Prepend(value).Select(unit => KeyValuePair.Create<string, JsonNode?>(unit, unit))),
        ["value"] = value,
        ["_links"] = site.Links($"settings/products/{id}", "settings/products"),
    };

    private static JsonObject PricesIncludeTax(Site site) => new()
    {
        ["id"] = "woocommerce_prices_include_tax",
        ["label"] = "Prices entered with tax",
        ["description"] = "",
        ["type"] = "radio",
        ["default"] = "no",
        ["value"] = "no",
        ["_links"] = site.Links("settings/tax/woocommerce_prices_include_tax", "settings/tax"),
    };

    private static RestAnswer Facts(JsonNode body) => new(200, body) { Allow = "GET" };
}
