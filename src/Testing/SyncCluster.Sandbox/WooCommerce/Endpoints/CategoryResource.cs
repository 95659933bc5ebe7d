using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>/products/categories</summary>
internal sealed class CategoryResource(Shop shop) : Resource(shop)
{
    private static readonly string[] OrderBy = ["id", "include", "name", "slug", "term_group", "description", "count"];

    public override string Name => "products/categories";

    public override RestAnswer List(RestRequest request)
    {
        ListParameters.Check(request, OrderBy);
        var query = request.Query;
        var direction = query["order"] == "desc" ? -1 : 1;
        Comparison<ShopCategory> by = query["orderby"] switch
        {
            "id" or "include" => static (left, right) => left.Id.CompareTo(right.Id),
            "slug" => static (left, right) => string.CompareOrdinal(left.Slug, right.Slug),
            _ => static (left, right) => string.Compare(left.Name, right.Name, StringComparison.OrdinalIgnoreCase),
        };
        var matches = request.Shop.Categories.Values
            .Where(category =>
                query["search"] is not { } part || category.Name.Contains(part, StringComparison.OrdinalIgnoreCase))
            .Where(category => query["slug"] is not { } slug || category.Slug == slug)
            .Where(category =>
                query["parent"] is not { } parent
                    || parent == category.Parent.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Order(Comparer<ShopCategory>.Create((left, right) => direction * by(left, right)));
        return Paging.Page(
            request, [.. matches], category => CategoryJson.Render(request.Shop, category, request.Site));
    }

    public override JsonObject Get(RestRequest request, int id) =>
        CategoryJson.Render(request.Shop, Known(request.Shop, id), request.Site);

    protected override void Check(JsonElement body, bool creating)
    {
        if (creating && body.Text("name") is not { Length: > 0 }) throw ParameterErrors.Missing("name");
        Schemas.Category.Check(body);
    }

    protected override JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body)
    {
        var made = Apply(draft, new ShopCategory(draft.NextTerm(), "", ""), body);
        draft.Put(made);
        return CategoryJson.Render(draft.Shop, made, request.Site);
    }

    protected override JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body)
    {
        var changed = Apply(draft, Known(draft.Shop, id), body);
        draft.Put(changed);
        return CategoryJson.Render(draft.Shop, changed, request.Site);
    }

    protected override JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch)
    {
        var category = Known(draft.Shop, id);
        if (!force)
        {
            throw new RestException(501, "woocommerce_rest_trash_not_supported", "Resource does not support trashing.");
        }

        draft.RemoveCategory(id);
        return CategoryJson.Render(draft.Shop, category, request.Site);
    }

    private static ShopCategory Apply(ShopDraft draft, ShopCategory category, JsonElement body)
    {
        var next = category;
        if (body.Text("name") is { } name) next = next with { Name = HtmlText.Filter(name) };
        if (body.Text("description") is { } text) next = next with { Description = HtmlText.Filter(text) };
        if (body.Whole("parent") is { } parent)
        {
            if (parent != 0 && !draft.Shop.Categories.ContainsKey(parent))
            {
                throw new RestException(400, "woocommerce_rest_term_invalid", "Parent resource does not exist.");
            }

            next = next with { Parent = parent };
        }

        if (body.Whole("menu_order") is { } place) next = next with { MenuOrder = place };
        var twin = draft.Shop.Categories.Values.FirstOrDefault(other =>
            other.Id != next.Id && other.Parent == next.Parent && other.Name == next.Name);
        if (twin is not null)
        {
            throw new RestException(
                400,
                "term_exists",
                "A term with the name provided already exists with this parent.",
                new JsonObject { ["resource_id"] = twin.Id });
        }

        var slug = body.Text("slug") is { Length: > 0 } sent ? Slug.Of(sent) : next.Slug;
        return next with { Slug = slug.Length > 0 ? slug : FreeSlug(draft.Shop, next) };
    }

    private static string FreeSlug(ShopSnapshot shop, ShopCategory category)
    {
        var slug = Slug.Of(category.Name);
        return shop.Categories.Values.Any(other => other.Id != category.Id && other.Slug == slug)
            ? $"{slug}-{category.Id}" : slug;
    }

    private static ShopCategory Known(ShopSnapshot shop, int id) => shop.Categories.TryGetValue(id, out var category)
        ? category
        : throw new RestException(404, "woocommerce_rest_term_invalid", "Resource does not exist.");
}
