using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>One page of raw records.</summary>
internal sealed record WalkPage<TCursor>(IReadOnlyList<JsonElement> Rows, TCursor Next, bool More, DateTimeOffset AskedAt, long? Total);

/// <summary>
/// Reads what changed since the last time, oldest change first. The filter (<c>modified_after</c>), the order and the
/// cursor are one field, <c>date_modified_gmt</c>. The next page asks for what changed after the last row rather than for
/// page 2: a record that changes meanwhile moves to the end, and the row that slips into its place is not skipped.
/// </summary>
internal sealed class ModifiedWalk(WooCommerceClient client, TimeSpan overlap)
{
    // The filter is "later than, in whole seconds": a second less finds again what shares the last row's second.
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    public async Task<WalkPage<ModifiedCursor>> ReadAsync(
        string path, ShopQuery filter, ModifiedCursor cursor, int pageSize, CancellationToken cancellation)
    {
        var query = filter.And(new ShopQuery()
            .With("orderby", "modified").With("order", "asc").With("per_page", pageSize).With("page", cursor.Page));
        // Without Z: with it and dates_are_gmt the shop shifts the moment by its own offset.
        if (cursor.After is not null) query.With("modified_after", cursor.After).With("dates_are_gmt", "true");
        var answer = await client.ListAsync(path, query, cancellation);

        var latest = Latest(answer.Rows);
        var high = Later(cursor.HighMoment, Bounded(latest, answer.ServerTime));
        var more = answer.Rows.Count >= pageSize;
        var next = more ? Onward(cursor, latest, high) : Finished(cursor, high);
        return new WalkPage<ModifiedCursor>(answer.Rows, next, more, answer.AskedAt, answer.Total);
    }

    private static ModifiedCursor Onward(ModifiedCursor cursor, DateTimeOffset? latest, DateTimeOffset? high) =>
        latest - Resolution is { } after && (cursor.AfterMoment is not { } before || after > before)
            ? cursor with { After = WireDates.Format(after), Page = 1, High = Format(high) }
            : cursor with { Page = cursor.Page + 1, High = Format(high) };

    private ModifiedCursor Finished(ModifiedCursor cursor, DateTimeOffset? high) => cursor with
    {
        After = high is { } reached ? WireDates.Format(reached - overlap) : cursor.After,
        Page = 1,
        High = Format(high),
    };

    private static DateTimeOffset? Latest(IReadOnlyList<JsonElement> rows)
    {
        DateTimeOffset? latest = null;
        foreach (var row in rows) latest = Later(latest, Moment(row));
        return latest;
    }

    private static DateTimeOffset? Moment(JsonElement row)
    {
        try
        {
            return row.Utc("date_modified_gmt");
        }
        catch (UnreadableException)
        {
            // The row itself is rejected where it is mapped; here it only cannot move the cursor.
            return null;
        }
    }

    // A plugin may date a record into the future: with such a cursor nothing that changes until then would be read.
    private static DateTimeOffset? Bounded(DateTimeOffset? latest, DateTimeOffset? serverTime) => latest > serverTime ? serverTime : latest;

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right > left ? right : left;

    private static string? Format(DateTimeOffset? moment) => moment is { } value ? WireDates.Format(value) : null;
}
