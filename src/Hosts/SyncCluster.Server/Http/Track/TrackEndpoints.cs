using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Supply;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;
using SyncCluster.Server.Http.Endpoints;

namespace SyncCluster.Server.Http.Track;

/// <summary>
/// Where a customer's link leads: his order and nothing else, as JSON or as a page. A wrong link, and a link to an order
/// that is no more, are answered alike; only a genuine one that has ended says so.
/// </summary>
internal static class TrackEndpoints
{
    /// <summary>
    /// Name of the limit: requests in a minute by one genuine link, else by one address. Customers whose requests all come
    /// by one proxy are not one.
    /// </summary>
    public const string Limit = "track";

    private const int MostPerMinute = 60;

    public static void AddLimit(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Limit, context => RateLimitPartition.GetFixedWindowLimiter(
            Asker(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = MostPerMinute, Window = TimeSpan.FromMinutes(1) }));
        options.OnRejected = (rejected, cancellation) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            return new ValueTask(Problem.Of(429, "Too many requests", "This link, or this address, has asked too often.", "Ask again in a minute.").ExecuteAsync(rejected.HttpContext));
        };
    }

    private static string Asker(HttpContext context)
    {
        var installation = context.RequestServices.GetRequiredService<Installation>();
        return installation.Configuration.Tracking.LinkSecret is { } secret && context.Request.RouteValues["token"] is string token && new OrderLinks(secret).Read(token) is { } link
            ? "order " + link.Number
            : "address " + context.Connection.RemoteIpAddress;
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/track/{token}", AnswerAsync)
        .WithTags("tracking").WithSummary("One order for its customer, by a signed link and without a key: JSON, or a page where the browser asks for one")
        .WithMetadata(OpenToAll.Instance).RequireRateLimiting(Limit)
        .Produces<TrackedOrderView>(200).Produces(200, contentType: "text/html").ProducesProblem(404).ProducesProblem(410).ProducesProblem(429).ProducesProblem(503);

    private static async Task<IResult> AnswerAsync(string token, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        var response = context.Response.Headers;
        response.CacheControl = "no-store";
        response["Referrer-Policy"] = "no-referrer";
        response["X-Robots-Tag"] = "noindex";
        response.XContentTypeOptions = "nosniff";
        response.ContentSecurityPolicy = TrackPage.Policy;
        if (installation.Phase != Phase.Running) return Problem.Of(503, "Not now", "The server is starting or stopping.", "Ask again in a few seconds.");
        var wantsPage = WantsPage(context.Request);
        var found = await FindAsync(token, installation, cancellation);
        if (found.Order is not { } order)
        {
            var words = TrackWords.Of(context.Request.GetTypedHeaders().AcceptLanguage?.FirstOrDefault()?.Value.Value);
            return (wantsPage, found.Ended) switch
            {
                (true, var ended) => Page(TrackPage.Gone(words, ended), ended ? 410 : 404),
                (false, true) => Problem.Of(410, "The link has ended", "This link worked until its end.", "Ask the shop for a new one."),
                _ => Problem.Unknown("link", "This link leads to no order.", "Look whether it is whole."),
            };
        }

        var view = TrackedOrderView.Of(order, installation.Setup.Rules.Tracking.DayOf);
        if (!wantsPage) return TypedResults.Ok(view);
        var language = TrackingMail.LanguageOf(order, installation.Setup.Rules);
        return Page(TrackPage.Of(view, TrackWords.Of(language), installation.Configuration.Mail?.Shop.GetValueOrDefault("name") as string), 200);
    }

    private static async Task<(EntityState? Order, bool Ended)> FindAsync(string token, Installation installation, CancellationToken cancellation)
    {
        if (installation.Configuration.Tracking.LinkSecret is not { } secret || new OrderLinks(secret).Read(token) is not { } link) return (null, false);
        if (link.Until <= installation.Services.Time.GetUtcNow()) return (null, true);
        return (await OrderEndpoints.FindAsync(installation.Store, link.Number, cancellation), false);
    }

    private static bool WantsPage(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        var page = accepted.Where(one => one.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)).Select(one => one.Quality ?? 1).DefaultIfEmpty(0).Max();
        var json = accepted.Where(one => one.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)).Select(one => one.Quality ?? 1).DefaultIfEmpty(0).Max();
        return page > json;
    }

    private static ContentHttpResult Page(string html, int status) => TypedResults.Content(html, "text/html; charset=utf-8", statusCode: status);
}
