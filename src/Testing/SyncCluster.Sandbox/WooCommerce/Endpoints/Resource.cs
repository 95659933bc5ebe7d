using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>One kind of thing behind the REST interface: the same five calls and a batch for each.</summary>
internal abstract class Resource(Shop shop)
{
    protected Shop Shop => shop;

    /// <summary>
    /// Name in the address and in the counters of writes, such as products or products/{id}/variations.
    /// </summary>
    public abstract string Name { get; }

    /// <summary>Address of a newly made one.</summary>
    protected virtual string LocationOf(RestRequest request, JsonObject made) =>
        $"{request.Site.Rest}{request.Resource}/{made["id"]}";

    public abstract RestAnswer List(RestRequest request);

    public abstract JsonObject Get(RestRequest request, int id);

    protected abstract void Check(JsonElement body, bool creating);

    protected abstract JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body);

    protected abstract JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body);

    protected abstract JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch);

    public virtual RestAnswer Create(RestRequest request)
    {
        Check(request.Body, creating: true);
        var made = shop.Write("POST " + Name, draft => Create(draft, request, request.Body));
        return RestAnswer.Created(made, LocationOf(request, made));
    }

    public virtual RestAnswer Update(RestRequest request, int id)
    {
        Check(request.Body, creating: false);
        return RestAnswer.Item(shop.Write($"PUT {Name}/{{id}}", draft => Update(draft, request, id, request.Body)));
    }

    public RestAnswer Delete(RestRequest request, int id)
    {
        var force = request.Query.IsTrue("force") || request.Body.Flag("force") == true;
        return RestAnswer.Item(
            shop.Write($"DELETE {Name}/{{id}}", draft => Delete(draft, request, id, force, batch: false)));
    }

    /// <summary>
    /// A batch: at most 100 together, else nothing is done; each item is its own write, not checked against the schema;
    /// the answer is 200 whatever became of the items, in the order sent.
    /// </summary>
    public RestAnswer Batch(RestRequest request)
    {
        var create = request.Body.Items("create").ToList();
        var update = request.Body.Items("update").ToList();
        var delete = request.Body.Items("delete").ToList();
        if (create.Count + update.Count + delete.Count > 100)
        {
            throw new RestException(
                413,
                "woocommerce_rest_request_entity_too_large",
                "Unable to accept more than 100 items for this request.");
        }

        var answer = new JsonObject();
        if (create.Count > 0)
            answer["create"] = Each("create", create, _ => 0, (draft, _, body) => Create(draft, request, body));
        if (update.Count > 0)
        {
            answer["update"] =
                Each("update", update, body => body.Whole("id"), (draft, id, body) => Update(draft, request, id, body));
        }

        if (delete.Count > 0)
        {
            // Measured: an id of 0 is skipped, and deleting in a batch is always for good.
            answer["delete"] = Each(
                "delete",
                [.. delete.Where(id => id.AsWhole() != 0)],
                id => id.AsWhole(),
                (draft, id, _) => Delete(draft, request, id, force: true, batch: true));
        }

        return new RestAnswer(200, answer) { Allow = RestAnswer.BatchMethods };
    }

    private JsonArray Each(
        string verb,
        List<JsonElement> items,
        Func<JsonElement, int?> idOf,
        Func<ShopDraft, int, JsonElement, JsonObject> write)
    {
        var results = new JsonArray();
        foreach (var item in items)
        {
            var id = idOf(item);
            try
            {
                results.Add(shop.Write($"BATCH {verb} {Name}", draft => write(draft, id ?? 0, item)));
            }
            catch (RestException refused)
            {
                results.Add(refused.BatchItem(id is { } known ? JsonValue.Create(known) : null));
            }
        }

        return results;
    }
}
