using System.Globalization;
using SyncCluster.Sandbox.WooCommerce.Endpoints;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>From method and path to the resource that answers.</summary>
internal sealed class RestRouter(Shop shop, Func<string, bool> isBrokenImage)
{
    private readonly ProductResource _products = new(shop, isBrokenImage);
    private readonly CategoryResource _categories = new(shop);
    private readonly CustomerResource _customers = new(shop);
    private readonly OrderResource _orders = new(shop);
    private readonly WebhookResource _webhooks = new(shop);

    public RestAnswer Answer(RestRequest request)
    {
        var path = request.Path;
        if (request.Method == "OPTIONS") return ShopFacts.Options();
        return path switch
        {
            [] => ReadOnly(request, () => ShopFacts.Namespace(request.Site)),
            ["products", "categories", .. var rest] => At(_categories, request, rest),
            ["products", var id, "variations", .. var rest] when IsNumber(id) =>
                At(new VariationResource(shop, Number(id), isBrokenImage), request, rest),
            ["products", .. var rest] => At(_products, request, rest),
            ["variations"] => ReadOnly(request, () => ProductListing.Variations(
                request, request.Shop.Products.Values.Where(product => product.IsVariation), "GET")),
            ["customers", .. var rest] => At(_customers, request, rest),
            ["orders", "statuses"] => ReadOnly(request, ShopFacts.Statuses),
            ["orders", var id, "notes", .. var rest] when IsNumber(id) =>
                At(new NoteResource(shop, Number(id)), request, rest),
            ["orders", .. var rest] => At(_orders, request, rest),
            ["webhooks", .. var rest] => At(_webhooks, request, rest),
            ["data", "currencies", "current"] => ReadOnly(request, () => ShopFacts.Currency(request.Site)),
            ["settings", "products"] => ReadOnly(request, () => ShopFacts.ProductSettings(request.Site)),
            ["settings", "tax"] => ReadOnly(request, () => ShopFacts.TaxSettings(request.Site)),
            ["settings", "tax", var id] => ReadOnly(request, () => ShopFacts.TaxSetting(request.Site, id)),
            ["system_status"] => ReadOnly(request, () => ShopFacts.SystemStatus(request.Site)),
            _ => throw RestException.NoRoute(),
        };
    }

    /// <summary>
    /// What a caller without a key is told, by what they tried. Null when the route is open or unknown.
    /// </summary>
    public static RestException? Anonymous(RestRequest request)
    {
        if (request.Path.Length == 0) return null;
        var single = IsNumber(request.Path[^1]);
        return request.Method switch
        {
            "GET" or "HEAD" when single =>
                new(401, "woocommerce_rest_cannot_view", "Sorry, you cannot view this resource."),
            "GET" or "HEAD" => new(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
            _ when request.Path[^1] == "batch" => new(
                401, "woocommerce_rest_cannot_batch", "Sorry, you are not allowed to batch manipulate this resource."),
            "DELETE" =>
                new(401, "woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource."),
            _ when single =>
                new(401, "woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource."),
            _ => new(401, "woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources."),
        };
    }

    public static bool IsKnown(string[] path) => path switch
    {
        [] or ["variations"] or ["system_status"] or ["settings", "products" or "tax", ..] or ["data", "currencies", "current"] =>
            true,
        ["products" or "customers" or "orders" or "webhooks", ..] => true,
        _ => false,
    };

    private static RestAnswer At(Resource resource, RestRequest request, string[] rest) => (request.Method, rest) switch
    {
        ("GET" or "HEAD", []) => resource.List(request),
        ("POST", []) => resource.Create(request),
        ("POST" or "PUT" or "PATCH", ["batch"]) when resource is not NoteResource => resource.Batch(request),
        ("GET" or "HEAD", [var id]) when IsNumber(id) => RestAnswer.Item(resource.Get(request, Number(id))),
        ("POST" or "PUT" or "PATCH", [var id]) when IsNumber(id) => resource.Update(request, Number(id)),
        ("DELETE", [var id]) when IsNumber(id) => resource.Delete(request, Number(id)),
        _ => throw RestException.NoRoute(),
    };

    private static RestAnswer ReadOnly(RestRequest request, Func<RestAnswer> answer) =>
        request.IsRead ? answer() : throw RestException.NoRoute();

    private static bool IsNumber(string text) => text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
