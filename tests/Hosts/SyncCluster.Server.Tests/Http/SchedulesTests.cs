using System.Text.Json;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>S3-16, S3-32: each flow has a frequency of its own, and another while it brings something.</summary>
public sealed class SchedulesTests
{
    [Fact]
    public async Task a_feed_that_brought_something_is_read_again_soon_and_one_that_did_not_as_always()
    {
        var house = new House();
        house.Product("A-1", "Blue shirt", 19.9m);
        await using var server = await RunningServer.StartAsync(house, """
            version: 1
            http: { listen: "http://127.0.0.1:0" }
            systems:
              erp: { connector: stage, role: erp, feeds: { products: { every: 1h, busy: 5m }, customers: { every: 1d, busy: 5m } } }
              shop: { connector: stage, role: shop }

            """);
        await RunningServer.WrittenAsync(house.Shop);
        var before = TimeProvider.System.GetUtcNow();
        (await NextAsync(server, "products")).ShouldBeInRange(before + TimeSpan.FromMinutes(3), before + TimeSpan.FromMinutes(6));
        (await NextAsync(server, "customers")).ShouldBeInRange(before + TimeSpan.FromHours(23), before + TimeSpan.FromHours(25));

        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/feeds", feeds => At(feeds, "products") > before + TimeSpan.FromMinutes(50));
    }

    private static async Task<DateTimeOffset> NextAsync(RunningServer server, string feed) =>
        At(await server.UntilAsync("/api/feeds", feeds => At(feeds, feed) is not null), feed)!.Value;

    private static DateTimeOffset? At(JsonElement feeds, string name)
    {
        foreach (var feed in All(feeds))
            if (feed.GetProperty("feed").GetString() == name && feed.TryGetProperty("nextAt", out var at) && at.ValueKind == JsonValueKind.String) return at.GetDateTimeOffset();
        return null;
    }

    private static IEnumerable<JsonElement> All(JsonElement groups) =>
        groups.EnumerateArray().Where(group => group.GetProperty("system").GetString() == "erp").SelectMany(group => group.GetProperty("feeds").EnumerateArray());
}
