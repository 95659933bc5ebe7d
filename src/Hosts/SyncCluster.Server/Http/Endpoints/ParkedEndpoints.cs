using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>Everything that waits for a person.</summary>
/// <param name="Pushes">What could not be written.</param>
/// <param name="Input">What came in and could not be taken.</param>
internal sealed record ParkedView(IReadOnlyList<OutboxLine> Pushes, IReadOnlyList<ParkedInput> Input);

/// <summary>A record that came in and could not be taken.</summary>
internal sealed record ParkedInput(
    string Key, string System, Kind Kind, string RemoteId, FaultView? Fault, string? Awaits, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Times);

/// <summary>Which parked thing is meant: input by <paramref name="Key"/>; a push by <paramref name="EntityId"/> and <paramref name="System"/>; or all pushes, of a system or kind.</summary>
internal sealed record ParkedChoice(string? Key, string? EntityId, string? System, string? Kind, bool All);

/// <summary>What waits for a person: retried or skipped.</summary>
internal static class ParkedEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var parked = api.MapGroup("/parked").WithTags("parked");
        parked.MapGet("", ListAsync).WithSummary("Pushes and input that wait for a person");
        parked.MapPost("/retry", RetryAsync).WithSummary("Tries again: one push, one input, or all pushes of a system or kind")
            .WithMetadata(new ScopeNeeded(Scope.Write)).ProducesProblem(404).ProducesProblem(409);
        parked.MapPost("/skip", SkipAsync).WithSummary("Leaves it: the system keeps what it has, the input is forgotten")
            .WithMetadata(new ScopeNeeded(Scope.Write)).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<ParkedView> ListAsync(Installation installation, string? system, string? kind, int? limit, CancellationToken cancellation)
    {
        var most = Asked.Limit(limit, 100);
        var which = Asked.Kind(kind);
        var pushes = await PushEndpoints.ListAsync(installation, system, OutboxStatus.Parked, most, cancellation);
        var input = await installation.Store.ListParkedAsync(string.IsNullOrEmpty(system) ? null : system, which, most, cancellation);
        return new ParkedView([.. pushes.Where(push => which is null || push.Kind == which)], [.. input.Select(View)]);
    }

    private static ParkedInput View(ParkedItem item) => new(
        item.Key, item.Record.System, item.Record.Kind, item.Record.RemoteId, FaultView.Of(EngineJson.Read<Fault>(item.Fault.Span)), item.Awaits, item.FirstAt, item.LastAt, item.Times);

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> RetryAsync(ParkedChoice choice, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        if (choice.Key is { Length: > 0 } key) return await RetryInputAsync(key, context.Who(), installation, cancellation);
        if (choice is { EntityId: { Length: > 0 } id, System: { Length: > 0 } system })
        {
            if (await installation.Store.StateAsync(id, cancellation) is not { } found) return EntityEndpoints.Unknown(id);
            if (installation.Setup.System(system) is null) return EntityEndpoints.UnknownSystem(installation, system);
            return await installation.RetryAsync(found.State, system, context.Who(), cancellation)
                ? TypedResults.Ok(new CommandAnswer("It is tried again."))
                : Problem.Refused(
                    $"Nothing of it waits for {system}, which holds what it should as far as is known.",
                    $"Where {system} lost it, have all of it written once more: POST /api/pushes/again.");
        }

        if (!choice.All) return NotSaid();
        if (choice.System is { Length: > 0 } named && installation.Setup.System(named) is null) return EntityEndpoints.UnknownSystem(installation, named);
        var count = await installation.RetryParkedPushesAsync(choice.System, Asked.Kind(choice.Kind), context.Who(), cancellation);
        return TypedResults.Ok(new CommandAnswer($"{count} pushes are tried again."));
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> RetryInputAsync(string key, string who, Installation installation, CancellationToken cancellation)
    {
        if (await installation.Store.FindParkedAsync(key, cancellation) is not { } item || installation.Setup.System(item.Record.System) is null) return NotParked(key);
        var answer = (FeedAnswer)await installation.Engine.Runtime.AskAsync(ActorAddress.Inbox(item.Record.System), new RetryParked(key, who), cancellation);
        return answer.Accepted ? TypedResults.Ok(new CommandAnswer(answer.Text)) : Problem.Refused(answer.Text, "Correct the record where it comes from, or skip it.");
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> SkipAsync(ParkedChoice choice, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        if (choice.Key is { Length: > 0 } key)
        {
            if (await installation.Store.FindParkedAsync(key, cancellation) is null) return NotParked(key);
            await installation.Store.UnparkAsync([key], cancellation);
            return TypedResults.Ok(new CommandAnswer("It is forgotten; the next change of the record comes in as usual."));
        }

        if (choice is not { EntityId: { Length: > 0 } id, System: { Length: > 0 } system }) return NotSaid();
        if (await installation.Store.StateAsync(id, cancellation) is not { } found) return EntityEndpoints.Unknown(id);
        if (installation.Setup.System(system) is null) return EntityEndpoints.UnknownSystem(installation, system);
        if (found.State.View(system)?.Pending is null) return Problem.Refused($"Nothing of it waits for {system}.", "GET /api/parked and GET /api/pushes say what waits.");
        await installation.CommandAsync(found.State, new Command.Skip(system) { By = context.Who() }, cancellation);
        return TypedResults.Ok(new CommandAnswer($"{system} keeps what it has."));
    }

    private static ProblemHttpResult NotParked(string key) => Problem.Unknown("parked input", $"Nothing is parked as '{key}'.", "It may have resumed by itself: GET /api/parked.");

    private static ProblemHttpResult NotSaid() => Problem.Wrong("It is not said what is meant.", "Send {\"key\"} for input, or {\"entityId\", \"system\"} for a push.");
}
