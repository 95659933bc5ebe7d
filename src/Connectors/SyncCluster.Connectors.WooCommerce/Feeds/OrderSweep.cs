using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>
/// Every order of the imported statuses, a budget of pages at a time, and then those in the trash, of which no incremental
/// read ever tells. No census: an order that moved to a status that is not imported is not gone.
/// </summary>
internal sealed class OrderSweep(ShopParts parts) : IFeed
{
    private const int Orders = 0;
    private const int Trash = 1;

    private readonly IdWalk _walk = new(parts.Client);
    private readonly OrderReader _reader = new(parts);

    public string Name => "orders-sweep";

    public Kind Kind => Kind.Order;

    public TimeSpan DefaultInterval => TimeSpan.FromMinutes(30);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var cursor = IdCursor.Read(request.Cursor);
        var filter = cursor.Part == Orders
            ? OrderFeed.Filter(parts.Options)
            : new ShopQuery().With("status", "trash").With("_fields", "id,date_modified_gmt");
        var page = await _walk.ReadAsync("orders", filter, cursor, parts.PageSize(request), cancellation);
        var built = new PageBuilder(context);
        if (cursor.Part == Orders)
        {
            await _reader.ReadAsync(page.Rows, built, context, page.AskedAt, cancellation);
        }
        else
        {
            foreach (var row in page.Rows)
                built.Map(Kind.Order, row, order =>
                [
                    new Observation(context.Key(Kind.Order, RemoteIds.Of(order.RequiredId("id"))), FieldSet.Empty, page.AskedAt)
                        { Deleted = true, ModifiedAt = order.Utc("date_modified_gmt") },
                ]);
        }

        if (!page.More && cursor.Part == Trash) return built.Build(CursorText.Write(IdCursor.Beginning), more: false);
        var next = page.More ? page.Next : IdCursor.Beginning with { Part = Trash, Pages = page.Next.Pages };
        var paused = next.Pages >= parts.Options.SweepBudgetPages;
        return built.Build(CursorText.Write(paused ? next with { Pages = 0 } : next), more: !paused, paused);
    }
}
