using SyncCluster.Core.Kinds;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>
/// Natural keys: those that a transition names are all that its entity has now. Keys it named before and no longer are
/// released; a key that another entity owns stays with it; a key that was claimed and never named stays claimed.
/// </summary>
internal sealed class KeyPlan(ICommitFacts facts)
{
    private readonly Dictionary<NaturalKey, Draft> _drafts = [];
    private readonly Dictionary<string, EntityKeys> _entities = new(StringComparer.Ordinal);

    /// <summary>The entity has <paramref name="keys"/> now; those of them that are still of one of <paramref name="absorbed"/> pass to it.</summary>
    public void Set(string entityId, EntityHead? head, IReadOnlyList<NaturalKey> keys, IReadOnlyList<string> absorbed)
    {
        if (!_entities.TryGetValue(entityId, out var entity))
        {
            var stored = head is null ? null : facts.Keys(head);
            var wanted = StoredNumbers.Text(keys);

            // Nearly always nothing has changed: then nothing is taken apart, looked up or written.
            entity = new EntityKeys { Stored = stored, Named = stored == wanted ? [.. keys] : [.. StoredNumbers.Keys(stored)] };
            _entities.Add(entityId, entity);
            if (stored == wanted) return;
        }

        var named = entity.Named;
        for (var i = named.Count - 1; i >= 0; i--)
        {
            if (keys.Contains(named[i])) continue;
            var released = Find(named[i]);
            if (released.Owner == entityId) released.Owner = null;
            named.RemoveAt(i);
        }

        foreach (var key in keys)
        {
            if (named.Contains(key)) continue;
            var draft = Find(key);
            if (draft.Owner is not null && draft.Owner != entityId && !absorbed.Contains(draft.Owner)) continue;
            draft.Owner = entityId;
            named.Add(key);
        }
    }

    /// <summary>Whose the key is, as far as the batch was decided.</summary>
    public string? Owner(NaturalKey key) => Find(key).Owner;

    /// <summary>The keys that the entity has after the batch, as stored, where they differ from before.</summary>
    public ChangedKeys? Changed(string entityId)
    {
        if (!_entities.TryGetValue(entityId, out var entity)) return null;
        var text = StoredNumbers.Text(entity.Named);
        return text == entity.Stored ? null : new ChangedKeys(text);
    }

    /// <summary>Adds what changed.</summary>
    public void Finish(List<KeyWrite> writes)
    {
        foreach (var (key, draft) in _drafts)
        {
            if (draft.Owner == draft.Stored) continue;
            var change = draft.Owner is null ? RowChange.Delete : draft.Stored is null ? RowChange.Insert : RowChange.Update;
            writes.Add(new KeyWrite(change, key, draft.Owner ?? draft.Stored!));
        }
    }

    private Draft Find(NaturalKey key)
    {
        if (_drafts.TryGetValue(key, out var draft)) return draft;
        var owner = facts.Owner(key);
        draft = new Draft { Stored = owner, Owner = owner };
        _drafts.Add(key, draft);
        return draft;
    }

    private sealed class Draft
    {
        public required string? Stored { get; init; }

        public required string? Owner { get; set; }
    }

    private sealed class EntityKeys
    {
        public required string? Stored { get; init; }

        public required List<NaturalKey> Named { get; init; }
    }
}
