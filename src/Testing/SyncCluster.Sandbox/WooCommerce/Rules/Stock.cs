using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>Stock as the shop counts it.</summary>
internal static class Stock
{
    /// <summary>
    /// Brings the dependent fields in line: with counted stock the shop decides the stock status itself.
    /// </summary>
    public static ShopProduct Settle(ShopProduct product)
    {
        if (!product.ManageStock) return product with { StockQuantity = null, Backorders = "no" };
        var quantity = product.StockQuantity ?? 0;
        return product with
        {
            StockQuantity = quantity,
            StockStatus = quantity > 0 ? "instock" : product.Backorders == "no" ? "outofstock" : "onbackorder",
        };
    }

    /// <summary>Whoever counts the stock: the variation itself, else its product, else nobody.</summary>
    public static ShopProduct? Keeper(ShopSnapshot shop, ShopProduct product)
    {
        if (product.ManageStock) return product;
        return product.IsVariation && shop.ParentOf(product) is { ManageStock: true } parent ? parent : null;
    }

    /// <summary>The status people see: of a variable product that counts nothing, the best of its variations.</summary>
    public static string Status(ShopSnapshot shop, ShopProduct product)
    {
        if (product.IsVariation) return (Keeper(shop, product) ?? product).StockStatus;
        if (product.Type != "variable" || product.ManageStock) return product.StockStatus;
        var children = shop.ChildrenOf(product.Id).Select(child => child.StockStatus).ToHashSet();
        return children.Contains("instock") ? "instock"
            : children.Contains("onbackorder") ? "onbackorder"
            : children.Count > 0 ? "outofstock" : product.StockStatus;
    }

    /// <summary>Adds to (or takes from) the stock of whoever counts it. Null when nobody does.</summary>
    public static (int Before, int After)? Move(ShopDraft draft, ShopProduct product, int pieces)
    {
        if (Keeper(draft.Shop, product) is not { } keeper) return null;
        var before = keeper.StockQuantity ?? 0;
        draft.Put(Settle(keeper with { StockQuantity = before + pieces, DateModified = draft.Now }));
        draft.Fire("product.updated", keeper.Id);
        if (keeper.IsVariation) Touch(draft, keeper.ParentId);
        return (before, before + pieces);
    }

    /// <summary>A change of a variation counts as a change of its product, but fires nothing for it.</summary>
    public static void Touch(ShopDraft draft, int productId)
    {
        if (draft.Shop.Products.TryGetValue(productId, out var parent))
            draft.Put(parent with { DateModified = draft.Now });
    }
}
