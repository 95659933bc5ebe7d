using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>
/// Walks a whole list by id. There is no filter "id greater than", so the walk goes by offset and looks back: when
/// records before the offset were deleted meanwhile, it steps back until it stands on or before the last id that it
/// brought, so that no record slips past and is taken for gone.
/// </summary>
internal sealed class IdWalk(WooCommerceClient client)
{
    public async Task<WalkPage<IdCursor>> ReadAsync(string path, ShopQuery filter, IdCursor cursor, int pageSize, CancellationToken cancellation)
    {
        // One row back, to see the last id again; so a page must hold two at least to get on.
        var size = Math.Max(pageSize, 2);
        var from = Math.Max(0, cursor.Offset - 1);
        while (true)
        {
            var answer = await client.ListAsync(path, filter.And(new ShopQuery()
                .With("orderby", "id").With("order", "asc").With("per_page", size).With("offset", from)), cancellation);
            if (from > 0 && (answer.Rows.Count == 0 || Id(answer.Rows[0]) > cursor.Last))
            {
                from = Math.Max(0, from - Math.Max(1, size / 2));
                continue;
            }

            // A row without a readable id goes on to where it is rejected by name.
            var fresh = answer.Rows.Where(row => Id(row) is not { } id || id > cursor.Last).ToList();
            var next = cursor with
            {
                Last = Math.Max(cursor.Last, fresh.Max(Id) ?? 0),
                Offset = from + answer.Rows.Count,
                Pages = cursor.Pages + 1,
            };
            return new WalkPage<IdCursor>(fresh, next, answer.Rows.Count >= size, answer.AskedAt, answer.Total);
        }
    }

    private static long? Id(JsonElement row) => RemoteIds.Number(row.Member("id")?.ToString());
}
