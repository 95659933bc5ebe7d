using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>/webhooks. The ping that follows a new address is the pump's work, not this resource's.</summary>
internal sealed class WebhookResource(Shop shop) : Resource(shop)
{
    private static readonly string[] OrderBy = ["date", "id", "title"];

    private static readonly string[] States = ["all", "active", "paused", "disabled"];

    public override string Name => "webhooks";

    public override RestAnswer List(RestRequest request)
    {
        var query = request.Query;
        ListParameters.Check(request, OrderBy, errors =>
        {
            if (query["status"] is { } sent && !States.Contains(sent)) errors.NotOneOf("status", "status", States);
        });
        var status = query["status"] ?? "all";
        var matches = request.Shop.Webhooks.Values.Where(webhook => status == "all" || webhook.Status == status);
        matches = query["order"] == "asc" ? matches.OrderBy(webhook => webhook.Id)
            : matches.OrderByDescending(webhook => webhook.Id);
        return Paging.Page(request, [.. matches], webhook => WebhookJson.Render(webhook, request.Site));
    }

    public override JsonObject Get(RestRequest request, int id) =>
        WebhookJson.Render(Known(request.Shop, id, writing: false), request.Site);

    protected override void Check(JsonElement body, bool creating) => Schemas.Webhook.Check(body);

    protected override JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body)
    {
        if (body.Text("topic") is not { } topic || !WebhookJson.IsTopic(topic)) throw BadTopic();
        if (body.Text("delivery_url") is not { } address || !IsHttp(address)) throw BadAddress();
        var made = new ShopWebhook
        {
            Id = draft.NextWebhook(),
            Name = body.Text("name") is { Length: > 0 } name ? name : DefaultName(draft.Now),
            Status = body.Text("status") ?? "active",
            Topic = topic,
            DeliveryUrl = address,
            Secret = body.Text("secret") ?? OrderResource.NewKey(draft.Random),
            DateCreated = draft.Now,
        };
        draft.Put(made);
        return WebhookJson.Render(made, request.Site);
    }

    protected override JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body)
    {
        var webhook = Known(draft.Shop, id, writing: true);
        if (body.Text("topic") is { } topic && !WebhookJson.IsTopic(topic)) throw BadTopic();
        if (body.Text("delivery_url") is { } address && !IsHttp(address)) throw BadAddress();
        var next = webhook with
        {
            Name = body.Text("name") ?? webhook.Name,
            Status = body.Text("status") ?? webhook.Status,
            Topic = body.Text("topic") ?? webhook.Topic,
            DeliveryUrl = body.Text("delivery_url") ?? webhook.DeliveryUrl,
            Secret = body.Text("secret") ?? webhook.Secret,
            DateModified = draft.Now,
        };
        draft.Put(next);
        return WebhookJson.Render(next, request.Site);
    }

    protected override JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch)
    {
        var webhook = Known(draft.Shop, id, writing: false);
        if (!force)
            throw new RestException(501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.");
        draft.RemoveWebhook(id);
        return WebhookJson.Render(webhook, request.Site);
    }

    private static string DefaultName(DateTime now) =>
        "Webhook created on " + now.ToString("MMM dd, yyyy @ hh:mm tt", CultureInfo.InvariantCulture);

    private static bool IsHttp(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static ShopWebhook Known(ShopSnapshot shop, int id, bool writing) =>
        shop.Webhooks.TryGetValue(id, out var webhook)
        ? webhook
        : throw RestException.InvalidId("shop_webhook", writing);

    private static RestException BadTopic() =>
        new(400, "woocommerce_rest_shop_webhook_invalid_topic", "Webhook topic is required and must be valid.");

    private static RestException BadAddress() => new(
        400,
        "woocommerce_rest_shop_webhook_invalid_delivery_url",
        "Webhook delivery URL must be a valid URL starting with http:// or https://.");
}
