using System.Globalization;
using SyncCluster.Sandbox.WooCommerce.Rest;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class AuthenticationTests
{
    [Fact]
    public async Task A_signature_recorded_on_a_real_shop_is_accepted_once()
    {
        await using var shop = await RunningShop.StartAsync();
        shop.Time.Set(DateTimeOffset.FromUnixTimeSeconds(1795329040));
        var recording = Recording.Load("auth-200-oauth1-over-plain-http");
        var first = await PlainAsync(shop, recording);
        first.Status.ShouldBe(200);
        JsonComparison.Differences(recording.Answer, first.Json, shop).ShouldBeEmpty();

        // Recorded with the broken signature in it: the shop cuts the trailing sign off.
        first.Header("Link")!.ShouldContain("oauth_signature=uqmP9xLwv55p7%2FGfcEFpV2CHC7ksgSHAcl8qDAmpbqM&page=2");

        var again = Recording.Load("auth-401-oauth1-nonce-reused");
        var second = await PlainAsync(shop, again);
        second.Status.ShouldBe(401);
        JsonComparison.Differences(again.Answer, second.Json, shop).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("auth-401-oauth1-bad-signature")]
    [InlineData("auth-401-oauth1-timestamp-too-old")]
    public async Task A_wrong_or_old_signature_is_refused_as_recorded(string name)
    {
        await using var shop = await RunningShop.StartAsync();
        shop.Time.Set(DateTimeOffset.FromUnixTimeSeconds(1795329040));
        var recording = Recording.Load(name);
        var reply = await PlainAsync(shop, recording);
        reply.Status.ShouldBe(401);
        JsonComparison.Differences(recording.Answer, reply.Json, shop).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signed_header_is_accepted_with_either_hash(bool sha256)
    {
        await using var shop = await RunningShop.StartAsync();
        var parameters = Parameters(shop, sha256 ? "HMAC-SHA256" : "HMAC-SHA1");
        var address = shop.Sandbox.BaseUrl + "/wp-json/wc/v3/products";
        List<KeyValuePair<string,
            string>> signed = [.. parameters, new("search", "T-Shirt s ľanom"), new("include[0]", "14")];
        parameters["oauth_signature"] =
            OAuthSignature.Compute("GET", address, signed, shop.Sandbox.ConsumerSecret, sha256);
        var header = string.Join(", ", parameters.Select(pair => $"{pair.Key}=\"{Uri.EscapeDataString(pair.Value)}\""));
        using var bare = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, address + "?search=T-Shirt+s+%C4%BEanom&include%5B0%5D=14&search=T-Shirt%20s%20%C4%BEanom");
        request.Headers.TryAddWithoutValidation("Authorization", "OAuth " + header);
        (await shop.SendAsync(request, bare)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Keys_over_plain_http_count_only_where_the_option_says_so()
    {
        await using var shop =
            await RunningShop.StartAsync(with: options => options with { AcceptBasicOverHttp = true });
        using var bare = new HttpClient { BaseAddress = new Uri(shop.Sandbox.BaseUrl) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/wp-json/wc/v3/products");
        request.Headers.Authorization = RunningShop.Basic(shop.Sandbox.ConsumerKey, shop.Sandbox.ConsumerSecret);
        (await shop.SendAsync(request, bare)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_address_without_pretty_links_does_not_look_at_the_key()
    {
        await using var shop = await RunningShop.StartAsync();
        var reply = await shop.GetAsync("/?rest_route=/wc/v3/products");
        reply.Status.ShouldBe(401);
        reply.Code.ShouldBe("woocommerce_rest_cannot_view");
    }

    private static Dictionary<string, string> Parameters(RunningShop shop, string method) => new()
    {
        ["oauth_consumer_key"] = shop.Sandbox.ConsumerKey,
        ["oauth_timestamp"] = shop.Time.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ["oauth_nonce"] = "n1",
        ["oauth_signature_method"] = method,
    };

    /// <summary>The recorded host is part of what was signed.</summary>
    private static async Task<Reply> PlainAsync(RunningShop shop, Recording recording)
    {
        using var bare = new HttpClient { BaseAddress = new Uri(shop.Sandbox.BaseUrl) };
        using var request = recording.Request();
        request.Headers.Host = "127.0.0.1:18080";
        return await shop.SendAsync(request, bare);
    }
}
