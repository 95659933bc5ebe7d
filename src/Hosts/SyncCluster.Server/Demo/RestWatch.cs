using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;

namespace SyncCluster.Server.Demo;

/// <summary>Says whether everything has come to rest: nothing staged, nothing on its way, every feed read since, nobody has anything to tell.</summary>
internal sealed class RestWatch(Installation installation, SandboxWorld world)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for rest; false where it does not come within <paramref name="limit"/>. The ERP's timed task runs meanwhile.</summary>
    public async Task<bool> ReachedAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var time = installation.Services.Time;
        var end = time.GetUtcNow() + limit;
        DateTimeOffset? quietSince = null;
        while (time.GetUtcNow() < end)
        {
            var run = await world.Erp.RunOnceAsync(cancellation);
            var now = time.GetUtcNow();
            if (run.Read.Values.Sum() > 0 || await WhatMovesAsync(cancellation) is not null) quietSince = null;
            else quietSince ??= now;
            if (quietSince is { } since && await EveryFeedReadSinceAsync(since, cancellation)) return true;
            await Task.Delay(Pause, time, cancellation);
        }

        return false;
    }

    /// <summary>What is still on its way, in one sentence; null where nothing is.</summary>
    public async Task<string?> WhatMovesAsync(CancellationToken cancellation)
    {
        var store = installation.Store;
        foreach (var count in await store.CountSystemsAsync(cancellation))
            if (count.Pending + count.InFlight > 0) return $"{count.Pending + count.InFlight} pushes of {count.Kind} to {count.System}";
        var mails = await store.CountMailsAsync(cancellation);
        if (mails.GetValueOrDefault(MailStatus.Pending) + mails.GetValueOrDefault(MailStatus.Sending) is > 0 and var waiting) return $"{waiting} mails";
        foreach (var system in installation.Setup.Systems)
            if ((await store.ReadSignalsAsync(system.Name, 1, cancellation)).Count > 0) return $"webhooks of {system.Name}";
        var soon = installation.Services.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        var tracked = await store.ListOutboxAsync(TrackingHold.Outbox, null, 100, cancellation);
        if (tracked.Count(row => row.NotBefore <= soon) is > 0 and var news) return $"{news} news of delivery dates";
        if (world.Shop.Shop.PendingDeliveries > 0) return $"{world.Shop.Shop.PendingDeliveries} webhooks that the shop has not sent";
        foreach (var feed in await FeedsAsync(cancellation))
        {
            if (feed.Tripped is not null) continue;
            foreach (var one in feed.Feeds)
            {
                if (await store.CountStagedAsync($"{feed.System}/{one.Feed}", cancellation) is > 0 and var staged) return $"{staged} staged records of {one.Feed}";
                if (one.Fault is not null) return $"{feed.System} {one.Feed} fails: {one.Fault.Message}";
            }
        }

        return null;
    }

    /// <summary>True where every feed was read since; one that the brake holds back is not read, a sweep and a robot take their time.</summary>
    private async Task<bool> EveryFeedReadSinceAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var groups = (await FeedsAsync(cancellation)).ToDictionary(group => (group.System, group.Group));
        foreach (var system in installation.Setup.Systems.Where(system => !system.External.Capabilities.ReadsByRobot))
        {
            foreach (var feed in system.External.Feeds.Where(feed => !feed.Name.EndsWith("-sweep", StringComparison.Ordinal)))
            {
                if (!groups.TryGetValue((system.Name, feed.Group), out var group)) return false;
                if (group.Tripped is null && !(group.Feeds.FirstOrDefault(one => one.Feed == feed.Name)?.LastPageAt >= since)) return false;
            }
        }

        return true;
    }

    private async Task<List<FeedDocument>> FeedsAsync(CancellationToken cancellation) =>
        [.. (await installation.Store.ListDocumentsAsync(FeedDocument.Prefix, cancellation)).Select(document => FeedDocument.Read(document.Json))];
}
