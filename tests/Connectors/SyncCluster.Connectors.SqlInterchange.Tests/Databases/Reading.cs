using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Databases;

/// <summary>Plays the engine: stages a page, notes the cursor, then acknowledges.</summary>
public static class Reading
{
    public static IFeed Feed(this IExternalSystem system, string name) => system.Feeds.First(feed => feed.Name == name);

    public static Task<FeedPage> PageAsync(this IFeed feed, string? cursor = null, int size = 100) =>
        feed.ReadAsync(new(cursor, size), TestContext.Current.CancellationToken);

    public static async Task<(List<Observation> Seen, List<RejectedRecord> Rejected, string? Cursor)> ReadAllAsync(
        this IFeed feed, string? cursor = null, int size = 100)
    {
        var seen = new List<Observation>();
        var rejected = new List<RejectedRecord>();
        FeedPage page;
        do
        {
            page = await feed.PageAsync(cursor, size);
            seen.AddRange(page.Observations);
            rejected.AddRange(page.Rejected);
            cursor = page.Cursor;
            await feed.AcknowledgeAsync(cursor, TestContext.Current.CancellationToken);
        }
        while (page.More);

        return (seen, rejected, cursor);
    }
}
