using System.Globalization;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>A sku belongs to one product or variation, whatever its case; an empty one to any number.</summary>
internal static class SkuRule
{
    public static string Claim(ShopSnapshot shop, string sent, int claimant)
    {
        var sku = sent.Trim();
        if (sku.Length == 0 || shop.ProductBySku(sku) is not { } owner || owner.Id == claimant) return sku;
        if (owner.Status == "trash")
        {
            // Measured for creating: a trashed product keeps its sku, but the refusal does not name it.
            throw new RestException(
                400,
                "woocommerce_rest_product_not_created",
                $"The product with SKU ({sku}) you are trying to insert is already present in the lookup table");
        }

        throw new RestException(
            400,
            "product_invalid_sku",
            "Invalid or duplicated SKU.",
            new JsonObject { ["resource_id"] = owner.Id, ["unique_sku"] = Free(shop, sku) });
    }

    private static string Free(ShopSnapshot shop, string sku)
    {
        var number = 1;
        string proposal;
        do
        {
            proposal = string.Create(CultureInfo.InvariantCulture, $"{sku}-{number++}");
        }
        while (shop.SkuOwners.ContainsKey(proposal));

        return proposal;
    }
}
