using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>Something to be done in an outside system.</summary>
internal sealed record OutboxLine(
    string System, string EntityId, Kind Kind, string Title, OutboxAction Action, OutboxStatus Status, string OperationId,
    DateTimeOffset Since, DateTimeOffset NotBefore, string? Reason, PushView? Push);

/// <summary>What is to be written once more: a thing by <paramref name="EntityId"/>, or an order by <paramref name="Order"/>, its number; and where.</summary>
internal sealed record SendAgainChoice(string? EntityId, string? Order, string? System);

/// <summary>What is on its way to outside systems.</summary>
internal static class PushEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/pushes", async (Installation installation, string? system, string? status, int? limit, CancellationToken cancellation) =>
                await ListAsync(installation, system, Asked.One<OutboxStatus>(status, "status"), Asked.Limit(limit), cancellation))
            .WithTags("pushes").WithSummary("What is to be written or read in outside systems, the oldest first");
        api.MapPost("/pushes/again", AgainAsync).WithTags("pushes").WithSummary("Writes all of a thing once more to a system that lost it, though it was written before")
            .WithMetadata(new ScopeNeeded(Scope.Write)).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> AgainAsync(
        SendAgainChoice choice, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        if (choice.System is not { Length: > 0 } system || (choice.EntityId ?? choice.Order) is not { Length: > 0 })
            return Problem.Wrong("It is not said what is meant.", "Send {\"system\", \"entityId\"}, or {\"system\", \"order\"} with an order's number.");
        if (installation.Setup.System(system) is null) return EntityEndpoints.UnknownSystem(installation, system);
        if (await FindAsync(installation.Store, choice, cancellation) is not { } state)
            return choice.EntityId is { Length: > 0 } unknown ? EntityEndpoints.Unknown(unknown) : OrderEndpoints.Unknown(choice.Order!);
        return await installation.SendAgainAsync(state, system, context.Who(), cancellation)
            ? TypedResults.Ok(new CommandAnswer($"All of it is written to {system} once more."))
            : Problem.Refused(
                $"Nothing of it is written to {system}: {system} is not given such records, or this one was never to be there, or is called off.",
                $"Look at it: GET /api/entities/{state.EntityId}.");
    }

    /// <summary>What is to be written once more; null where nothing is known by that id or number.</summary>
    public static async Task<EntityState?> FindAsync(IStateStore store, SendAgainChoice choice, CancellationToken cancellation) => choice.EntityId is { Length: > 0 } id
        ? (await store.StateAsync(id, cancellation))?.State
        : await OrderEndpoints.FindAsync(store, choice.Order!, cancellation);

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
