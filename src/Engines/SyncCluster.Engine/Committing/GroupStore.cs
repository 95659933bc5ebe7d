using SyncCluster.Core.Kinds;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Committing;

/// <summary>The store as entities use it: loads and commits of many actors share round trips and transactions.</summary>
public sealed class GroupStore
{
    private const int LargestBatch = 1000;

    private readonly Batcher<string, StoredEntity?> _loads;
    private readonly Batcher<Transition, CommitVerdict> _commits;
    private readonly Batcher<(string System, NaturalKey Key), bool> _wakings;

    /// <summary>Groups for <paramref name="store"/>. Woken outbound shards are told to <paramref name="woken"/>.</summary>
    public GroupStore(IStateStore store, IBackground background, TimeProvider time, Action<string, int> woken)
    {
        _loads = new(LargestBatch, background, ids => store.LoadAsync(ids, CancellationToken.None));
        _commits = new(LargestBatch, background, transitions => store.CommitAsync(transitions, CancellationToken.None));
        _wakings = new(LargestBatch, background, async wakings =>
        {
            foreach (var group in wakings.GroupBy(one => one.System))
            {
                var shards = await store.WakeWaitingAsync(group.Key, [.. group.Select(one => one.Key).Distinct()], time.GetUtcNow(), CancellationToken.None);
                foreach (var shard in shards) woken(group.Key, shard);
            }

            return [.. wakings.Select(_ => true)];
        });
    }

    /// <summary>One entity's state; null where it is unknown.</summary>
    public Task<StoredEntity?> LoadAsync(string entityId) => _loads.AskAsync(entityId);

    /// <summary>Commits one transition together with others.</summary>
    public Task<CommitVerdict> CommitAsync(Transition transition) => _commits.AskAsync(transition);

    /// <summary>Makes pushes due that wait for a record which a system has just come to know.</summary>
    public Task WakeWaitingAsync(string system, NaturalKey key) => _wakings.AskAsync((system, key));
}
