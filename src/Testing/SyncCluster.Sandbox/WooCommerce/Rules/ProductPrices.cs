using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>What a product costs now.</summary>
internal static class ProductPrices
{
    public static bool IsOnSale(ShopSnapshot shop, ShopProduct product, DateTime now)
    {
        if (product.Type == "variable") return Sellable(shop, product).Any(child => IsOnSale(shop, child, now));
        return PriceText.Parse(product.SalePrice) is { } sale
            && PriceText.Parse(product.RegularPrice) is { } regular
            && sale < regular
            && !(product.SaleFrom > now)
            && !(product.SaleTo < now);
    }

    /// <summary>The price as text; empty when it cannot be bought.</summary>
    public static string Price(ShopSnapshot shop, ShopProduct product, DateTime now) => product.Type switch
    {
        "variable" => Lowest(Sellable(shop, product), shop, now),
        "grouped" => Lowest(GroupMembers(shop, product), shop, now),
        _ => IsOnSale(shop, product, now) ? product.SalePrice : product.RegularPrice,
    };

    public static string Highest(ShopSnapshot shop, ShopProduct product, DateTime now) =>
        Sellable(shop, product).Select(child => Price(shop, child, now))
            .OrderByDescending(price => PriceText.Parse(price) ?? decimal.MinValue).FirstOrDefault("");

    private static IEnumerable<ShopProduct> Sellable(ShopSnapshot shop, ShopProduct product) =>
        shop.ChildrenOf(product.Id).Where(child => child.Status == "publish" && child.RegularPrice.Length > 0);

    private static IEnumerable<ShopProduct> GroupMembers(ShopSnapshot shop, ShopProduct product) =>
        product.Other.TryGetValue("grouped_products", out var ids)
            ? ids.EnumerateArray().Select(id => shop.Products.GetValueOrDefault(id.GetInt32())).OfType<ShopProduct>()
            : [];

    private static string Lowest(IEnumerable<ShopProduct> products, ShopSnapshot shop, DateTime now) =>
        products.Select(product => Price(shop, product, now)).Where(price => PriceText.Parse(price) is not null)
            .OrderBy(price => PriceText.Parse(price)).FirstOrDefault("");
}
