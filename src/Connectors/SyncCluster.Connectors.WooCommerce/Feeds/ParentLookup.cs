using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>Brings variations together with what must be known of their parents.</summary>
internal sealed class ParentLookup(WooCommerceClient client)
{
    /// <summary>SKU and name of each parent of <paramref name="variations"/>.</summary>
    public async Task<IReadOnlyDictionary<long, ParentProduct>> ParentsAsync(IEnumerable<JsonElement> variations, CancellationToken cancellation)
    {
        var parents = new Dictionary<long, ParentProduct>();
        var ids = variations.Select(row => RemoteIds.Number(row.Member("parent_id")?.ToString())).OfType<long>().Distinct();
        foreach (var chunk in ids.Chunk(WooCommerceDefaults.MostPerCall))
        {
            var answer = await client.ListAsync("products", new ShopQuery()
                .With("include", string.Join(',', chunk.Select(RemoteIds.Of)))
                .With("status", "any")
                .With("per_page", WooCommerceDefaults.MostPerCall)
                .With("_fields", "id,sku,name"), cancellation);
            foreach (var row in answer.Rows)
            {
                var parent = Of(row);
                parents[parent.Id] = parent;
            }
        }

        return parents;
    }

    /// <summary>All variations of one product.</summary>
    public async Task<IReadOnlyList<JsonElement>> VariationsAsync(long parent, CancellationToken cancellation)
    {
        var all = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var answer = await client.ListAsync($"products/{RemoteIds.Of(parent)}/variations", new ShopQuery()
                .With("orderby", "id").With("order", "asc").With("per_page", WooCommerceDefaults.MostPerCall).With("page", page), cancellation);
            all.AddRange(answer.Rows);
            if (answer.Rows.Count < WooCommerceDefaults.MostPerCall) return all;
        }
    }

    public static ParentProduct Of(JsonElement product) =>
        new(product.RequiredId("id"), product.Text("sku"), HtmlText.DecodeName(product.Text("name")));

    /// <summary>The variation of a row of <c>/variations</c>; where the parent lies in the trash, so does the variation.</summary>
    public static IEnumerable<Observation> Read(
        JsonElement variation, IReadOnlyDictionary<long, ParentProduct> parents, MappingContext context, DateTimeOffset seenAt) =>
        parents.TryGetValue(variation.RequiredId("parent_id"), out var parent)
            ? [ProductMapping.ReadVariation(variation, parent, context, seenAt)]
            : [];
}
