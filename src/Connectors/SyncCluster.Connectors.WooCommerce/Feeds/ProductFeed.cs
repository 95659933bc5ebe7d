using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>Products that changed (S2-4), without variations, which the shop never lists here.</summary>
internal sealed class ProductFeed(ShopParts parts) : IFeed
{
    private readonly ModifiedWalk _walk = new(parts.Client, parts.Options.Overlap);

    public string Name => "products";

    public Kind Kind => Kind.Product;

    public string Group => "products";

    public TimeSpan DefaultInterval => TimeSpan.FromMinutes(1);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var page = await _walk.ReadAsync(
            "products", Filter(), ModifiedCursor.Read(request.Cursor), parts.PageSize(request), cancellation);
        var built = new PageBuilder(context);
        foreach (var row in page.Rows)
            built.Map(Kind.Product, row, product => [ProductMapping.Read(product, context, page.AskedAt)]);
        return built.Build(CursorText.Write(page.Next), page.More);
    }

    /// <summary>Edit context: descriptions as they are stored, not as themes render them.</summary>
    public static ShopQuery Filter() => new ShopQuery().With("status", "any").With("context", "edit");
}
