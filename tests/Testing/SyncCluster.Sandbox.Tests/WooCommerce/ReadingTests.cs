using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class ReadingTests
{
    /// <summary>
    /// Measured; the shop is at UTC+1. T-Shirt (14) changed at 06:33:02Z, the other 17 at 06:27:34Z. The cut-offs
    /// without zone are local time unless they are said to be GMT; those with both are an hour late.
    /// </summary>
    [Theory]
    [InlineData("2026-11-22T06:33:01&dates_are_gmt=true", 1)]
    [InlineData("2026-11-22T06:33:02&dates_are_gmt=true", 0)]
    [InlineData("2026-11-22T06:33:01.900&dates_are_gmt=true", 1)]
    [InlineData("2026-11-22T06:33:01Z", 1)]
    [InlineData("2026-11-22T06:33:02Z", 0)]
    [InlineData("2026-11-22T07:33:01", 1)]
    [InlineData("2026-11-22T07:33:02", 0)]
    [InlineData("2026-11-22T06:33:02", 18)]
    [InlineData("2026-11-22T05:33:01Z&dates_are_gmt=true", 1)]
    [InlineData("2026-11-22T05:33:02Z&dates_are_gmt=true", 0)]
    public async Task Modified_after_is_taken_as_measured(string cutOff, int found)
    {
        await using var shop = await RunningShop.StartAsync();
        shop.Time.Set(new DateTimeOffset(2026, 11, 22, 6, 33, 2, 800, TimeSpan.Zero));
        await shop.PutAsync("products/14", "{}");
        var reply = await shop.GetAsync($"products?modified_after={cutOff}&orderby=modified&order=desc&_fields=id");
        reply.Header("X-WP-Total").ShouldBe($"{found}");
        if (found > 0) ((int)reply.Json[0]!["id"]!).ShouldBe(14);
    }

    [Fact]
    public async Task The_list_of_all_variations_knows_modified_after_and_the_product_list_never_shows_them()
    {
        await using var shop = await RunningShop.StartAsync();
        await shop.PutAsync("products/12/variations/30", "{\"regular_price\":\"46\"}");
        var changed =
            await shop.GetAsync(
                "variations?modified_after=2026-11-22T06:28:00&dates_are_gmt=true&_fields=id,parent_id");
        changed.Text.ShouldBe("[{\"id\":30,\"parent_id\":12}]");
        changed.Header("Allow").ShouldBe("GET");
        (await shop.GetAsync("products?per_page=100&_fields=type")).Text.ShouldNotContain("variation\"");
        (await shop.GetAsync("products?type=variation")).Status.ShouldBe(400);
        (await shop.GetAsync("products?include=30")).Text.ShouldBe("[]");
        (await shop.GetAsync("products?sku=WOO-HOODIE-BLUE&_fields=id")).Text.ShouldBe("[{\"id\":30}]");
        (await shop.GetAsync(
            "products?search_sku=hoodie-with&_fields=id&orderby=id&order=asc")).Json.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_change_of_a_variation_dates_its_product_but_not_the_other_way_round()
    {
        await using var shop = await RunningShop.StartAsync();
        await shop.PutAsync("products/12/variations/30", "{}");
        shop.Sandbox.Shop.Products[12].DateModified.ShouldBe(RunningShop.Start.UtcDateTime);
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.PutAsync("products/12", "{}");
        shop.Sandbox.Shop.Products[30].DateModified.ShouldBe(RunningShop.Start.UtcDateTime);
    }

    [Fact]
    public async Task Any_status_leaves_the_trash_out_and_drafts_of_the_checkout_in()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        await shop.DeleteAsync("orders/149");
        await shop.PutAsync("orders/161", "{\"status\":\"checkout-draft\"}");
        (await shop.GetAsync("orders?_fields=id")).Text.ShouldBe("[{\"id\":161}]");
        (await shop.GetAsync("orders?status=trash&_fields=id")).Text.ShouldBe("[{\"id\":149}]");
        (await shop.GetAsync("orders?status=any,trash&_fields=id")).Text.ShouldBe("[{\"id\":161}]");
        (await shop.GetAsync("orders?status=nope")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Customers_are_those_with_the_role_and_ignore_modified_after()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        (await shop.GetAsync("customers?_fields=id")).Text.ShouldBe("[{\"id\":2}]");
        (await shop.GetAsync("customers?role=all&orderby=id&_fields=id")).Text.ShouldBe("[{\"id\":1},{\"id\":2}]");
        (await shop.GetAsync("customers?modified_after=2030-01-01T00:00:00&_fields=id")).Text.ShouldBe("[{\"id\":2}]");
        (await shop.GetAsync("customers?email=JAN.NOVAK@example.test&_fields=id")).Text.ShouldBe("[{\"id\":2}]");
    }

    [Fact]
    public async Task Fields_cut_lists_and_keep_the_links_of_a_single_item()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        (await shop.GetAsync("orders?_fields=id,line_items.id,billing.email&include=161")).Text
            .ShouldBe("[{\"id\":161,\"billing\":{\"email\":\"eva@example.test\"}}]");
        (await shop.GetAsync("orders/161?_fields=id")).Json.AsObject().Select(pair => pair.Key)
            .ShouldBe(["id", "_links"]);
    }

    [Fact]
    public async Task Head_gives_the_counts_and_no_body()
    {
        await using var shop = await RunningShop.StartAsync();
        var reply = await shop.SendAsync("HEAD", "products?per_page=5");
        reply.Status.ShouldBe(200);
        reply.Header("X-WP-Total").ShouldBe("18");
        reply.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task Walking_all_pages_by_id_finds_each_product_once()
    {
        await using var shop = await RunningShop.StartAsync();
        var ids = new List<int>();
        for (var page = 1; page <= 4; page++)
        {
            var reply = await shop.GetAsync($"products?per_page=5&page={page}&orderby=id&order=asc&_fields=id");
            ids.AddRange(reply.Json.AsArray().Select(item => (int)item!["id"]!));
        }

        ids.ShouldBe([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 31, 32, 33, 34]);
    }

    [Fact]
    public async Task What_is_not_ascii_and_every_slash_is_escaped_as_php_does()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        var reply = await shop.GetAsync("customers/2?_fields=last_name");
        reply.Text.ShouldStartWith(
            "{\"last_name\":\"Nov\\u00e1k\",\"_links\":{\"self\":[{\"href\":\"https:\\/\\/127.0.0.1:");
    }

    [Fact]
    public async Task Order_notes_come_newest_first_and_can_be_filtered()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        await shop.PostAsync("orders/149/notes", "{\"note\":\"Zboží je skladem\",\"customer_note\":true}");
        var notes = (await shop.GetAsync("orders/149/notes")).Json.AsArray();
        ((string)notes[0]!["note"]!).ShouldBe("Zboží je skladem");
        ((string)notes[1]!["note"]!).ShouldBe("Order status changed from Pending payment to Processing.");
        notes.Select(note => (int)note!["id"]!).ShouldBe([23, 20, 19, 18, 17]);
        (await shop.GetAsync("orders/149/notes?type=customer")).Json.AsArray().Count.ShouldBe(1);
        shop.Sandbox.Shop.Mails[^1].Template.ShouldBe("customer_note");
        shop.Sandbox.Shop.Orders[149].DateModified.ShouldNotBe(RunningShop.Start.UtcDateTime);
    }

    [Theory]
    [InlineData("settings/products")]
    [InlineData("settings/tax")]
    [InlineData("settings/tax/woocommerce_prices_include_tax")]
    [InlineData("system_status")]
    [InlineData("")]
    [InlineData("/wp-json/")]
    public async Task The_shop_tells_about_itself(string path)
    {
        await using var shop = await RunningShop.StartAsync();
        var reply = await shop.GetAsync(path);
        reply.Status.ShouldBe(200);
        (reply.Json is JsonObject or JsonArray).ShouldBeTrue();
    }
}
