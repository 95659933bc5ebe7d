using SyncCluster.Core.Kinds;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>
/// Natural keys: those that a transition names are all that its entity has now. Keys it named before and no longer are
/// released; a key that another entity owns stays with it; a key that was claimed and never named stays claimed.
/// </summary>
internal sealed class KeyPlan(ICommitFacts facts)
{
    private readonly Dictionary<NaturalKey, Draft> _drafts = [];
    private readonly Dictionary<string, List<NaturalKey>> _named = new(StringComparer.Ordinal);

    /// <summary>The entity has <paramref name="keys"/> now.</summary>
    public void Set(string entityId, bool isNew, IReadOnlyList<NaturalKey> keys)
    {
        var named = Named(entityId, isNew);
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
            if (draft.Owner is not null && draft.Owner != entityId) continue;
            draft.Owner = entityId;
            named.Add(key);
        }
    }

    /// <summary>The keys that the entity has after the batch; null where no transition named any.</summary>
    public IReadOnlyList<NaturalKey>? Of(string entityId) => _named.GetValueOrDefault(entityId);

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

    private List<NaturalKey> Named(string entityId, bool isNew)
    {
        if (_named.TryGetValue(entityId, out var named)) return named;
        named = isNew ? [] : [.. facts.Keys(entityId)];
        _named.Add(entityId, named);
        return named;
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
}
