using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.WooCommerce.Client;

/// <summary>
/// Speaks the protocol: addresses, the key, time-outs, errors. Retries nothing. Every call answers or throws a
/// <see cref="FaultException"/>; only the caller's own cancellation comes out as such.
/// </summary>
internal sealed partial class WooCommerceClient : IDisposable
{
    private const int LongestErrorBytes = 256 * 1024;

    // A shop that moves to another address is found there without a restart.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    private readonly string _system;
    private readonly WooCommerceOptions _options;
    private readonly ConnectorServices _services;
    private readonly ILogger _logger;
    private readonly Redaction _redaction;
    private readonly Lazy<HttpClient> _http;
    private readonly Uri _site;
    private long _calls;

    public WooCommerceClient(string system, WooCommerceOptions options, ConnectorServices services)
    {
        _system = system;
        _options = options;
        _services = services;
        _logger = services.Logs.CreateLogger(typeof(WooCommerceClient).FullName!);
        _redaction = new Redaction(options);
        _site = new Uri(options.Home, "wp-json/");
        _http = new Lazy<HttpClient>(Connect);
    }

    public void Dispose()
    {
        if (_http.IsValueCreated) _http.Value.Dispose();
    }

    /// <summary>Reads one object of <c>wc/v3</c>.</summary>
    public async Task<ShopAnswer> GetAsync(string path, ShopQuery query, CancellationToken cancellation)
    {
        var answer = await CallAsync(HttpMethod.Get, "wc/v3/" + path, query, null, cancellation);
        return answer.Body.ValueKind == JsonValueKind.Object ? answer : throw WrongShape(answer, "an object");
    }

    /// <summary>Reads a list of <c>wc/v3</c>.</summary>
    public async Task<ShopAnswer> ListAsync(string path, ShopQuery query, CancellationToken cancellation)
    {
        var answer = await CallAsync(HttpMethod.Get, "wc/v3/" + path, query, null, cancellation);
        // PHP writes a list with gaps in its numbering as a map.
        return answer.Body.ValueKind switch
        {
            JsonValueKind.Array => answer with { Rows = [.. answer.Body.EnumerateArray()] },
            JsonValueKind.Object => answer with { Rows = [.. answer.Body.EnumerateObject().Select(row => row.Value)] },
            _ => throw WrongShape(answer, "a list"),
        };
    }

    /// <summary>Reads the index of WooCommerce's interface, which needs no key. Whole, it lists every route.</summary>
    public Task<ShopAnswer> IndexAsync(CancellationToken cancellation) =>
        CallAsync(HttpMethod.Get, "wc/v3", new ShopQuery().With("_fields", "namespace"), null, cancellation);

    /// <summary>Writes to <c>wc/v3</c>.</summary>
    public Task<ShopAnswer> WriteAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellation) =>
        CallAsync(method, "wc/v3/" + path, ShopQuery.None, body, cancellation);

    /// <summary>Deletes for good.</summary>
    public Task<ShopAnswer> DeleteAsync(string path, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Delete, "wc/v3/" + path, new ShopQuery().With("force", "true"), null, cancellation);

    private async Task<ShopAnswer> CallAsync(HttpMethod method, string path, ShopQuery query, JsonObject? body, CancellationToken cancellation)
    {
        var askedAt = _services.Time.GetUtcNow();
        var started = _services.Time.GetTimestamp();
        var writes = method != HttpMethod.Get;
        using var content = body is null ? null : new SentContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        using var request = Request(method, path, query, askedAt);
        request.Content = content;
        using var limit = new CancellationTokenSource(_options.Timeout, _services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var response = await _http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var answer = await UnderstandAsync(response, request, askedAt, writes, both.Token);
            LogAnswered(_system, method.Method, path, (int)response.StatusCode, Milliseconds(started));
            return answer;
        }
        catch (FaultException exception)
        {
            LogFailed(_system, method.Method, path, Milliseconds(started), exception.Fault.ToString());
            throw;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            var fault = Broken(exception, method, path, writes && (content is null || content.Started));
            LogFailed(_system, method.Method, path, Milliseconds(started), fault.ToString());
            throw new FaultException(fault, exception);
        }
    }

    private async Task<ShopAnswer> UnderstandAsync(
        HttpResponseMessage response, HttpRequestMessage request, DateTimeOffset askedAt, bool writes, CancellationToken cancellation)
    {
        // A handler that follows redirects turns a POST into a GET: the list that comes back is no answer to a write.
        if (response.RequestMessage?.RequestUri is { } final && final != request.RequestUri)
            throw new FaultException(WooCommerceFaults.Redirected(final));
        if ((int)response.StatusCode is >= 300 and < 400)
            throw new FaultException(WooCommerceFaults.Redirected(response.Headers.Location is { IsAbsoluteUri: true } to ? to : null));

        var good = response.IsSuccessStatusCode;
        var bytes = await AnswerBody.ReadAsync(response.Content, good ? _options.LongestAnswerBytes : LongestErrorBytes, cancellation);
        if (bytes is null && good) throw new FaultException(WooCommerceFaults.TooLong(_options.LongestAnswerBytes, writes));
        var body = bytes ?? ReadOnlyMemory<byte>.Empty;
        var json = AnswerBody.Parse(body.Span);
        if (!good)
        {
            var words = _redaction.Clean(AnswerBody.FirstWords(body.Span));
            throw new FaultException(Clean(WooCommerceFaults.Of(
                response.StatusCode, json, words, RetryAfter(response), writes, _options.Authentication)));
        }

        if (json is not { } found)
            throw new FaultException(WooCommerceFaults.NoJson(
                response.Content.Headers.ContentType?.MediaType, _redaction.Clean(AnswerBody.FirstWords(body.Span)), writes));
        return new ShopAnswer(found) { AskedAt = askedAt, ServerTime = response.Headers.Date, Total = Total(response) };
    }

    private HttpRequestMessage Request(HttpMethod method, string path, ShopQuery query, DateTimeOffset now)
    {
        var address = new Uri(_site, path);
        IReadOnlyList<KeyValuePair<string, string>> pairs = _options.Authentication switch
        {
            Authentication.Query => [.. query.Pairs, new("consumer_key", _options.Key), new("consumer_secret", _options.Secret)],
            Authentication.OAuth1 => OAuth1.Sign(method.Method, address, query.Pairs, _options.Key, _options.Secret, now, Nonce()),
            _ => query.Pairs,
        };
        var request = new HttpRequestMessage(
            method, new UriBuilder(address) { Query = pairs.Count == 0 ? "" : ShopQuery.Render(pairs) }.Uri);
        // On the first request: a 401 of the shop carries no challenge that would make a handler send it.
        if (_options.Authentication == Authentication.Basic)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.Key}:{_options.Secret}")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("SyncCluster", typeof(WooCommerceClient).Assembly.GetName().Version?.ToString(3)));
        return request;
    }

    /// <summary>Used once: the shop refuses a nonce that it has seen within its window of 15 minutes.</summary>
    private string Nonce() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_services.Time.GetTimestamp():x}{Interlocked.Increment(ref _calls):x}{(long)(_services.Jitter() * uint.MaxValue):x8}");

    private HttpClient Connect()
    {
        var handler = _services.Http();
        switch (handler)
        {
            case SocketsHttpHandler sockets:
                sockets.AllowAutoRedirect = false;
                sockets.UseCookies = false;
                if (sockets.PooledConnectionLifetime == Timeout.InfiniteTimeSpan) sockets.PooledConnectionLifetime = ConnectionLifetime;
                sockets.AutomaticDecompression = DecompressionMethods.All;
                break;
            case HttpClientHandler client:
                client.AllowAutoRedirect = false;
                client.UseCookies = false;
                client.AutomaticDecompression = DecompressionMethods.All;
                break;
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private Fault Broken(Exception exception, HttpMethod method, string path, bool mayHaveBeenApplied)
    {
        var what = $"{method} {path} of {_options.Home.Host}";
        if (exception is OperationCanceledException)
            return new Fault(mayHaveBeenApplied ? FaultKind.Unknown : FaultKind.Transient, $"{what} brought no answer within {_options.Timeout.TotalSeconds:0} seconds")
                { Code = WooCommerceFaults.TimedOut };
        var reason = _redaction.Clean(exception.InnerException?.Message ?? exception.Message);
        return exception is HttpRequestException { HttpRequestError: var error } ? error switch
        {
            HttpRequestError.SecureConnectionError when exception.InnerException is AuthenticationException =>
                new Fault(FaultKind.Configuration, $"{what}: the shop's certificate is not trusted: {reason}")
                    { Advice = "Renew the certificate, or write the host name for which it was issued." },
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
                or HttpRequestError.SecureConnectionError => new Fault(FaultKind.Transient, $"{what}: no connection: {reason}"),
            _ => Cut(),
        } : Cut();

        Fault Cut() => new(mayHaveBeenApplied ? FaultKind.Unknown : FaultKind.Transient, $"{what}: the connection broke: {reason}");
    }

    private Fault Clean(Fault fault) => fault with { Message = _redaction.Clean(fault.Message) };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => Positive(date - (response.Headers.Date ?? _services.Time.GetUtcNow())),
        _ => null,
    };

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;

    private static long? Total(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-WP-Total", out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null;

    private static FaultException WrongShape(ShopAnswer answer, string due) => new(new Fault(
        FaultKind.Transient, $"The shop answered {answer.Body.ValueKind} where {due} was due") { Code = WooCommerceFaults.NotJson });

    private long Milliseconds(long started) => (long)_services.Time.GetElapsedTime(started).TotalMilliseconds;
}
