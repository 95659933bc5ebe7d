using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>Orders that changed (S2-4), of the statuses that are imported.</summary>
internal sealed class OrderFeed(ShopParts parts) : IFeed
{
    private readonly ModifiedWalk _walk = new(parts.Client, parts.Options.Overlap);
    private readonly OrderReader _reader = new(parts);

    public string Name => "orders";

    public Kind Kind => Kind.Order;

    public TimeSpan DefaultInterval => TimeSpan.FromMinutes(1);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var page = await _walk.ReadAsync(
            "orders", Filter(parts.Options), ModifiedCursor.Read(request.Cursor), parts.PageSize(request), cancellation);
        var built = new PageBuilder(context);
        await _reader.ReadAsync(page.Rows, built, context, page.AskedAt, cancellation);
        return built.Build(CursorText.Write(page.Next), page.More);
    }

    /// <summary>Never the default list, which holds half-filled checkouts.</summary>
    public static ShopQuery Filter(WooCommerceOptions options) =>
        new ShopQuery().With("status", string.Join(',', options.OrderStatuses.Order(StringComparer.Ordinal)));
}
