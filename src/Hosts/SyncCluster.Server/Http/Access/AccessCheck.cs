using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.Primitives;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Access;

/// <summary>
/// Lets a request pass to an endpoint by its key. Without configured keys only this machine may ask, and only under its
/// own name: a page of somebody else's in a browser here must not get through by a name that it points at us.
/// </summary>
internal sealed class AccessCheck(RequestDelegate next, KeyRing keys)
{
    public const string Header = "X-Api-Key";
    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            await next(context);
            return;
        }

        var needed = endpoint.Metadata.GetMetadata<ScopeNeeded>()?.Scope ?? Scope.Read;
        if (Refusal(context, needed) is { } refusal)
        {
            if (refusal.StatusCode == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult? Refusal(HttpContext context, Scope needed)
    {
        if (keys.IsEmpty) return IsFromHere(context) ? Pass(context, "this machine") : Problem.Of(
            StatusCodes.Status403Forbidden, "Only from this machine",
            "No API key is configured, so only requests from this machine itself are answered.",
            "Add http.keys to the configuration, or ask 127.0.0.1.");
        if (Given(context.Request.Headers) is not { } secret) return Problem.Of(
            StatusCodes.Status401Unauthorized, "A key is missing", "The request brings no API key.",
            $"Send it as 'Authorization: Bearer KEY' or '{Header}: KEY'.");
        if (keys.Find(secret) is not { } holder) return Problem.Of(
            StatusCodes.Status401Unauthorized, "The key is not known", "No configured key is equal to the one sent.",
            "Look whether it is whole, and whether the server was restarted after it was changed.");
        if (holder.Scope < needed) return Problem.Of(
            StatusCodes.Status403Forbidden, "The key does not allow this", $"Key '{holder.Name}' allows {Word(holder.Scope)}; this needs {Word(needed)}.",
            "Use another key, or give this one the scope in http.keys.");
        return Pass(context, holder.Name);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult? Pass(HttpContext context, string name)
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "key"));
        return null;
    }

    private static string? Given(IHeaderDictionary headers)
    {
        if (headers[Header] is { Count: 1 } own && own[0] is { Length: > 0 } key) return key;
        return headers.Authorization is { Count: 1 } one && one[0] is { } text && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? text[Bearer.Length..].Trim()
            : null;
    }

    private static bool IsFromHere(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } from || IPAddress.IsLoopback(from))
        && IsOurName(context.Request.Host.Host)
        && IsOurPage(context.Request);

    private static bool IsOurName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOurPage(HttpRequest request) =>
        StringValues.IsNullOrEmpty(request.Headers.Origin)
        || string.Equals(request.Headers.Origin.ToString(), $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static string Word(Scope scope) => scope.ToString().ToLowerInvariant();
}
