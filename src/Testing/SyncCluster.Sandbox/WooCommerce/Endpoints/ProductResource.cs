using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>/products</summary>
internal sealed class ProductResource(Shop shop, Func<string, bool> isBrokenImage) : Resource(shop)
{
    private const int Uncategorized = 15;

    private static readonly Dictionary<int, string> SharedAttributes = new() { [1] = "Color", [2] = "Size" };

    public override string Name => "products";

    public override RestAnswer List(RestRequest request) => ProductListing.Products(request);

    public override JsonObject Get(RestRequest request, int id) =>
        request.Shop.Products.TryGetValue(id, out var product)
        ? ProductJson.Render(request.Shop, product, request.Site, edit: false)
        : throw RestException.InvalidId("product", writing: false);

    protected override void Check(JsonElement body, bool creating) => Schemas.Product.Check(body);

    protected override JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body)
    {
        var id = draft.NextPost();
        var product = Apply(draft, new ShopProduct { Id = id, DateCreated = draft.Now }, body, request.Site);
        draft.Put(product);
        draft.Fire("product.created", id);
        return ProductJson.Render(draft.Shop, product, request.Site, edit: true);
    }

    protected override JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body)
    {
        var product = Apply(draft, Known(draft.Shop, id, writing: true), body, request.Site);
        draft.Put(product);
        draft.Fire("product.updated", id);
        return ProductJson.Render(draft.Shop, product, request.Site, edit: true);
    }

    protected override JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch)
    {
        var product = Known(draft.Shop, id, writing: false);
        var answer = ProductJson.Render(draft.Shop, product, request.Site, edit: true);
        if (force)
        {
            // Nothing fires for this: readers have to compare the lists of ids now and then.
            foreach (var child in draft.Shop.ChildrenOf(id).ToList()) draft.RemoveProduct(child.Id);
            draft.RemoveProduct(id);
            return answer;
        }

        if (product.Status == "trash")
        {
            throw new RestException(410, "woocommerce_rest_already_trashed", "The product has already been deleted.");
        }

        foreach (var child in draft.Shop.ChildrenOf(id).ToList()) draft.Put(Trashed(draft, child));
        draft.Put(Trashed(draft, product));
        draft.Fire("product.deleted", id);
        return answer;
    }

    private static ShopProduct Trashed(ShopDraft draft, ShopProduct product) => product with
    {
        StatusBeforeTrash = product.Status,
        Status = "trash",
        Slug = product.Slug.Length == 0 ? "" : product.Slug + "__trashed",
        DateModified = draft.Now,
    };

    private static ShopProduct Known(ShopSnapshot shop, int id, bool writing)
    {
        if (!shop.Products.TryGetValue(id, out var product)) throw RestException.InvalidId("product", writing);
        if (!product.IsVariation) return product;
        throw new RestException(
            404,
            "woocommerce_rest_invalid_product_id",
            "To manipulate product variations you should use the "
            + "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.");
    }

    private ShopProduct Apply(ShopDraft draft, ShopProduct product, JsonElement body, Site site)
    {
        var next = ProductInput.Common(draft, product, body, site);
        if (body.Text("type") is "simple" or "variable" or "grouped" or "external")
            next = next with { Type = body.Text("type")! };
        if (body.Text("name") is { } name) next = next with { Name = HtmlText.Filter(name) };
        else if (product.DateModified == default) next = next with { Name = "Product" };
        if (body.Text("short_description") is { } text) next = next with { ShortDescription = HtmlText.Filter(text) };
        if (next.Slug.Length == 0 || body.Text("slug") is { Length: > 0 })
        {
            var wanted = body.Text("slug") is { Length: > 0 } sent ? sent : next.Name;
            next = next with { Slug = Slug.Unique(draft.Shop, Slug.Of(wanted), next.Id) };
        }

        next = Categories(draft.Shop, next, body);
        if (body.Has("images", out var images) && images.ValueKind == JsonValueKind.Array)
        {
            next = next with
            {
                Images = [.. images.EnumerateArray().Select(image => ImageIntake.Take(draft, image, isBrokenImage))
                    .OfType<int>()],
            };
        }

        return Attributes(next, body);
    }

    /// <summary>
    /// An unknown category, or one given by name, is ignored; with none left the product is "Uncategorized".
    /// </summary>
    private static ShopProduct Categories(ShopSnapshot shop, ShopProduct product, JsonElement body)
    {
        var sent = body.Has("categories", out var list) && list.ValueKind == JsonValueKind.Array;
        if (!sent && product.Categories.Count > 0) return product;
        var known = body.Items("categories").Select(category => category.Whole("id") ?? 0)
            .Where(shop.Categories.ContainsKey).Distinct().ToList();
        if (known.Count == 0 && shop.Categories.ContainsKey(Uncategorized)) known.Add(Uncategorized);
        return product with { Categories = known };
    }

    private static ShopProduct Attributes(ShopProduct product, JsonElement body)
    {
        if (!body.Has("attributes", out var list) || list.ValueKind != JsonValueKind.Array) return product;
        var attributes = new List<ShopAttribute>();
        foreach (var sent in list.EnumerateArray())
        {
            var id = sent.Whole("id") ?? 0;
            var name = SharedAttributes.GetValueOrDefault(id) ?? sent.Text("name") ?? "";
            if (name.Length == 0) continue;
            var options = sent.Has("options", out var given) && given.ValueKind == JsonValueKind.String
                ? given.GetString()!.Split('|', StringSplitOptions.TrimEntries)
                : [.. sent.Items("options").Select(option => Option(option.AsText(), SharedAttributes.ContainsKey(id)))];
            attributes.Add(new ShopAttribute(
                SharedAttributes.ContainsKey(id) ? id : 0,
                name,
                options,
                sent.Whole("position") ?? attributes.Count,
                sent.Flag("visible") ?? false,
                sent.Flag("variation") ?? false));
        }

        return product with { Attributes = attributes };
    }

    /// <summary>Measured on 11.0: an option of one product only is read back decoded; a shared one is a term, kept as HTML.</summary>
    private static string Option(string sent, bool shared) => shared ? HtmlText.Filter(sent) : WebUtility.HtmlDecode(sent);
}
