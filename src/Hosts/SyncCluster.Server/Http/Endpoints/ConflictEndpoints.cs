using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Core.Deciding;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>A decision between two values.</summary>
/// <param name="EntityId">Of which thing.</param>
/// <param name="Field">Which field.</param>
/// <param name="System">The system whose change was not taken.</param>
/// <param name="Winner">That system's name, or <c>synccluster</c> for the canonical value.</param>
internal sealed record ConflictDecision(string EntityId, string Field, string System, string Winner);

/// <summary>Conflicts between systems that a person settles.</summary>
internal static class ConflictEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var conflicts = api.MapGroup("/conflicts").WithTags("conflicts");
        conflicts.MapGet("", ListAsync).WithSummary("Open conflicts with both values");
        conflicts.MapPost("/resolve", ResolveAsync).WithSummary("Decides for one of the two values")
            .WithMetadata(new ScopeNeeded(Scope.Write)).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Page<ConflictView>> ListAsync(Installation installation, string? kind, string? after, int? limit, CancellationToken cancellation)
    {
        var query = new EntityQuery { Kind = Asked.Kind(kind), Having = "conflict", After = string.IsNullOrEmpty(after) ? null : after, Limit = Asked.Limit(limit) };
        var rows = await installation.Store.SearchAsync(query, cancellation);
        var states = await installation.Store.StatesAsync(rows.Select(row => row.EntityId), cancellation);
        return new Page<ConflictView>(
            [.. rows.Where(row => states.ContainsKey(row.EntityId)).SelectMany(row => SideBySide.Conflicts(states[row.EntityId]))],
            rows.Count == query.Limit ? rows[^1].EntityId : null);
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> ResolveAsync(
        ConflictDecision decision, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        if (await installation.Store.StateAsync(decision.EntityId, cancellation) is not { } found) return EntityEndpoints.Unknown(decision.EntityId);
        if (!found.State.Conflicts.Any(conflict => conflict.Field == decision.Field && conflict.System == decision.System))
            return Problem.Refused($"'{decision.Field}' is not in conflict with {decision.System}.", "It may be settled already: GET /api/conflicts.");
        if (decision.Winner != decision.System && decision.Winner != Provenance.Ourselves)
            return Problem.Wrong($"'{decision.Winner}' cannot win.", $"Write '{decision.System}' for its value, or '{Provenance.Ourselves}' for the canonical one.");
        await installation.CommandAsync(found.State, new Command.Resolve(decision.Field, decision.System, decision.Winner) { By = context.Who() }, cancellation);
        return TypedResults.Ok(new CommandAnswer("Decided."));
    }
}
