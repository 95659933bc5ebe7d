using System.Net;
using System.Net.Http.Headers;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

public sealed class AccessTests
{
    private const string WithKeys = """
        version: 1
        http:
          listen: http://127.0.0.1:0
          keys:
            - { name: desk, key: "${env:KEY}", scopes: [read, write] }
            - { name: screen, key: "${env:READ}", scopes: [read] }
        systems:
          erp: { connector: stage, role: erp }
          shop: { connector: stage, role: shop }

        """;

    [Theory]
    [InlineData("/api/overview", null, 401)]
    [InlineData("/api/overview", "wrong", 401)]
    [InlineData("/api/overview", House.ReadKey, 200)]
    [InlineData("/api/overview", House.Key, 200)]
    [InlineData("/metrics", null, 401)]
    [InlineData("/metrics", House.ReadKey, 200)]
    [InlineData("/openapi/v1.json", null, 401)]
    [InlineData("/health/live", null, 200)]
    [InlineData("/health/ready", null, 200)]
    [InlineData("/health/systems", null, 200)]
    [InlineData("/", null, 200)]
    public async Task a_key_is_asked_of_everything_but_probes_and_the_page(string path, string? key, int status)
    {
        await using var server = await RunningServer.StartAsync(new House(), WithKeys);
        (await StatusAsync(server, HttpMethod.Get, path, key)).ShouldBe(status);
    }

    [Fact]
    public async Task a_key_allows_what_its_scopes_say_in_either_header()
    {
        await using var server = await RunningServer.StartAsync(new House(), WithKeys);
        (await StatusAsync(server, HttpMethod.Post, "/api/feeds/erp/products/run", House.ReadKey)).ShouldBe(403);
        (await StatusAsync(server, HttpMethod.Post, "/api/feeds/erp/products/run", House.Key)).ShouldBe(200);
        (await StatusAsync(server, HttpMethod.Post, "/api/feeds/erp/products/release", House.Key)).ShouldBe(403);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
        request.Headers.Add("X-Api-Key", House.ReadKey);
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    public async Task without_keys_a_foreign_page_in_a_browser_here_gets_nothing(string header, string value)
    {
        await using var server = await RunningServer.StartAsync(new House());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/feeds/erp/products/run");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task the_page_runs_its_own_script_only_and_loads_nothing_from_elsewhere()
    {
        await using var server = await RunningServer.StartAsync(new House());
        using var answer = await server.Client.GetAsync("/", TestContext.Current.CancellationToken);
        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'sha256-");
        policy.ShouldNotContain("unsafe");
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        html.ShouldNotContain("http://");
        html.ShouldNotContain("https://");
        html.ShouldNotContain("innerHTML");
    }

    private static async Task<int> StatusAsync(RunningServer server, HttpMethod method, string path, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
