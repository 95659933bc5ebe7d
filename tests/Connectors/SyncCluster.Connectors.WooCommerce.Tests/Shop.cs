using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.WooCommerce.Mapping;

namespace SyncCluster.Connectors.WooCommerce.Tests;

/// <summary>A request as the shop got it.</summary>
internal sealed record Asked(string Method, Uri Address, string? Authorization, string Body)
{
    public string Path => Address.AbsolutePath.Replace("/wp-json/wc/v3/", "", StringComparison.Ordinal);

    public string? Query(string name) => System.Web.HttpUtility.ParseQueryString(Address.Query)[name];

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();
}

/// <summary>A shop inside the test: answers by a function, remembers what it was asked, fails on demand.</summary>
internal sealed class Shop : HttpMessageHandler, ILoggerFactory, ILogger
{
    private readonly List<(string Method, string Path, Func<Asked, HttpResponseMessage> Answer)> _routes = [];

    public List<Asked> Requests { get; } = [];

    public StringBuilder Logged { get; } = new();

    public FixedTime Time { get; } = new();

    public DateTimeOffset? Date { get; set; }

    public ConnectorServices Services => new(Time, this, () => this, () => 0.5);

    public IEnumerable<Asked> Writes => Requests.Where(request => request.Method != "GET");

    public Shop On(string method, string path, Func<Asked, HttpResponseMessage> answer)
    {
        _routes.Insert(0, (method, path, answer));
        return this;
    }

    public Shop On(string method, string path, string json, int status = 200) => On(method, path, _ => Answer(json, status));

    /// <summary>What every shop answers.</summary>
    public Shop WithFacts(string weight = "kg", string length = "cm") => this
        .On("GET", "data/currencies/current", """{"code":"CZK"}""")
        .On("GET", "settings/products", $$"""[{"id":"woocommerce_weight_unit","value":"{{weight}}"},{"id":"woocommerce_dimension_unit","value":"{{length}}"}]""")
        .On("GET", "orders/statuses", Recording.Of("orders-statuses").BodyText);

    public WooCommerceOptions Options(params (string Name, object Value)[] values) => new("shop", Values(values));

    public static OptionValues Values(params (string Name, object Value)[] values)
    {
        var given = new Dictionary<string, object> { ["url"] = "https://shop.example.com", ["key"] = "ck_0123456789abcdef", ["secret"] = "cs_fedcba9876543210" };
        foreach (var (name, value) in values) given[name] = value;
        return new OptionValues(WooCommerceOptionDefinitions.All, given);
    }

    public ShopParts Parts(params (string Name, object Value)[] values) => new("shop", Options(values), Services);

    public IExternalSystem Open(params (string Name, object Value)[] values) => new WooCommerceConnector().Open("shop", Values(values), Services);

    public static MappingContext Context(params (string Name, object Value)[] values) =>
        new("shop", new WooCommerceOptions("shop", Values(values)), new ShopFacts("CZK", "kg", "cm", null));

    public static HttpResponseMessage Answer(string text, int status = 200, string contentType = "application/json; charset=UTF-8")
    {
        var content = new StringContent(text, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var asked = new Asked(request.Method.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), body);
        Requests.Add(asked);
        var route = _routes.Find(one => one.Method == asked.Method && one.Path == asked.Path);
        var answer = route.Answer?.Invoke(asked) ?? Answer(Recording.Of("route-404").BodyText, 404);
        answer.RequestMessage ??= request;
        answer.Headers.Date ??= Date;
        return answer;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.AppendLine(formatter(state, exception));
}

/// <summary>A clock that stands; its timers fire when told.</summary>
internal sealed class FixedTime : TimeProvider
{
    private readonly List<TimerCallback> _timers = [];

    public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void FireTimers()
    {
        foreach (var timer in _timers.ToList()) timer(null);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        TimerCallback bound = _ => callback(state);
        _timers.Add(bound);
        return new Handle(() => _timers.Remove(bound));
    }

    private sealed class Handle(Action release) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => release();

        public ValueTask DisposeAsync()
        {
            release();
            return ValueTask.CompletedTask;
        }
    }
}
