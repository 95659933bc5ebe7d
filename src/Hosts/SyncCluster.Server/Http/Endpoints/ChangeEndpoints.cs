using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>What changed, in an order that never changes: as pages by cursor, waited for, or as a stream.</summary>
internal static class ChangeEndpoints
{
    private const int PageSize = 200;
    private const int LongestWaitSeconds = 60;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder api)
    {
        var changes = api.MapGroup("/changes").WithTags("changes");
        changes.MapGet("", PageAsync).WithSummary("Changes after a cursor; waits up to 'wait' seconds for the first where there is none");
        changes.MapGet("/stream", Stream).WithSummary("Changes as server-sent events; Last-Event-ID goes on where a connection broke, 'after=now' begins with the next")
            .Produces<StepView>(200, "text/event-stream");
    }

    private static async Task<Page<StepView>> PageAsync(Installation installation, ChangeNews news, string? after, int? wait, int? limit, CancellationToken cancellation)
    {
        var cursor = await CursorAsync(installation, after, cancellation);
        var most = Asked.Limit(limit, PageSize);
        var until = installation.Services.Time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWaitSeconds));
        while (true)
        {
            var hint = news.Next;
            var rows = await installation.Store.ChangesAsync(cursor, most, cancellation);
            var left = until - installation.Services.Time.GetUtcNow();
            if (rows.Count > 0 || left <= TimeSpan.Zero || !await news.WaitAsync(hint, left, cancellation))
                return new Page<StepView>([.. rows.Select(StoredViews.Step)], Asked.Cursor(rows.Count > 0 ? rows[^1].Sequence : cursor));
        }
    }

    private static async Task<ServerSentEventsResult<StepView?>> Stream(
        Installation installation, ChangeNews news, HttpContext context, string? after, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellation)
    {
        var cursor = await CursorAsync(installation, string.IsNullOrEmpty(lastEventId) ? after : lastEventId, cancellation);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(FollowAsync(installation, news, cursor, cancellation));
    }

    private static async IAsyncEnumerable<SseItem<StepView?>> FollowAsync(
        Installation installation, ChangeNews news, long cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return new SseItem<StepView?>(null, "open") { EventId = Asked.Cursor(cursor) };
        while (!news.IsOver)
        {
            var hint = news.Next;
            var rows = await installation.Store.ChangesAsync(cursor, PageSize, cancellation);
            foreach (var row in rows)
            {
                cursor = row.Sequence;
                yield return new SseItem<StepView?>(StoredViews.Step(row), "change") { EventId = Asked.Cursor(cursor) };
            }

            if (rows.Count > 0 || await news.WaitAsync(hint, Quiet, cancellation)) continue;
            // A line now and then keeps proxies from closing the connection, and lets both sides notice a dead one.
            yield return new SseItem<StepView?>(null, "ping");
        }
    }

    private static async Task<long> CursorAsync(Installation installation, string? after, CancellationToken cancellation) => after == "now"
        ? (await installation.Store.LatestChangesAsync(1, cancellation)).Select(row => row.Sequence).FirstOrDefault()
        : Asked.Cursor(after);
}
