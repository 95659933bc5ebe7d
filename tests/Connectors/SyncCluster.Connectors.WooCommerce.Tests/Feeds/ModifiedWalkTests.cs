using SyncCluster.Connectors.Reading;

namespace SyncCluster.Connectors.WooCommerce.Tests.Feeds;

public sealed class ModifiedWalkTests
{
    private readonly Shop _shop = new Shop().WithFacts();

    [Fact]
    public async Task the_cursor_is_the_shops_own_time_less_the_overlap_and_carries_no_zone()
    {
        _shop.On("GET", "products", """[{"id":1,"date_modified_gmt":"2026-11-22T06:34:38"}]""");
        var first = await ReadAsync(null);
        await ReadAsync(first.Cursor);

        var (beginning, next) = (Asked[^2], Asked[^1]);
        beginning.Query("modified_after").ShouldBeNull();
        // With both Z and the flag a shop east of Greenwich silently skips hours of changes.
        next.Query("modified_after").ShouldBe("2026-11-22T06:32:38");
        next.Query("dates_are_gmt").ShouldBe("true");
        next.Query("orderby").ShouldBe("modified");
        next.Query("order").ShouldBe("asc");
        first.More.ShouldBeFalse();
    }

    [Fact]
    public async Task a_full_page_goes_on_behind_its_last_row_and_within_one_second_by_pages()
    {
        _shop.On("GET", "products", """[{"id":1,"date_modified_gmt":"2026-11-22T06:00:00"},{"id":2,"date_modified_gmt":"2026-11-22T06:00:05"}]""");
        var first = await ReadAsync(null, 2);
        _shop.On("GET", "products", """[{"id":2,"date_modified_gmt":"2026-11-22T06:00:05"},{"id":3,"date_modified_gmt":"2026-11-22T06:00:05"}]""");
        var second = await ReadAsync(first.Cursor, 2);
        _shop.On("GET", "products", """[{"id":4,"date_modified_gmt":"2026-11-22T06:00:05"}]""");
        var third = await ReadAsync(second.Cursor, 2);

        Asked[^2].Query("modified_after").ShouldBe("2026-11-22T06:00:04");
        Asked[^1].Query("page").ShouldBe("2");
        (first.More, second.More, third.More).ShouldBe((true, true, false));
    }

    [Fact]
    public async Task a_record_dated_into_the_future_does_not_carry_the_cursor_there()
    {
        _shop.Date = new DateTimeOffset(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
        _shop.On("GET", "products", """[{"id":1,"date_modified_gmt":"2031-01-01T00:00:00"}]""");
        await ReadAsync((await ReadAsync(null)).Cursor);
        Asked[^1].Query("modified_after").ShouldBe("2026-11-22T06:58:00");
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("[]")]
    [InlineData("{\"page\":-1}")]
    public async Task a_cursor_that_cannot_be_read_begins_again(string cursor)
    {
        _shop.On("GET", "products", "[]");
        (await ReadAsync(cursor)).More.ShouldBeFalse();
        Asked[^1].Query("modified_after").ShouldBeNull();
    }

    [Fact]
    public async Task one_record_that_makes_no_sense_holds_up_no_other()
    {
        _shop.On("GET", "products", """[{"id":1,"regular_price":"abc"},{"id":2,"name":"fine"},{"id":"x"},7]""");
        var page = await ReadAsync(null);
        page.Observations.Select(one => one.Key.RemoteId).ShouldBe(["2"]);
        page.Rejected.Select(one => one.Key.RemoteId).ShouldBe(["1", "x", ""]);
        page.Rejected[0].Raw.ShouldContain("abc");
    }

    [Fact]
    public async Task a_shop_without_the_variations_address_is_walked_by_parents()
    {
        _shop.On("GET", "products", """[{"id":12,"sku":"P","name":"Hoodie","date_modified_gmt":"2026-11-22T06:34:38"}]""")
            .On("GET", "products/12/variations", """[{"id":30,"sku":"P","attributes":[]},{"id":31,"sku":"P-2","attributes":[]}]""");
        await using var system = _shop.Open();
        var feed = system.Feeds.Single(one => one.Name == "variations");
        var page = await feed.ReadAsync(new FeedRequest(null, 100), TestContext.Current.CancellationToken);
        await feed.ReadAsync(new FeedRequest(page.Cursor, 100), TestContext.Current.CancellationToken);

        page.Observations.Select(one => (one.Key.RemoteId, one.Fields.Text("sku"))).ShouldBe([("12/30", null), ("12/31", "P-2")]);
        _shop.Requests.Count(request => request.Path == "variations").ShouldBe(1, "asked for once");
    }

    private List<Asked> Asked => [.. _shop.Requests.Where(request => request.Path == "products")];

    private async Task<FeedPage> ReadAsync(string? cursor, int pageSize = 100)
    {
        await using var system = _shop.Open();
        return await system.Feeds.Single(feed => feed.Name == "products")
            .ReadAsync(new FeedRequest(cursor, pageSize), TestContext.Current.CancellationToken);
    }
}
