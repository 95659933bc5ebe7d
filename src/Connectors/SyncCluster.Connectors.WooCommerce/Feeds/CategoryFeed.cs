using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>Every category, each round: they carry no modification time and are few.</summary>
internal sealed class CategoryFeed(ShopParts parts) : IFeed
{
    private readonly IdWalk _walk = new(parts.Client);

    public string Name => "categories";

    public Kind Kind => Kind.Category;

    public string Group => "products";

    public bool IsCensus => true;

    public TimeSpan DefaultInterval => TimeSpan.FromMinutes(15);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var cursor = IdCursor.Read(request.Cursor);
        if (cursor.Last == 0) await parts.Categories.RefreshAsync(cancellation);
        var page = await _walk.ReadAsync("products/categories", ShopQuery.None, cursor, parts.PageSize(request), cancellation);
        var built = new PageBuilder(context);
        foreach (var row in page.Rows)
        {
            if (row.Text("slug") == parts.Options.DefaultCategory) continue;
            built.Map(Kind.Category, row, category =>
                [CategoryMapping.Read(category, parts.Categories.PathOf(category.RequiredId("id")), context, page.AskedAt)]);
        }

        return built.Build(CursorText.Write(page.More ? page.Next : IdCursor.Beginning), page.More, total: page.Total);
    }
}
