using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Setup;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Cli;

/// <summary>How a feed was read for a plan.</summary>
/// <param name="System">The system.</param>
/// <param name="Feed">The feed.</param>
/// <param name="Read">Records read.</param>
/// <param name="Whole">False where not everything could be read: the plan may lack something.</param>
/// <param name="Fault">Why not.</param>
internal sealed record PlannedFeed(string System, string Feed, long Read, bool Whole, FaultView? Fault);

/// <summary>Reads every feed once, the owners of things first: to its end, from where the store that is copied had got to.</summary>
internal sealed class PlanReading(Installation installation, TextWriter progress)
{
    /// <summary>More pages than this are no catalogue any more but a feed that goes in circles.</summary>
    private const int MostPages = 100_000;

    private readonly DateTimeOffset _began = installation.Services.Time.GetUtcNow();

    private static readonly string[] Order = [Roles.Erp, Roles.Crm, Roles.Shop, Roles.Supplier];

    public async Task<IReadOnlyList<PlannedFeed>> ReadAllAsync(CancellationToken cancellation)
    {
        var feeds = new List<PlannedFeed>();
        foreach (var system in installation.Setup.Systems.OrderBy(system => Array.IndexOf(Order, system.Role)))
            foreach (var group in system.External.Feeds.Select(feed => feed.Group).Distinct())
                feeds.AddRange(await ReadAsync(system, group, cancellation));
        return feeds;
    }

    private async Task<IEnumerable<PlannedFeed>> ReadAsync(SystemSetup system, string group, CancellationToken cancellation)
    {
        var names = system.External.Feeds.Where(feed => feed.Group == group && (system.Feeds.GetValueOrDefault(feed.Name)?.Enabled ?? true)).Select(feed => feed.Name).ToList();
        var before = await DueAsync(system.Name, group, cancellation);
        var document = before;
        for (var page = 0; page < MostPages; page++)
        {
            await installation.Engine.Runtime.AskAsync(ActorAddress.Feed(system.Name, group), WakeUp.Instance, cancellation);
            document = await DocumentAsync(system.Name, group, cancellation);
            if (page % 20 == 0) await progress.WriteLineAsync($"reading {system.Name}/{group}: {document?.Feeds.Sum(feed => ReadOf(feed, before)) ?? 0} records");
            if (document is null || document.Paused || document.Tripped is not null || document.Stopped is not null || names.TrueForAll(name => IsDone(document, name))) break;
        }

        return names.Select(name =>
        {
            var feed = document?.Feeds.FirstOrDefault(one => one.Feed == name);
            return new PlannedFeed(system.Name, name, feed is null ? 0 : ReadOf(feed, before), feed?.LastRoundAt >= _began, FaultView.Of(feed?.Fault));
        });
    }

    /// <summary>Read to the end, given up for now, or behind a feed of its group that failed.</summary>
    private bool IsDone(FeedDocument document, string name)
    {
        if (document.Feeds.Any(feed => feed.Failures > 0)) return true;
        var feed = document.Feeds.FirstOrDefault(one => one.Feed == name);
        return feed is not null && (feed.LastRoundAt >= _began || feed.NextAt > installation.Services.Time.GetUtcNow());
    }

    /// <summary>Lets a group of feeds be read at once, whatever the server waits for; answers how it stood.</summary>
    private async Task<FeedDocument?> DueAsync(string system, string group, CancellationToken cancellation)
    {
        if (await DocumentAsync(system, group, cancellation) is not { } document) return null;
        var due = document with { Feeds = document.Feeds.Select(feed => feed with { NextAt = null, Failures = 0, FailingSince = null, Fault = null }).ToEquatableList() };
        await installation.Store.WriteDocumentsAsync([due.Stored()], cancellation);
        return document;
    }

    private static long ReadOf(FeedProgress feed, FeedDocument? before) => feed.Read - (before?.Feeds.FirstOrDefault(one => one.Feed == feed.Feed)?.Read ?? 0);

    private async Task<FeedDocument?> DocumentAsync(string system, string group, CancellationToken cancellation) =>
        await installation.Store.ReadDocumentAsync(FeedDocument.Key(system, group), cancellation) is { } json ? FeedDocument.Read(json) : null;
}
