using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Connectors.Signals;
using SyncCluster.Engine;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>
/// Where outside systems tell what happened. The raw body is verified before anything looks into it; whatever is sent,
/// the sender never learns more than whether it was taken.
/// </summary>
internal static partial class WebhookEndpoints
{
    /// <summary>Largest body that is taken.</summary>
    public const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/webhooks/{system}", ReceiveAsync)
        .WithTags("webhooks").WithSummary("Takes a webhook of an outside system; signed by it, so without a key").WithMetadata(OpenToAll.Instance)
        .Produces(200).ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(408).ProducesProblem(413).ProducesProblem(503);

    private static async Task<Results<Ok, ProblemHttpResult>> ReceiveAsync(string system, HttpContext context, Installation installation, ILoggerFactory logs)
    {
        if (!installation.Answers) return Away(context, "The server is starting or stopping.");
        var began = installation.Services.Time.GetTimestamp();
        try
        {
            return await AnswerAsync(system, context, installation, logs);
        }
        finally
        {
            EngineMetrics.WebhookTook(NameFor(installation, system), installation.Services.Time.GetElapsedTime(began));
        }
    }

    private static async Task<Results<Ok, ProblemHttpResult>> AnswerAsync(string system, HttpContext context, Installation installation, ILoggerFactory logs)
    {
        using var limit = new CancellationTokenSource(Patience, installation.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token);
        try
        {
            if (await BodyAsync(context.Request, either.Token) is not { } body)
            {
                EngineMetrics.Webhook(NameFor(installation, system), "too_large");
                return Problem.Of(413, "Too large", $"A webhook may have {MostBytes} bytes.", "Send less at once.");
            }

            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var answer = await installation.Door.ReceiveAsync(system, new SignalRequest(headers, body, installation.Services.Time.GetUtcNow()), either.Token);
            return answer switch
            {
                SignalAnswer.Accepted => TypedResults.Ok(),
                SignalAnswer.NotGenuine => Problem.Of(401, "Not genuine", "The signature is missing or wrong.", "Look whether both sides have the same secret."),
                _ => Problem.Unknown("webhook", "No system of that name takes webhooks.", "Look at the address that is registered in the outside system."),
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Problem.Of(408, "Too slow", $"The body did not come within {Patience.TotalSeconds:0} seconds.", "Send it again.");
        }
        catch (StoreException failure)
        {
            LogNotKept(logs.CreateLogger(typeof(WebhookEndpoints)), NameFor(installation, system), failure.Message);
            return Away(context, "It could not be kept just now.");
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or BadHttpRequestException or IOException))
        {
            LogNotUnderstood(logs.CreateLogger(typeof(WebhookEndpoints)), failure, NameFor(installation, system));
            EngineMetrics.Webhook(NameFor(installation, system), "unreadable");
            return Problem.Wrong("The webhook could not be read.", "Send it as the outside system documents it.");
        }
    }

    /// <summary>The whole body; null where it is too large, known as soon as it can be.</summary>
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MostBytes) return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            if (body.Length + read > MostBytes) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static ProblemHttpResult Away(HttpContext context, string which)
    {
        context.Response.Headers.RetryAfter = "30";
        return Problem.Of(503, "Not now", which, "Send it again in half a minute.");
    }

    /// <summary>Labels of metrics are bounded: a name that somebody made up is not one.</summary>
    private static string NameFor(Installation installation, string system) => installation.Setup.System(system)?.Name ?? "unknown";

    [LoggerMessage(EventId = 2201, Level = LogLevel.Error, Message = "A webhook of {System} could not be kept: {Why}")]
    private static partial void LogNotKept(ILogger log, string system, string why);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Error, Message = "A webhook of {System} made its connector fail")]
    private static partial void LogNotUnderstood(ILogger log, Exception failure, string system);
}
