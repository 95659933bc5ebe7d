using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>
/// Every product and variation, a budget of pages at a time: finds what plugins changed without moving the modification
/// time, and says by its complete rounds what exists.
/// </summary>
internal sealed class ProductSweep(ShopParts parts) : IFeed
{
    private const int Products = 0;
    private const int Variations = 1;
    private const int ParentsPerPage = 10;

    private readonly IdWalk _walk = new(parts.Client);
    private readonly ParentLookup _parents = new(parts.Client);

    public string Name => "products-sweep";

    public Kind Kind => Kind.Product;

    public bool IsCensus => true;

    public TimeSpan DefaultInterval => TimeSpan.FromMinutes(15);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var cursor = IdCursor.Read(request.Cursor);
        var built = new PageBuilder(context);
        var page = cursor.Part == Products
            ? await ProductsAsync(context, cursor, request, built, cancellation)
            : await VariationsAsync(context, cursor, request, built, cancellation);
        if (!page.More && cursor.Part == Variations)
            return built.Build(CursorText.Write(IdCursor.Beginning), more: false);

        var next = page.More ? page.Next : IdCursor.Beginning with { Part = Variations, Pages = page.Next.Pages };
        var paused = next.Pages >= parts.Options.SweepBudgetPages;
        return built.Build(CursorText.Write(paused ? next with { Pages = 0 } : next), more: !paused, paused);
    }

    private async Task<WalkPage<IdCursor>> ProductsAsync(
        MappingContext context, IdCursor cursor, FeedRequest request, PageBuilder built, CancellationToken cancellation)
    {
        var page = await _walk.ReadAsync("products", ProductFeed.Filter(), cursor, parts.PageSize(request), cancellation);
        foreach (var row in page.Rows)
            built.Map(Kind.Product, row, product => [ProductMapping.Read(product, context, page.AskedAt)]);
        return page;
    }

    private async Task<WalkPage<IdCursor>> VariationsAsync(
        MappingContext context, IdCursor cursor, FeedRequest request, PageBuilder built, CancellationToken cancellation)
    {
        try
        {
            var page = await _walk.ReadAsync("variations", ShopQuery.None, cursor, parts.PageSize(request), cancellation);
            var parents = await _parents.ParentsAsync(page.Rows, cancellation);
            foreach (var row in page.Rows)
                built.Map(Kind.Product, row, variation => ParentLookup.Read(variation, parents, context, page.AskedAt));
            return page;
        }
        catch (FaultException exception) when (WooCommerceFaults.IsMissingRoute(exception.Fault))
        {
            return await ByParentAsync(context, cursor, request, built, cancellation);
        }
    }

    private async Task<WalkPage<IdCursor>> ByParentAsync(
        MappingContext context, IdCursor cursor, FeedRequest request, PageBuilder built, CancellationToken cancellation)
    {
        var filter = new ShopQuery().With("type", "variable").With("status", "any").With("_fields", "id,sku,name");
        var page = await _walk.ReadAsync("products", filter, cursor, Math.Min(parts.PageSize(request), ParentsPerPage), cancellation);
        foreach (var row in page.Rows)
        {
            var parent = ParentLookup.Of(row);
            foreach (var variation in await _parents.VariationsAsync(parent.Id, cancellation))
                built.Map(Kind.Product, variation, one => [ProductMapping.ReadVariation(one, parent, context, page.AskedAt)]);
        }

        return page;
    }
}
