using SyncCluster.Sandbox.Faults;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class FaultTests
{
    [Fact]
    public async Task Throttling_maintenance_and_errors_do_nothing_and_say_so()
    {
        await using var shop = await RunningShop.StartAsync();
        shop.Sandbox.Faults.Add(
            new FaultRule { Kind = FaultKind.Throttled, Times = 1, RetryAfter = TimeSpan.FromSeconds(7) });
        var throttled = await shop.PutAsync("products/18", "{\"regular_price\":\"1\"}");
        throttled.Status.ShouldBe(429);
        throttled.Header("Retry-After").ShouldBe("7");

        shop.Sandbox.Faults.Next(FaultKind.Maintenance);
        var down = await shop.PutAsync("products/18", "{\"regular_price\":\"1\"}");
        var recorded = Recording.Load("error-503-maintenance-html");
        down.Status.ShouldBe(503);
        down.Header("Retry-After").ShouldBe("600");
        down.Text.ShouldBe((string)recorded.Answer!);

        shop.Sandbox.Faults.Next(FaultKind.ServerError);
        (await shop.PutAsync("products/18", "{\"regular_price\":\"1\"}")).Status.ShouldBe(500);
        shop.Sandbox.Shop.Products[18].RegularPrice.ShouldBe("90");
        (await shop.GetAsync("products/18")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_dropped_connection_leaves_the_write_undone_or_done()
    {
        await using var shop = await RunningShop.StartAsync();
        shop.Sandbox.Faults.Next(FaultKind.DropBefore, path: "/products");
        await Should.ThrowAsync<HttpRequestException>(() => shop.PutAsync("products/18", "{\"regular_price\":\"1\"}"));
        shop.Sandbox.Shop.Products[18].RegularPrice.ShouldBe("90");

        shop.Sandbox.Faults.Next(FaultKind.DropAfterCommit);
        (await shop.GetAsync("products/18")).Status.ShouldBe(200);
        await Should.ThrowAsync<HttpRequestException>(() => shop.PutAsync("products/18", "{\"regular_price\":\"1\"}"));
        shop.Sandbox.Shop.Products[18].RegularPrice.ShouldBe("1");
        shop.Sandbox.Faults.Hits[FaultKind.DropAfterCommit].ShouldBe(1);
    }

    [Fact]
    public async Task A_notice_before_the_json_breaks_whoever_trusts_the_content_type()
    {
        await using var shop = await RunningShop.StartAsync();
        shop.Sandbox.Faults.Next(FaultKind.HtmlBeforeJson);
        var reply = await shop.GetAsync("products/18");
        reply.Text.ShouldStartWith("<br />");
        reply.Header("Content-Type")!.ShouldStartWith("application/json");
    }

    [Fact]
    public async Task A_stale_read_shows_the_past_by_writes_or_by_time()
    {
        await using var shop = await RunningShop.StartAsync();
        for (var price = 1; price <= 4; price++)
        {
            shop.Time.Advance(TimeSpan.FromSeconds(10));
            await shop.PutAsync("products/18", $"{{\"regular_price\":\"{price}\"}}");
        }

        shop.Sandbox.Faults.Add(new FaultRule { Kind = FaultKind.StaleRead, Times = 1, StaleVersions = 2 });
        ((string)(await shop.GetAsync("products/18"))["regular_price"]!).ShouldBe("2");
        shop.Sandbox.Faults.Add(
            new FaultRule { Kind = FaultKind.StaleRead, Times = 1, StaleAge = TimeSpan.FromSeconds(30) });
        ((string)(await shop.GetAsync("products/18"))["regular_price"]!).ShouldBe("1");
        ((string)(await shop.GetAsync("products/18"))["regular_price"]!).ShouldBe("4");
    }

    [Fact]
    public void Chance_comes_from_the_seed()
    {
        Hits(7).ShouldBe(Hits(7));
        Hits(7).ShouldNotBe(Hits(8));
        Hits(7).Count(hit => hit).ShouldBeInRange(20, 80);

        static List<bool> Hits(int seed)
        {
            var faults = new SandboxFaults(seed);
            faults.Add(
                new FaultRule { Kind = FaultKind.Throttled, Probability = 0.5, Method = "GET", Path = "/products" });
            faults.Draw(FaultKind.Throttled, "PUT", "/products").ShouldBeNull();
            faults.Draw(FaultKind.Throttled, "GET", "/orders").ShouldBeNull();
            return [.. Enumerable.Range(0, 100)
                .Select(_ => faults.Draw(FaultKind.Throttled, "GET", "/products/1") is not null)];
        }
    }

    [Fact]
    public async Task Faults_can_be_set_from_outside()
    {
        await using var shop = await RunningShop.StartAsync();
        var set = await shop.PostAsync(
            "/_sandbox/faults",
                "{\"kind\":\"Throttled\",\"times\":1,\"retryAfter\":\"00:00:03\",\"path\":\"/orders\"}");
        set.Status.ShouldBe(200);
        (await shop.GetAsync("products")).Status.ShouldBe(200);
        (await shop.GetAsync("orders")).Header("Retry-After").ShouldBe("3");
        await shop.PostAsync("/_sandbox/faults", "{\"kind\":\"DropBefore\"}");
        (await shop.DeleteAsync("/_sandbox/faults")).Text.ShouldBe("[]");
        (await shop.GetAsync("orders")).Status.ShouldBe(200);
    }
}
