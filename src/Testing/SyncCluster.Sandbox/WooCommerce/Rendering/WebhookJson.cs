using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>A webhook as REST v3 shows it: never with its secret.</summary>
internal static class WebhookJson
{
    /// <summary>
    /// The shop's own hooks behind each topic: recorded for most, from the shop's source for the others.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Hooks { get; } = new Dictionary<string, string[]>
    {
        ["coupon.created"] = ["woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"],
        ["coupon.updated"] = ["woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"],
        ["coupon.deleted"] = ["wp_trash_post"],
        ["coupon.restored"] = ["untrashed_post"],
        ["customer.created"] = ["user_register", "woocommerce_created_customer", "woocommerce_new_customer"],
        ["customer.updated"] = ["profile_update", "woocommerce_update_customer"],
        ["customer.deleted"] = ["delete_user"],
        ["order.created"] = ["woocommerce_new_order"],
        ["order.updated"] = ["woocommerce_update_order", "woocommerce_order_refunded"],
        ["order.deleted"] = ["wp_trash_post", "woocommerce_trash_order"],
        ["order.restored"] = ["untrashed_post", "woocommerce_untrash_order"],
        ["product.created"] =
            ["woocommerce_process_product_meta", "woocommerce_new_product", "woocommerce_new_product_variation"],
        ["product.updated"] =
            ["woocommerce_process_product_meta", "woocommerce_update_product", "woocommerce_update_product_variation"],
        ["product.deleted"] = ["wp_trash_post"],
        ["product.restored"] = ["untrashed_post"],
    };

    public static bool IsTopic(string topic) =>
        Hooks.ContainsKey(topic) || (topic.StartsWith("action.", StringComparison.Ordinal) && topic.Length > 7);

    public static JsonObject Render(ShopWebhook webhook, Site site) => new()
    {
        ["id"] = webhook.Id,
        ["name"] = webhook.Name,
        ["status"] = webhook.Status,
        ["topic"] = webhook.Topic,
        ["resource"] = Resource(webhook.Topic),
        ["event"] = Event(webhook.Topic),
        ["hooks"] = new JsonArray([.. HooksOf(webhook.Topic).Select(hook => (JsonNode)hook)]),
        ["delivery_url"] = webhook.DeliveryUrl,
        ["date_created"] = site.Local(webhook.DateCreated),
        ["date_created_gmt"] = Site.Gmt(webhook.DateCreated),
        ["date_modified"] = site.Local(webhook.DateModified),
        ["date_modified_gmt"] = Site.Gmt(webhook.DateModified),
        ["_links"] = site.Links($"webhooks/{webhook.Id}", "webhooks"),
    };

    public static string Resource(string topic) => topic[..topic.IndexOf('.', StringComparison.Ordinal)];

    public static string Event(string topic) => topic[(topic.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static string[] HooksOf(string topic) =>
        Hooks.TryGetValue(topic, out var hooks) ? hooks : [Event(topic)];
}
