using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>/orders/{id}/notes. A note neither changes the order's date nor fires a webhook.</summary>
internal sealed class NoteResource(Shop shop, int orderId) : Resource(shop)
{
    public override string Name => "orders/{id}/notes";

    public override RestAnswer List(RestRequest request)
    {
        var order = Known(request.Shop);
        var type = request.Query["type"] ?? "any";
        var notes = order.Notes.Where(note => type == "any" || note.ForCustomer == (type == "customer"))
            .OrderByDescending(note => note.Id)
            .Select(note => (JsonNode)OrderJson.Note(order, note, request.Site));
        return new RestAnswer(200, new JsonArray([.. notes])) { Allow = RestAnswer.CollectionMethods };
    }

    public override JsonObject Get(RestRequest request, int id)
    {
        var order = Known(request.Shop);
        return OrderJson.Note(order, Known(order, id), request.Site);
    }

    protected override void Check(JsonElement body, bool creating)
    {
        if (creating && !body.Has("note", out _)) throw ParameterErrors.Missing("note");
        Schemas.Note.Check(body);
    }

    protected override JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body)
    {
        var order = Known(draft.Shop);
        var text = HtmlText.Filter(body.Text("note") ?? "");
        var next = OrderStatus.Note(draft, order, text, body.Flag("customer_note") ?? false);
        draft.Put(next);
        return OrderJson.Note(next, next.Notes[^1], request.Site);
    }

    protected override JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body) =>
        throw RestException.NoRoute();

    protected override JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch)
    {
        if (!force)
            throw new RestException(501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.");
        var order = Known(draft.Shop);
        var note = Known(order, id);
        draft.Put(order with { Notes = [.. order.Notes.Where(other => other.Id != id)] });
        return OrderJson.Note(order, note, request.Site);
    }

    private ShopOrder Known(ShopSnapshot shop) => shop.Orders.TryGetValue(orderId, out var order)
        ? order
        : throw new RestException(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.");

    private static ShopOrderNote Known(ShopOrder order, int id) => order.Notes.FirstOrDefault(note => note.Id == id)
        ?? throw new RestException(404, "woocommerce_rest_invalid_id", "Invalid resource ID.");
}
