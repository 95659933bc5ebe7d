using System.Runtime.CompilerServices;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>Lists of products and of variations: filters, order, page.</summary>
internal static class ProductListing
{
    /// <summary>Recorded, repetitions included.</summary>
    private static readonly string[] OrderBy =
    [
        "date", "id", "include", "title", "slug", "modified", "popularity", "rating", "post__in", "price", "sales",
        "menu_order", "random", "popularity", "rating", "menu_order", "price", "popularity", "rating",
    ];

    private static readonly string[] Statuses = ["any", "future", "trash", "draft", "pending", "private", "publish"];

    private static readonly string[] Types = ["simple", "grouped", "external", "variable"];

    /// <summary>Walking all pages asks for the same order again and again; each moment's order is made once.</summary>
    private static readonly ConditionalWeakTable<object, Dictionary<string, ShopProduct[]>> Orders = [];

    public static RestAnswer Products(RestRequest request)
    {
        ListParameters.Check(request, OrderBy, errors => CheckFilters(errors, request.Query));
        var query = request.Query;

        // Only an exact sku finds variations here; nothing else ever lists them.
        var skus = query["sku"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var matches = skus is { Length: > 0 }
            ? skus.Select(request.Shop.ProductBySku).OfType<ShopProduct>().Distinct()
                .Order(Comparer(request)).Where(Filter(request, variations: true))
            : Ordered(request).Where(Filter(request, variations: false));
        if (query["include"] is not null || query.List("include") is not null)
        {
            var wanted = Numbers(query.List("include"));
            matches = matches.Where(product => wanted.Contains(product.Id));
        }

        return Paging.Page(
            request, [.. matches], product => ProductJson.Render(request.Shop, product, request.Site, edit: false));
    }

    public static RestAnswer Variations(RestRequest request, IEnumerable<ShopProduct> variations, string allow)
    {
        ListParameters.Check(request, OrderBy, errors => CheckFilters(errors, request.Query));
        var skus =
            request.Query["sku"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var wanted = request.Query.List("include") is { } list ? Numbers(list) : null;
        var matches = variations
            .Where(Filter(request, variations: true))
            .Where(variation =>
                skus is not { Length: > 0 } || skus.Contains(variation.Sku, StringComparer.OrdinalIgnoreCase))
            .Where(variation => wanted is null || wanted.Contains(variation.Id))
            .Order(Comparer(request));
        return Paging.Page(
            request,
            [.. matches],
            variation => VariationJson.Render(request.Shop, variation, request.Site, edit: false),
            allow);
    }

    private static void CheckFilters(ParameterErrors errors, QueryValues query)
    {
        foreach (var status in query.List("status") ?? [])
        {
            if (!Statuses.Contains(status)) errors.NotOneOf("status", "status[0]", Statuses);
        }

        if (query["type"] is { } type && !Types.Contains(type)) errors.NotOneOf("type", "type", Types);
    }

    private static Func<ShopProduct, bool> Filter(RestRequest request, bool variations)
    {
        var query = request.Query;
        var shop = request.Shop;
        var statuses = query.List("status") ?? ["any"];
        var dates = ListParameters.Dates(request);
        var type = query["type"];
        var search = query["search"];
        var partOfSku = query["search_sku"];
        var slug = query["slug"];
        var stock = query["stock_status"];
        var category = Numbers(query.List("category"));
        var exclude = Numbers(query.List("exclude"));
        var parents = Numbers(query.List("parent"));
        return product =>
            (variations || !product.IsVariation)
            && HasStatus(product, statuses)
            && dates(product.DateCreated, product.DateModified)
            && (type is null || product.Type == type)
            && (search is null || Contains(product.Name, search) || Contains(product.Description, search)
                || Contains(product.Sku, search))
            && (partOfSku is null || Contains(product.Sku, partOfSku))
            && (slug is null || product.Slug == slug)
            && (stock is null || Stock.Status(shop, product) == stock)
            && (category.Count == 0 || product.Categories.Any(category.Contains))
            && (parents.Count == 0 || parents.Contains(product.ParentId))
            && !exclude.Contains(product.Id);
    }

    /// <summary>"any" leaves the trash out, also together with "trash".</summary>
    private static bool HasStatus(ShopProduct product, IReadOnlyList<string> statuses) => statuses.Contains("any")
        ? product.Status is not ("trash" or "auto-draft")
        : statuses.Contains(product.Status);

    private static ShopProduct[] Ordered(RestRequest request)
    {
        var name = $"{request.Query["orderby"]} {request.Query["order"]}";
        var orders = Orders.GetOrCreateValue(request.Shop.Products);
        lock (orders)
        {
            if (!orders.TryGetValue(name, out var ordered))
            {
                ordered = [.. request.Shop.Products.Values.Where(product => !product.IsVariation)
                    .Order(Comparer(request))];
                orders[name] = ordered;
            }

            return ordered;
        }
    }

    private static Comparer<ShopProduct> Comparer(RestRequest request)
    {
        var direction = request.Query["order"] == "asc" ? 1 : -1;
        Comparison<ShopProduct> by = request.Query["orderby"] switch
        {
            "id" or "include" => static (_, _) => 0,
            "title" => static (left, right) =>
                string.Compare(left.Name, right.Name, StringComparison.OrdinalIgnoreCase),
            "slug" => static (left, right) => string.CompareOrdinal(left.Slug, right.Slug),
            "modified" => static (left, right) => left.DateModified.CompareTo(right.DateModified),
            "price" => static (left, right) =>
                (PriceText.Parse(left.RegularPrice) ?? 0).CompareTo(PriceText.Parse(right.RegularPrice) ?? 0),
            "popularity" or "sales" => static (left, right) => left.TotalSales.CompareTo(right.TotalSales),
            "menu_order" => static (left, right) => left.MenuOrder.CompareTo(right.MenuOrder),
            _ => static (left, right) => left.DateCreated.CompareTo(right.DateCreated),
        };
        return Comparer<ShopProduct>.Create((left, right) =>
            direction * (by(left, right) is var order and not 0 ? order : left.Id.CompareTo(right.Id)));
    }

    private static HashSet<int> Numbers(IReadOnlyList<string>? list) =>
        [.. (list ?? []).Select(text => int.TryParse(text, out var number) ? number : 0)];

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
