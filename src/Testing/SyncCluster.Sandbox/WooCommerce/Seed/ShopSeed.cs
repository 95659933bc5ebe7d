using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Seed;

/// <summary>Fills a new shop from the recorded one.</summary>
internal static class ShopSeed
{
    public static void Plant(Shop shop, WooCommerceSeed seed)
    {
        var parts = JsonSerializer.Deserialize<Dictionary<string, ShopTransaction>>(
            SeedFiles.Bytes("recorded-shop.json"), ShopJournal.Json)!;
        string[] wanted = seed switch
        {
            WooCommerceSeed.Empty => ["empty"],
            WooCommerceSeed.Catalogue => ["empty", "catalogue"],
            _ => ["empty", "catalogue", "recorded"],
        };
        shop.Write("", draft =>
        {
            foreach (var part in wanted.Select(name => parts[name]))
            {
                foreach (var category in part.Categories ?? []) draft.Put(category);
                foreach (var product in part.Products ?? []) draft.Put(product);
                foreach (var customer in part.Customers ?? []) draft.Put(customer);
                foreach (var order in part.Orders ?? []) draft.Put(order);
                draft.StartNumbersAt(part.Counters);
            }
        });
    }
}
