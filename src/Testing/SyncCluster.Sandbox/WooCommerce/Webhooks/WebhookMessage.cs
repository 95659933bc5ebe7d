using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Webhooks;

/// <summary>What goes over the wire: bodies built at the moment of delivery, headers as recorded.</summary>
internal static class WebhookMessage
{
    private const string Agent = "WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)";

    /// <summary>The ping: a form with the number, no X-WC headers, no signature.</summary>
    public static HttpRequestMessage Ping(ShopWebhook webhook) =>
        Request(webhook, Encoding.ASCII.GetBytes($"webhook_id={webhook.Id}"), "application/x-www-form-urlencoded");

    public static HttpRequestMessage Delivery(ShopWebhook webhook, byte[] body, Site site)
    {
        var request = Request(webhook, body, "application/json");
        request.Headers.Add("X-WC-Webhook-Source", site.Home + "/");
        request.Headers.Add("X-WC-Webhook-Topic", webhook.Topic);
        request.Headers.Add("X-WC-Webhook-Resource", WebhookJson.Resource(webhook.Topic));
        request.Headers.Add("X-WC-Webhook-Event", WebhookJson.Event(webhook.Topic));
        request.Headers.Add("X-WC-Webhook-Signature", Sign(webhook.Secret, body));
        request.Headers.Add("X-WC-Webhook-ID", $"{webhook.Id}");
        request.Headers.Add("X-WC-Webhook-Delivery-ID", DeliveryId(webhook.Id, site.Now));
        return request;
    }

    /// <summary>
    /// The object as it is now, whatever it was when the event happened; an error object when it is gone; only the
    /// number for a deletion. A variation comes as its own object under the product's topic.
    /// </summary>
    public static byte[] Body(ShopSnapshot shop, ShopWebhook webhook, int resourceId, Site site)
    {
        if (webhook.Topic.EndsWith(".deleted", StringComparison.Ordinal))
            return PhpJson.Bytes(new JsonObject { ["id"] = resourceId });
        JsonObject body = WebhookJson.Resource(webhook.Topic) switch
        {
            "product" => shop.Products.TryGetValue(resourceId, out var product)
                ? ProductJson.Render(shop, product, site, edit: false)
                : RestException.InvalidId("product", writing: false).Body(),
            "order" => shop.Orders.TryGetValue(resourceId, out var order)
                ? OrderJson.Render(shop, order, site)
                : RestException.InvalidId("shop_order", writing: false).Body(),
            "customer" => shop.Customers.TryGetValue(resourceId, out var customer)
                ? CustomerJson.Render(customer, site)
                : new RestException(404, "woocommerce_rest_invalid_id", "Invalid resource ID.").Body(),
            _ => new JsonObject { ["action"] = WebhookJson.Event(webhook.Topic), ["arg"] = resourceId },
        };
        return PhpJson.Bytes(body);
    }

    public static string Sign(string secret, byte[] body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Measured: made of webhook and second only, so several deliveries share one.</summary>
    private static string DeliveryId(int webhookId, DateTime now)
    {
        var second = new DateTimeOffset(now, TimeSpan.Zero).ToUnixTimeSeconds();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{webhookId}{second}")))[..32];
    }

    private static HttpRequestMessage Request(ShopWebhook webhook, byte[] body, string type)
    {
        var request =
            new HttpRequestMessage(HttpMethod.Post, webhook.DeliveryUrl) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.ConnectionClose = true;
        return request;
    }
}
