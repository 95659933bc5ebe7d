using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Feeds;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>Looks whether a product was created after all: by SKU, in the trash too, else by our id among the newest.</summary>
internal sealed class ProductFinder(ShopParts parts)
{
    private readonly ParentLookup _parents = new(parts.Client);

    /// <exception cref="Core.Faults.FaultException">The shop could not be asked.</exception>
    public async Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var found = push.Desired.Text(ProductFields.Sku) is { } sku
            ? await BySkuAsync(sku, cancellation)
            : await ByMarkAsync(push, cancellation);
        if (found is not { } product) return null;
        var now = MappingContext.SeenNow(parts);
        if (product.Text("type") != "variation") return SinkOutcomes.Of(ProductMapping.Read(product, context, now));

        var parents = await _parents.ParentsAsync([product], cancellation);
        return ParentLookup.Read(product, parents, context, now).Select(SinkOutcomes.Of).FirstOrDefault();
    }

    // A trashed product keeps its SKU and "any" leaves the trash out: without the second look the SKU would seem free.
    private async Task<JsonElement?> BySkuAsync(string sku, CancellationToken cancellation)
    {
        foreach (var status in (string[])["any", "trash"])
        {
            // Several SKUs are parted by commas there; one that holds a comma is looked for by its first part and compared.
            var answer = await parts.Client.ListAsync("products", new ShopQuery()
                .With("sku", sku).With("status", status).With("context", "edit").With("per_page", WooCommerceDefaults.MostPerCall), cancellation);
            foreach (var row in answer.Rows)
                if (string.Equals(row.Text("sku")?.Trim(), sku.Trim(), StringComparison.OrdinalIgnoreCase))
                    return row;
        }

        return null;
    }

    private async Task<JsonElement?> ByMarkAsync(PushRequest push, CancellationToken cancellation)
    {
        var parent = RemoteIds.Linked(push.Desired[ProductFields.Parent], Kind.Product);
        var answer = await parts.Client.ListAsync(parent is { } id ? $"products/{RemoteIds.Of(id)}/variations" : "products", new ShopQuery()
            .With("orderby", "date").With("order", "desc").With("status", "any").With("context", "edit")
            .With("per_page", WooCommerceDefaults.MostPerCall), cancellation);
        foreach (var row in answer.Rows)
            if (row.MetaValue(SinkOutcomes.EntityMetaKey)?.Text("value") == push.EntityId)
                return row;
        return null;
    }
}
