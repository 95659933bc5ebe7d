using System.Collections.Concurrent;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Behaviors;

namespace SyncCluster.Engine.Intake;

/// <summary>
/// Knows of which systems the orders have not been read to their end even once: what is found there for the first time
/// may be years old, and others saw to it.
/// </summary>
internal sealed class Backlogs(EngineContext context)
{
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.Ordinal);

    /// <summary>True while a system's orders are read for the first time: what is found may have been there before us.</summary>
    public async Task<bool> IsBeingReadAsync(string system, CancellationToken cancellation)
    {
        if (_read.ContainsKey(system)) return false;
        var feeds = context.Setup.System(system)?.External.Feeds.Where(feed => feed.Kind == Kind.Order).ToList() ?? [];
        if (feeds.Count == 0) return false;
        foreach (var group in feeds.GroupBy(feed => feed.Group))
        {
            if (await context.Store.ReadDocumentAsync(FeedDocument.Key(system, group.Key), cancellation) is not { } json) continue;
            var document = FeedDocument.Read(json);
            if (!group.Any(feed => document.Progress(feed.Name).LastRoundAt is not null)) continue;
            _read[system] = true;
            return false;
        }

        return true;
    }
}
