using SyncCluster.Sandbox.WooCommerce;

namespace SyncCluster.Connectors.WooCommerce.Tests;

public sealed class WooCommerceCheckTests
{
    [Fact]
    public async Task a_sound_shop_passes_and_is_described()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        var before = shop.Sandbox.Shop.Version;
        var report = await shop.System.CheckAsync(TestContext.Current.CancellationToken);

        report.Passed.ShouldBeTrue(string.Join('\n', report.Findings));
        report.Findings.ShouldContain(finding => finding.Message.Contains("18 products"));
        report.Findings.ShouldContain(finding => finding.Message.Contains("CZK"));
        shop.Sandbox.Shop.Version.ShouldBe(before, "a check writes nothing");
    }

    [Fact]
    public async Task what_the_shop_says_of_its_currency_counts_before_the_setting()
    {
        await using var shop = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue);
        (await shop.System.CurrencyAsync(TestContext.Current.CancellationToken)).ShouldBe("CZK");
        await using var wrong = await SandboxShop.StartAsync(WooCommerceSeed.Catalogue, ("currency", "EUR"));
        (await wrong.System.CurrencyAsync(TestContext.Current.CancellationToken)).ShouldBe("CZK", "10 EUR must never be sold at 10 Kč because of a setting");
        var report = await wrong.System.CheckAsync(TestContext.Current.CancellationToken);
        report.Findings.ShouldContain(finding => finding.Severity == Severity.Error && finding.Message.Contains("Setting currency says EUR, and the shop keeps its prices in CZK"));
    }

    [Fact]
    public async Task an_unknown_key_a_wrong_secret_and_a_read_only_key_are_told_apart()
    {
        const string ReadOnly = "ck_7e57000000000000000000000000000000000002";
        await using var sandbox = await WooCommerceSandbox.StartAsync(
            new WooCommerceSandboxOptions { DeliverWebhooks = false, MoreKeys = [new ShopKey(ReadOnly, "cs_2", CanRead: true, CanWrite: false)] },
            TestContext.Current.CancellationToken);

        (await Advice("ck_unknown_0000000000", "cs_1")).ShouldContain("the key is unknown");
        (await Advice(sandbox.ConsumerKey, "cs_wrong")).ShouldContain("The key is known");
        (await Words(ReadOnly, "cs_2")).ShouldContain("does not have write permissions");

        async Task<string> Advice(string key, string secret) => string.Join(' ', (await Check(key, secret)).Findings.Select(finding => finding.Advice));
        async Task<string> Words(string key, string secret) => string.Join(' ', (await Check(key, secret)).Findings.Select(finding => finding.Message));
        async Task<CheckReport> Check(string key, string secret)
        {
            var services = new Shop().Services with { Http = () => new SocketsHttpHandler(), Time = TimeProvider.System };
            await using var system = new WooCommerceConnector().Open("shop", Shop.Values(("url", sandbox.BaseUrl), ("key", key), ("secret", secret)), services);
            return await system.CheckAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task a_shop_that_is_not_there_is_an_error_with_a_sentence()
    {
        var shop = new Shop();
        await using var system = shop.Open();
        var report = await system.CheckAsync(TestContext.Current.CancellationToken);
        report.Passed.ShouldBeFalse();
        report.Findings.ShouldHaveSingleItem().Advice!.ShouldContain("url");
    }

    [Fact]
    public async Task clocks_that_differ_are_told()
    {
        var shop = new Shop { Date = new DateTimeOffset(2026, 11, 22, 12, 40, 0, TimeSpan.Zero) };
        shop.On("GET", "/wp-json/wc/v3", """{"namespace":"wc/v3"}""").On("GET", "products", "[]");
        await using var system = shop.Open(("url", "http://shop.example.com"));
        var report = await system.CheckAsync(TestContext.Current.CancellationToken);
        report.Findings.ShouldContain(finding => finding.Severity == Severity.Error && finding.Message.Contains("40 minutes apart"));
    }
}
