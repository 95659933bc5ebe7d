using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.WooCommerce.Endpoints;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.State;
using SyncCluster.Sandbox.WooCommerce.Webhooks;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>
/// One call from bytes to bytes: faults, who calls, what they want, the answer as WordPress writes it.
/// </summary>
internal sealed class RestServer(
    Shop shop, SandboxFaults faults, RestAuthentication authentication, WebhookPump pump, Func<bool, Site> site,
        TimeProvider time)
{
    private const string Root = "/wp-json";
    private const string Prefix = "/wp-json/wc/v3";

    private readonly RestRouter _router = new(shop, faults.IsBrokenImage);

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        var method = context.Request.Method;
        var arrived = time.GetUtcNow().UtcDateTime;
        if (faults.Draw(FaultKind.Latency, method, path) is { } slow)
        {
            await Task.Delay(slow.Latency, time, context.RequestAborted);
        }

        if (await FailAsync(context, method, path) is { } failed)
        {
            shop.Log(new ShopCall(arrived, method, path, failed.Status, failed.Kind.ToString()));
            return;
        }

        var before = shop.Now.Webhooks;
        var (answer, fields) = await AnswerAsync(context.Request, method, path);
        if (!answer.IsError && method is not ("GET" or "HEAD"))
            await pump.PingChangedAsync(before, context.RequestAborted);
        if (DropsAfterCommit(method, path))
        {
            shop.Log(new ShopCall(arrived, method, path, 0, nameof(FaultKind.DropAfterCommit)));
            context.Abort();
            return;
        }

        var notice = faults.Draw(FaultKind.HtmlBeforeJson, method, path) is not null;
        shop.Log(new ShopCall(arrived, method, path, answer.Status, notice ? nameof(FaultKind.HtmlBeforeJson) : ""));
        await WriteAsync(context, answer, fields, notice);
    }

    private async Task<(RestAnswer Answer, string? Fields)> AnswerAsync(HttpRequest http, string method, string path)
    {
        var query = QueryValues.Parse(http.QueryString);
        var isTls = IsTls(http);
        try
        {
            // The address without pretty links reaches the routes, but the shop does not look at the key there.
            var fallback = path is "/" or "/index.php" && query["rest_route"] is { Length: > 0 };
            var route = fallback ? Root + query["rest_route"] : path;
            var key = fallback ? null : authentication.Identify(http, query, isTls);
            if (route.TrimEnd('/') == Root) return (ShopFacts.Index(site(isTls)), query["_fields"]);
            if (!route.StartsWith(Prefix, StringComparison.Ordinal)) throw RestException.NoRoute();
            string[] parts = route[Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (!RestRouter.IsKnown(parts)) throw RestException.NoRoute();
            var stale = method is "GET" or "HEAD" ? faults.Draw(FaultKind.StaleRead, method, path) : null;
            var request = new RestRequest
            {
                Method = method,
                Path = parts,
                Query = query,
                Body = Input.EmptyObject,
                Site = site(isTls),
                Shop = stale is null ? shop.Now : shop.Past(stale.StaleVersions, stale.StaleAge),
            };
            if (key is null && RestRouter.Anonymous(request) is { } refused) throw refused;
            if (!request.IsRead) request = request with { Body = await BodyAsync(http) };
            return (_router.Answer(request), query["_fields"]);
        }
        catch (RestException refused)
        {
            // Recorded: refusals about the caller come before the route and name no methods.
            var allow = refused.Status is 401 or 500 || refused.Code == "rest_no_route" ? null : AllowFor(path);
            return (new RestAnswer(refused.Status, refused.Body()) { Allow = allow, NoStore = refused.KnowsCaller },
                null);
        }
    }

    /// <summary>
    /// Only a body that calls itself JSON is read; any other is ignored and the answer is as if nothing had been sent.
    /// </summary>
    private static async Task<JsonElement> BodyAsync(HttpRequest http)
    {
        var type = http.ContentType ?? "";
        if (!type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)) return Input.EmptyObject;
        using var buffer = new MemoryStream();
        await http.Body.CopyToAsync(buffer, http.HttpContext.RequestAborted);
        if (buffer.Length == 0) return Input.EmptyObject;
        try
        {
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone()
                : Input.EmptyObject;
        }
        catch (JsonException)
        {
            throw new RestException(
                400,
                "rest_invalid_json",
                "Invalid JSON body passed.",
                new System.Text.Json.Nodes.JsonObject { ["json_error_code"] = 4,
                    ["json_error_message"] = "Syntax error" });
        }
    }

    private async Task<(FaultKind Kind, int Status)?> FailAsync(HttpContext context, string method, string path)
    {
        if (faults.Draw(FaultKind.DropBefore, method, path) is not null)
        {
            context.Abort();
            return (FaultKind.DropBefore, 0);
        }

        if (faults.Draw(FaultKind.Throttled, method, path) is { } throttled)
        {
            await PageAsync(context, 429, ErrorPages.TooManyRequests, throttled.RetryAfter ?? TimeSpan.FromSeconds(2));
            return (FaultKind.Throttled, 429);
        }

        if (faults.Draw(FaultKind.Maintenance, method, path) is { } maintenance)
        {
            await PageAsync(context, 503, ErrorPages.Maintenance, maintenance.RetryAfter ?? TimeSpan.FromSeconds(600));
            return (FaultKind.Maintenance, 503);
        }

        if (faults.Draw(FaultKind.ServerError, method, path) is { } error)
        {
            await PageAsync(context, 500, ErrorPages.Critical, error.RetryAfter);
            return (FaultKind.ServerError, 500);
        }

        return null;
    }

    private bool DropsAfterCommit(string method, string path) =>
        (method is not ("GET" or "HEAD")
            || faults.Rules.Any(rule => rule.Kind == FaultKind.DropAfterCommit && rule.Method is not null))
        && faults.Draw(FaultKind.DropAfterCommit, method, path) is not null;

    private async Task WriteAsync(HttpContext context, RestAnswer answer, string? fields, bool notice)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "application/json; charset=UTF-8";
        var home = site(IsTls(context.Request)).Home;
        response.Headers.Link = answer.PageLinks ?? $"<{home}/wp-json/>; rel=\"https://api.w.org/\"";
        if (answer.Total is { } total) response.Headers["X-WP-Total"] = total.ToString(CultureInfo.InvariantCulture);
        if (answer.TotalPages is { } pages)
            response.Headers["X-WP-TotalPages"] = pages.ToString(CultureInfo.InvariantCulture);
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.Allow is { } allow) response.Headers.Allow = allow;
        if (answer.NoStore) response.Headers.CacheControl = "no-cache, must-revalidate, max-age=0, no-store, private";
        var body = PhpJson.Bytes(answer.IsError ? answer.Body : FieldFilter.Apply(answer.Body, fields));
        if (notice) body = [.. Encoding.UTF8.GetBytes(ErrorPages.Notice), .. body];
        response.ContentLength = body.Length;
        if (context.Request.Method != "HEAD") await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task PageAsync(HttpContext context, int status, string html, TimeSpan? retryAfter)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=UTF-8";
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
        }

        if (context.Request.Method != "HEAD") await context.Response.WriteAsync(html, context.RequestAborted);
    }

    private static bool IsTls(HttpRequest request) =>
        request.IsHttps
            || string.Equals(request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase);

    private static string AllowFor(string path)
    {
        var last = path.TrimEnd('/');
        last = last[(last.LastIndexOf('/') + 1)..];
        return last == "batch" ? RestAnswer.BatchMethods
            : last.Length > 0 && last.All(char.IsAsciiDigit) ? RestAnswer.ItemMethods
            : RestAnswer.CollectionMethods;
    }
}
