using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Concludes from a complete round which records are gone. Each is asked for once more where the system can be asked:
/// a record is never taken for deleted because a page was cut.
/// </summary>
internal sealed class FeedCensus(EngineContext context, SystemSetup system, Intake.Intake intake)
{
    private const int Largest = 1000;

    public string Mark(IFeed feed) => $"{system.Name}/{feed.Name}";

    public async Task SawAsync(IFeed feed, EquatableList<Observation> seen, CancellationToken cancellation)
    {
        var ids = seen.Where(one => one.Key.Kind == feed.Kind && !one.Key.IsProvisional).Select(one => one.Key.RemoteId).ToList();
        if (ids.Count > 0) await context.Store.MarkSeenAsync(Mark(feed), system.Name, feed.Kind, ids, cancellation);
    }

    public Task<IReadOnlyList<KnownRecord>> UnseenAsync(IFeed feed, DateTimeOffset roundStartedAt, CancellationToken cancellation) =>
        context.Store.FindUnseenAsync(Mark(feed), system.Name, feed.Kind, roundStartedAt, Largest, cancellation);

    public async Task ConcludeAsync(IFeed feed, IReadOnlyList<KnownRecord> unseen, CancellationToken cancellation)
    {
        foreach (var record in unseen)
        {
            var key = new RecordKey(system.Name, feed.Kind, record.RemoteId);
            if (system.External.Capabilities.ReadsOne)
            {
                var outcome = await system.External.ReadOneAsync(key, cancellation);
                if (outcome is ReadOneOutcome.Found found) await intake.TakeAsync(found.Observations, "fetch", null, cancellation);
                if (outcome is not ReadOneOutcome.Gone) continue;
            }

            var vanished = new EntityEvent.Vanished(key) { At = context.Now, Chance = context.Services.Chance() };
            await context.Runtime.AskAsync(ActorAddress.Entity(feed.Kind, record.EntityId), new EntityEvents([vanished]), cancellation);
            await intake.ReleaseAsync(key, cancellation);
        }

        await context.Store.ClearSeenAsync(Mark(feed), cancellation);
    }
}
