using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Core.Deciding;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>Things: found, and side by side across systems.</summary>
internal static class EntityEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var entities = api.MapGroup("/entities").WithTags("entities");
        entities.MapGet("", SearchAsync).WithSummary("Finds things by kind, text, and what is the matter with them");
        entities.MapGet("/{id}", OneAsync).WithSummary("One thing side by side in every system, each difference explained").ProducesProblem(404);
        entities.MapPost("/{id}/reread", RereadAsync).WithSummary("Reads it again in every system that knows it").WithMetadata(new ScopeNeeded(Scope.Write)).ProducesProblem(404);
        api.MapGet("/history/{entityId}", HistoryAsync).WithTags("history").WithSummary("Why a thing is as it is, the newest step first");
    }

    public static ProblemHttpResult Unknown(string id) => Problem.Unknown("thing", $"Nothing has the id '{id}'.", "Search for it: GET /api/entities?text=…");

    public static ProblemHttpResult UnknownSystem(Installation installation, string system) => Problem.Unknown(
        "system", $"There is no system '{system}'.", DidYouMean.Advice(system, [.. installation.Setup.Systems.Select(one => one.Name)], "systems"));

    private static async Task<Page<EntityLine>> SearchAsync(
        Installation installation, string? kind, string? text, string? having, string? state, DateTimeOffset? since, string? after, int? limit, CancellationToken cancellation)
    {
        if (having is not (null or "pending" or "parked" or "conflict" or "drift"))
            throw new WrongRequestException("'having' does not know this word.", "Write pending, parked, conflict or drift.");
        return await PageAsync(installation.Store, new EntityQuery
        {
            Kind = Asked.Kind(kind),
            Text = string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
            Having = having,
            OrderState = Asked.One<Core.Orders.OrderState>(state, "state")?.ToString(),
            ChangedSince = since,
            After = string.IsNullOrEmpty(after) ? null : after,
            Limit = Asked.Limit(limit),
        }, cancellation);
    }

    public static async Task<Page<EntityLine>> PageAsync(IStateStore store, EntityQuery query, CancellationToken cancellation)
    {
        var rows = await store.SearchAsync(query, cancellation);
        return new Page<EntityLine>([.. rows.Select(Line)], rows.Count == query.Limit ? rows[^1].EntityId : null);
    }

    private static EntityLine Line(EntityRow row) => new(
        row.EntityId, row.Kind, row.Summary.Title, row.Summary.Pending, row.Summary.Parked, row.Summary.Conflicts, row.Summary.Drift, row.Summary.OrderState, row.Summary.Tombstoned, row.ChangedAt);

    private static async Task<Results<Ok<EntityView>, ProblemHttpResult>> OneAsync(string id, Installation installation, CancellationToken cancellation) =>
        await installation.Store.StateAsync(id, cancellation) is { } found
            ? TypedResults.Ok(new SideBySide(installation.Setup).Of(found.State, found.Version))
            : Unknown(id);

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> RereadAsync(string id, HttpContext context, Installation installation, CancellationToken cancellation)
    {
        if (await installation.Store.StateAsync(id, cancellation) is not { } found) return Unknown(id);
        await installation.CommandAsync(found.State, new Command.Reread { By = context.Who() }, cancellation);
        return TypedResults.Ok(new CommandAnswer("It is read again."));
    }

    private static async Task<IReadOnlyList<StepView>> HistoryAsync(string entityId, int? limit, Installation installation, CancellationToken cancellation) =>
        await installation.Store.StateAsync(entityId, cancellation) is { } found
            ? [.. (await installation.Store.StepsAsync(found.State, Asked.Limit(limit, 100), cancellation)).Select(StoredViews.Step)]
            : [];
}
