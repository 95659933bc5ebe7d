using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>Brands by name. WooCommerce has them since 9.6; an older shop keeps none, and brands are not pushed to it.</summary>
internal sealed class BrandDirectory(WooCommerceClient client)
{
    private readonly ConcurrentDictionary<string, long> _ids = new(StringComparer.OrdinalIgnoreCase);
    private volatile bool _unknownToShop;

    /// <summary>The id of a brand, created where the shop lacks it; null where the shop has no brands at all.</summary>
    /// <exception cref="FaultException">The shop could not be asked.</exception>
    public async Task<long?> IdOfAsync(string name, CancellationToken cancellation)
    {
        if (_unknownToShop) return null;
        if (_ids.TryGetValue(name, out var known)) return known;
        try
        {
            var found = await FindAsync(name, cancellation) ?? await CreateOrFindAsync(name, cancellation);
            _ids[name] = found;
            return found;
        }
        catch (FaultException exception) when (WooCommerceFaults.IsMissingRoute(exception.Fault))
        {
            _unknownToShop = true;
            return null;
        }
    }

    // Several shards write at a time and may meet a new brand together: who comes second is told that it exists.
    private async Task<long> CreateOrFindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await CreateAsync(name, cancellation);
        }
        catch (FaultException exception) when (exception.Fault.Kind == FaultKind.Conflict)
        {
            if (await FindAsync(name, cancellation) is { } made) return made;
            throw;
        }
    }

    // Names are compared as the shop keeps them, as HTML: by "A & B" it finds nothing, by "A &amp; B" the brand.
    private async Task<long?> FindAsync(string name, CancellationToken cancellation)
    {
        var answer = await client.ListAsync("products/brands", new ShopQuery()
            .With("search", HtmlText.EncodeName(name)).With("per_page", WooCommerceDefaults.MostPerCall).With("_fields", "id,name"), cancellation);
        foreach (var row in answer.Rows)
            if (string.Equals(HtmlText.DecodeName(row.Text("name"))?.Trim(), name, StringComparison.OrdinalIgnoreCase))
                return row.Id("id");
        return null;
    }

    private async Task<long> CreateAsync(string name, CancellationToken cancellation) =>
        (await client.WriteAsync(HttpMethod.Post, "products/brands", new JsonObject { ["name"] = HtmlText.EncodeName(name) }, cancellation))
        .Body.RequiredId("id");
}
