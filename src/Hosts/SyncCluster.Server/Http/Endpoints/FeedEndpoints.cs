using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Setup;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http.Access;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>A group of feeds, which is read by one actor.</summary>
/// <param name="System">The system that is read.</param>
/// <param name="Group">The group's name.</param>
/// <param name="State">running, paused, stopped (by the brake, or by a failure that a person must look at) or failing.</param>
/// <param name="Brake">Why the brake stopped it, and what to do.</param>
/// <param name="Stopped">Which failure stopped it until a person runs it again, and what to do.</param>
/// <param name="Alert">Why a person is to look at it: the brake, a failure that stopped it, or one that has lasted for an hour; null where nobody need.</param>
/// <param name="Feeds">The feeds in the order in which they are read.</param>
internal sealed record FeedGroupView(string System, string Group, string State, string? Brake, string? Stopped, string? Alert, IReadOnlyList<FeedView> Feeds);

/// <summary>One feed; <paramref name="Awaited"/> is of how many entities a synchronous one waits for deliveries before it reads on.</summary>
internal sealed record FeedView(
    string Feed, Kind Kind, bool Enabled, double EverySeconds, DateTimeOffset? NextAt, DateTimeOffset? LastPageAt, DateTimeOffset? LastRoundAt,
    DateTimeOffset? RoundStartedAt, long Read, long Changed, long Rejected, int Failures, DateTimeOffset? FailingSince, FaultView? Fault,
    bool Synchronous, int Awaited);

/// <summary>What came of a command.</summary>
internal sealed record CommandAnswer(string Text);

/// <summary>Feeds: how they stand, and what people ask of them.</summary>
internal static class FeedEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var feeds = api.MapGroup("/feeds").WithTags("feeds");
        feeds.MapGet("", (Installation installation, CancellationToken cancellation) => ListAsync(installation, cancellation)).WithSummary("Every group of feeds");
        Map(feeds, FeedAction.Run, "Begins a round now", Scope.Write);
        Map(feeds, FeedAction.Pause, "Reads nothing until resumed", Scope.Write);
        Map(feeds, FeedAction.Resume, "Goes on", Scope.Write);
        Map(feeds, FeedAction.Release, "Lets pass what the brake holds", Scope.Admin);
        Map(feeds, FeedAction.Discard, "Throws away what the brake holds", Scope.Admin);
    }

    /// <summary>Every configured group; those that were never read yet too.</summary>
    public static async Task<IReadOnlyList<FeedGroupView>> ListAsync(Installation installation, CancellationToken cancellation)
    {
        var now = installation.Services.Time.GetUtcNow();
        var stored = (await installation.Store.ListDocumentsAsync(FeedDocument.Prefix, cancellation))
            .ToDictionary(document => document.Key, document => FeedDocument.Read(document.Json), StringComparer.Ordinal);
        var groups = new List<FeedGroupView>();
        foreach (var system in installation.Setup.Systems)
            foreach (var group in system.External.Feeds.GroupBy(feed => feed.Group))
            {
                var document = stored.GetValueOrDefault(FeedDocument.Key(system.Name, group.Key));
                groups.Add(Of(system, group, document, now, await AwaitedAsync(installation, system, group, document, cancellation)));
            }

        return groups;
    }

    /// <summary>What synchronous feeds wait for just now: some of what the document names has been delivered since it was saved.</summary>
    private static async Task<Dictionary<string, int>> AwaitedAsync(
        Installation installation, SystemSetup system, IEnumerable<IFeed> feeds, FeedDocument? document, CancellationToken cancellation)
    {
        var awaited = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var feed in feeds.Where(feed => system.Feeds.GetValueOrDefault(feed.Name)?.Synchronous == true))
            if (document?.Feeds.FirstOrDefault(progress => progress.Feed == feed.Name) is { Awaits.Count: > 0 } progress)
                awaited[feed.Name] = await Awaited.CountAsync(installation.Setup, installation.Store, feed.Kind, progress.Awaits, cancellation);
        return awaited;
    }

    private static void Map(RouteGroupBuilder feeds, FeedAction action, string summary, Scope scope) => feeds
        .MapPost("/{system}/{group}/" + Asked.Word(action), (string system, string group, HttpContext context, Installation installation, CancellationToken cancellation) =>
            AskAsync(action, system, group, context.Who(), installation, cancellation))
        .WithSummary(summary).WithMetadata(new ScopeNeeded(scope)).ProducesProblem(404).ProducesProblem(409);

    private static FeedGroupView Of(SystemSetup system, IGrouping<string, IFeed> group, FeedDocument? document, DateTimeOffset now, Dictionary<string, int> awaited)
    {
        var feeds = group.Select(feed => Of(system, feed, document?.Feeds.FirstOrDefault(progress => progress.Feed == feed.Name), awaited.GetValueOrDefault(feed.Name))).ToList();
        var state = document switch
        {
            { Tripped: not null } or { Stopped: not null } => "stopped",
            { Paused: true } => "paused",
            _ when feeds.Exists(feed => feed.Failures > 0) => "failing",
            _ => "running",
        };
        return new FeedGroupView(system.Name, group.Key, state, document?.Tripped, document?.Stopped, document?.AlertAt(now), feeds);
    }

    private static FeedView Of(SystemSetup system, IFeed feed, FeedProgress? progress, int awaited)
    {
        var schedule = system.Feeds.GetValueOrDefault(feed.Name);
        progress ??= new FeedProgress(feed.Name);
        return new FeedView(
            feed.Name, feed.Kind, schedule?.Enabled ?? true, (schedule?.Every ?? feed.DefaultInterval).TotalSeconds, progress.NextAt, progress.LastPageAt, progress.LastRoundAt,
            progress.RoundStartedAt, progress.Read, progress.Changed, progress.Rejected, progress.Failures, progress.FailingSince, FaultView.Of(progress.Fault),
            schedule?.Synchronous ?? false, awaited);
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> AskAsync(
        FeedAction action, string system, string group, string who, Installation installation, CancellationToken cancellation)
    {
        if (installation.Setup.System(system) is not { } known)
            return Problem.Unknown("system", $"There is no system '{system}'.", DidYouMean.Advice(system, [.. installation.Setup.Systems.Select(one => one.Name)], "systems"));
        var groups = known.External.Feeds.Select(feed => feed.Group).Distinct().ToList();
        if (!groups.Contains(group))
            return Problem.Unknown("feed", $"'{system}' has no feed '{group}'.", DidYouMean.Advice(group, groups, "feeds"));
        var answer = (FeedAnswer)await installation.Engine.Runtime.AskAsync(ActorAddress.Feed(system, group), new FeedCommand(action, who), cancellation);
        return answer.Accepted ? TypedResults.Ok(new CommandAnswer(answer.Text)) : Problem.Refused(answer.Text, "Look at the feed first: GET /api/feeds.");
    }
}
