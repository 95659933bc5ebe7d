using SyncCluster.Sandbox.WooCommerce;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

/// <summary>Sends what was sent to a real shop and demands the same answer: status, headers, body.</summary>
public sealed class ReplayTests
{
    /// <summary>Random in the real shop, or different because the shop had been used in between.</summary>
    private static readonly string[] Incidental = ["related_ids", "order_key", "payment_url"];

    [Theory]
    [InlineData("auth-200-query-string-over-tls")]
    [InlineData("auth-401-basic-over-plain-http")]
    [InlineData("auth-401-no-credentials")]
    [InlineData("auth-401-query-string-over-plain-http")]
    [InlineData("auth-401-read-key-used-for-write")]
    [InlineData("auth-401-unknown-consumer-key")]
    [InlineData("auth-401-write-key-used-for-read")]
    [InlineData("auth-401-wrong-consumer-secret")]
    [InlineData("customers-list")]
    [InlineData("customer-create-400-invalid-email")]
    [InlineData("data-currency-current")]
    [InlineData("error-500-order-line-quantity-0")]
    [InlineData("order-404")]
    [InlineData("orders-statuses")]
    [InlineData("product-404")]
    [InlineData("products-batch-413-more-than-100")]
    [InlineData("products-by-sku")]
    [InlineData("products-list-orderby-invalid")]
    [InlineData("products-list-page-1")]
    [InlineData("products-list-page-middle")]
    [InlineData("products-list-page-past-the-end")]
    [InlineData("products-list-per-page-100")]
    [InlineData("products-list-per-page-101")]
    [InlineData("products-modified-after-400-bad-date")]
    [InlineData("product-simple")]
    [InlineData("product-variable")]
    [InlineData("variation-via-products-endpoint")]
    [InlineData("route-404")]
    [InlineData("webhook-create-400-bad-topic")]
    [InlineData("webhook-create-400-bad-url")]
    [InlineData("product-create")]
    [InlineData("customer-create", "meta_data")]
    public Task On_the_sample_catalogue(string name, params string[] ignored) =>
        ReplayAsync(name, WooCommerceSeed.Catalogue, ignored);

    [Theory]
    [InlineData("customer-create-400-email-exists")]
    [InlineData("customer-delete-501-without-force")]
    [InlineData("customers-by-email")]
    [InlineData("error-400-invalid-json")]
    [InlineData("order-update-400-unknown-status")]
    [InlineData("product-create-400-duplicate-sku")]
    [InlineData("product-update-400-image-download-failed")]
    [InlineData("product-update-400-wrong-types")]
    [InlineData("product-update-price-as-json-number")]
    [InlineData("orders-batch-mixed")]
    public Task On_the_shop_as_it_was_left(string name) => ReplayAsync(name, WooCommerceSeed.Recorded, []);

    /// <summary>Reading as recorded needs no write before: these orders are part of the seed.</summary>
    [Theory]
    [InlineData("order-from-checkout", "cart_hash", "customer_user_agent", "meta_data", "line_items")]
    [InlineData("order-update-status", "date_completed", "date_paid", "date_completed_gmt", "date_paid_gmt")]
    public async Task An_order_of_the_seed_reads_as_recorded(string name, params string[] ignored)
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        var recording = Recording.Load(name);
        var reply = await shop.GetAsync("orders/" + recording.Answer["id"]);
        JsonComparison.Differences(recording.Answer, reply.Json, shop, [.. Incidental, .. ignored]).ShouldBeEmpty();
        reply.Json["date_paid_gmt"]?.ToString().ShouldBe(recording.Answer["date_paid_gmt"]?.ToString());
    }

    private static async Task ReplayAsync(string name, WooCommerceSeed seed, string[] ignored)
    {
        await using var shop = await RunningShop.StartAsync(seed, options => options with
        {
            MoreKeys =
            [
                new ShopKey(
                    "ck_7e57000000000000000000000000000000000002", "cs_7e57000000000000000000000000000000000002", true,
                        false),
                new ShopKey(
                    "ck_7e57000000000000000000000000000000000003", "cs_7e57000000000000000000000000000000000003",
                        false, true),
            ],
        });
        shop.Sandbox.Faults.BreakImages("nope.jpg");
        var recording = Recording.Load(name);
        if (recording.At is { } at) shop.Time.Set(at);
        using var bare = new HttpClient { BaseAddress = shop.Http.BaseAddress };
        var reply = await shop.SendAsync(recording.Request(), bare);

        reply.Status.ShouldBe(recording.Status);
        JsonComparison.Differences(recording.Answer, reply.Json, shop, [.. Incidental, .. ignored]).ShouldBeEmpty();
        var host = shop.Sandbox.BaseUrl["http://".Length..];
        foreach (
            var header in new[] { "X-WP-Total", "X-WP-TotalPages", "Allow", "Link", "Location", "Cache-Control",
                "Content-Type" })
        {
            var recorded = recording.Header(header)?.Replace("127.0.0.1:18080", host, StringComparison.Ordinal);
            Loose(reply.Header(header)).ShouldBe(Loose(recorded), $"header {header}");
        }
    }

    /// <summary>The client reorders and respaces some headers; only their parts count.</summary>
    private static string Loose(string? header) =>
        string.Join(",", (header ?? "").ToLowerInvariant().Replace("\"utf-8\"", "utf-8", StringComparison.Ordinal)
            .Split([',', ';'], StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
}
