using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>
/// Variations that changed, across all products. A shop without <c>/variations</c> is walked by parents: a parent's
/// modification time moves with its variations' (10.5).
/// </summary>
internal sealed class VariationFeed(ShopParts parts) : IFeed
{
    // Each parent is a call of its own: few of them make a page.
    private const int ParentsPerPage = 10;

    private readonly ModifiedWalk _walk = new(parts.Client, parts.Options.Overlap);
    private readonly ParentLookup _parents = new(parts.Client);

    public string Name => "variations";

    public Kind Kind => Kind.Product;

    public string Group => "products";

    public TimeSpan DefaultInterval => TimeSpan.FromMinutes(1);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var cursor = ModifiedCursor.Read(request.Cursor);
        if (cursor.ByParent) return await ByParentAsync(context, cursor, request, cancellation);
        try
        {
            return await AcrossAsync(context, cursor, request, cancellation);
        }
        catch (FaultException exception) when (WooCommerceFaults.IsMissingRoute(exception.Fault))
        {
            return await ByParentAsync(context, ModifiedCursor.Beginning with { ByParent = true }, request, cancellation);
        }
    }

    private async Task<FeedPage> AcrossAsync(MappingContext context, ModifiedCursor cursor, FeedRequest request, CancellationToken cancellation)
    {
        var page = await _walk.ReadAsync("variations", ShopQuery.None, cursor, parts.PageSize(request), cancellation);
        var parents = await _parents.ParentsAsync(page.Rows, cancellation);
        var built = new PageBuilder(context);
        foreach (var row in page.Rows)
            built.Map(Kind.Product, row, variation => ParentLookup.Read(variation, parents, context, page.AskedAt));
        return built.Build(CursorText.Write(page.Next), page.More);
    }

    private async Task<FeedPage> ByParentAsync(MappingContext context, ModifiedCursor cursor, FeedRequest request, CancellationToken cancellation)
    {
        var filter = new ShopQuery().With("type", "variable").With("status", "any").With("_fields", "id,sku,name,date_modified_gmt");
        var page = await _walk.ReadAsync("products", filter, cursor, Math.Min(parts.PageSize(request), ParentsPerPage), cancellation);
        var built = new PageBuilder(context);
        foreach (var row in page.Rows)
        {
            var parent = ParentLookup.Of(row);
            foreach (var variation in await _parents.VariationsAsync(parent.Id, cancellation))
                built.Map(Kind.Product, variation, one => [ProductMapping.ReadVariation(one, parent, context, page.AskedAt)]);
        }

        return built.Build(CursorText.Write(page.Next), page.More);
    }
}
