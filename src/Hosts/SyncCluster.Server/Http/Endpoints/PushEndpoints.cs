using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>Something to be done in an outside system.</summary>
internal sealed record OutboxLine(
    string System, string EntityId, Kind Kind, string Title, OutboxAction Action, OutboxStatus Status, string OperationId,
    DateTimeOffset Since, DateTimeOffset NotBefore, string? Reason, PushView? Push);

/// <summary>What is on its way to outside systems.</summary>
internal static class PushEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/pushes", async (Installation installation, string? system, string? status, int? limit, CancellationToken cancellation) =>
                await ListAsync(installation, system, Asked.One<OutboxStatus>(status, "status"), Asked.Limit(limit), cancellation))
            .WithTags("pushes").WithSummary("What is to be written or read in outside systems, the oldest first");

    public static async Task<IReadOnlyList<OutboxLine>> ListAsync(Installation installation, string? system, OutboxStatus? status, int limit, CancellationToken cancellation)
    {
        var rows = await installation.Store.ListOutboxAsync(string.IsNullOrEmpty(system) ? null : system, status, limit, cancellation);
        var states = await installation.Store.StatesAsync(rows.Select(row => row.EntityId), cancellation);
        return [.. rows.Select(row => Line(row, states.GetValueOrDefault(row.EntityId)))];
    }

    private static OutboxLine Line(OutboxRow row, EntityState? state) => new(
        row.System, row.EntityId, row.Kind, state is null ? row.EntityId : Titles.Of(state), row.Action, row.Status, row.OperationId, row.EnqueuedAt, row.NotBefore, row.Reason,
        row.Action == OutboxAction.Push ? SideBySide.Push(state?.View(row.System)) : null);
}
