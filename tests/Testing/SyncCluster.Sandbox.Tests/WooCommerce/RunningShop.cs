using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

/// <summary>A shop on loopback and a caller that says it came over TLS.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private RunningShop(WooCommerceSandbox sandbox, ManualTime time)
    {
        Sandbox = sandbox;
        Time = time;
        Http = new HttpClient { BaseAddress = new Uri(sandbox.BaseUrl) };
        Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        Http.DefaultRequestHeaders.Authorization = Basic(sandbox.ConsumerKey, sandbox.ConsumerSecret);
    }

    public WooCommerceSandbox Sandbox { get; }

    public ManualTime Time { get; }

    public HttpClient Http { get; }

    public string LastPath { get; private set; } = "";

    public static async Task<RunningShop> StartAsync(
        WooCommerceSeed seed = WooCommerceSeed.Catalogue, Func<WooCommerceSandboxOptions,
            WooCommerceSandboxOptions>? with = null)
    {
        var time = new ManualTime(Start);
        var options = new WooCommerceSandboxOptions { Seed = seed, Time = time, DeliverWebhooks = false };
        var sandbox =
            await WooCommerceSandbox.StartAsync(
                with?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
        return new RunningShop(sandbox, time);
    }

    public static AuthenticationHeaderValue Basic(string key, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{secret}")));

    public Task<Reply> GetAsync(string path) => SendAsync("GET", path);

    public Task<Reply> PostAsync(string path, string json) => SendAsync("POST", path, json);

    public Task<Reply> PutAsync(string path, string json) => SendAsync("PUT", path, json);

    public Task<Reply> DeleteAsync(string path) => SendAsync("DELETE", path);

    public async Task<Reply> SendAsync(string method, string path, string? json = null)
    {
        var address = path.StartsWith('/') ? path : "/wp-json/wc/v3/" + path;
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request, HttpClient? client = null)
    {
        LastPath = request.RequestUri!.ToString();
        using var response = await (client ?? Http).SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply((int)response.StatusCode, headers, text);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Sandbox.DisposeAsync();
    }
}

/// <summary>An answer of the shop.</summary>
internal sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string Code => (string)Json["code"]!;

    public JsonNode? this[string name] => Json[name];
}
