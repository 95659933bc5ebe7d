using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>/products/{id}/variations</summary>
internal sealed class VariationResource(Shop shop, int productId, Func<string, bool> isBrokenImage) : Resource(shop)
{
    public override string Name => "products/{id}/variations";

    /// <summary>Recorded: the shop forgets to fill in the product's number.</summary>
    protected override string LocationOf(RestRequest request, JsonObject made) =>
        $"{request.Site.Rest}products/(?P<product_id>[\\d]+)/variations/{made["id"]}";

    public override RestAnswer List(RestRequest request)
    {
        if (!request.Shop.Products.ContainsKey(productId))
        {
            throw new RestException(404, "woocommerce_rest_product_invalid_id", "Invalid product ID.");
        }

        return ProductListing.Variations(request, request.Shop.ChildrenOf(productId), RestAnswer.CollectionMethods);
    }

    public override JsonObject Get(RestRequest request, int id) =>
        VariationJson.Render(request.Shop, Known(request.Shop, id), request.Site, edit: false);

    protected override void Check(JsonElement body, bool creating) => Schemas.Variation.Check(body);

    protected override JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body)
    {
        if (!draft.Shop.Products.TryGetValue(productId, out var parent) || parent.IsVariation)
        {
            throw new RestException(
                404,
                "woocommerce_rest_product_variation_invalid_parent",
                "Cannot set attributes due to invalid parent product.");
        }

        var id = draft.NextPost();
        var made = new ShopProduct { Id = id, ParentId = productId, Type = "variation", DateCreated = draft.Now };
        return Save(draft, request, parent, made, body, "product.created");
    }

    protected override JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body)
    {
        var variation = Known(draft.Shop, id);
        return Save(draft, request, draft.Shop.ParentOf(variation)!, variation, body, "product.updated");
    }

    protected override JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch)
    {
        var variation = Known(draft.Shop, id);
        var answer = VariationJson.Render(draft.Shop, variation, request.Site, edit: true);
        if (!force && variation.Status == "trash")
        {
            throw new RestException(
                410, "woocommerce_rest_already_trashed", "The product_variation has already been deleted.");
        }

        if (force) draft.RemoveProduct(id);
        else draft.Put(
            variation with { StatusBeforeTrash = variation.Status, Status = "trash", DateModified = draft.Now });
        Stock.Touch(draft, productId);
        return answer;
    }

    private JsonObject Save(
        ShopDraft draft, RestRequest request, ShopProduct parent, ShopProduct variation, JsonElement body, string topic)
    {
        var next = ProductInput.Common(draft, variation, body, request.Site);
        next = next with { Attributes = Attributes(parent, next.Attributes, body) };
        if (body.Has("image", out var image))
        {
            next = next with
            {
                Images = image.ValueKind == JsonValueKind.Object
                    && ImageIntake.Take(draft, image, isBrokenImage) is { } taken ? [taken] : [],
            };
        }

        if (next.Slug.Length == 0)
        {
            var name = $"{parent.Name} {ProductParts.VariationName(next)}";
            next = next with { Slug = Slug.Unique(draft.Shop, Slug.Of(name), next.Id) };
        }

        draft.Put(next);
        Stock.Touch(draft, productId);
        draft.Fire(topic, next.Id);
        return VariationJson.Render(draft.Shop, next, request.Site, edit: true);
    }

    /// <summary>Only attributes its product has count; each names one option.</summary>
    private static List<ShopAttribute> Attributes(
        ShopProduct parent, IReadOnlyList<ShopAttribute> stored, JsonElement body)
    {
        var attributes = stored.ToList();
        foreach (var sent in body.Items("attributes"))
        {
            var id = sent.Whole("id") ?? 0;
            var name = sent.Text("name") ?? "";
            var known = parent.Attributes.FirstOrDefault(attribute => id > 0
                ? attribute.Id == id
                : Slug.Of(attribute.Name) == Slug.Of(name));
            if (known is null) continue;
            // Measured on 11.0: an option of one product only is kept as sent, and compared to the letter with its product's.
            var option = sent.Text("option") ?? "";
            var chosen = new ShopAttribute(known.Id, known.Name, [known.Id > 0 ? HtmlText.Filter(option) : HtmlText.Line(option)]);
            var at = attributes.FindIndex(attribute => attribute.Id == known.Id && attribute.Name == known.Name);
            if (at >= 0) attributes[at] = chosen;
            else attributes.Add(chosen);
        }

        return attributes;
    }

    private ShopProduct Known(ShopSnapshot shop, int id) =>
        shop.Products.TryGetValue(id, out var variation) && variation.IsVariation && variation.ParentId == productId
            ? variation
            : throw new RestException(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.");
}
