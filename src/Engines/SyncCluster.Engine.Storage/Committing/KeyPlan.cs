using SyncCluster.Core.Kinds;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>
/// Natural keys: a transition's are all that its entity has now. Keys named before and no longer are released; a key
/// that another entity owns stays with it; a key that was claimed and that no transition has named yet stays claimed.
/// </summary>
internal sealed class KeyPlan(ICommitFacts facts)
{
    private readonly Dictionary<NaturalKey, Draft> _drafts = [];
    private readonly Dictionary<string, List<NaturalKey>> _named = new(StringComparer.Ordinal);

    public void Set(string entityId, IReadOnlyList<NaturalKey> keys)
    {
        var named = Named(entityId);
        for (var i = named.Count - 1; i >= 0; i--)
        {
            if (keys.Contains(named[i])) continue;
            _drafts[named[i]].Owner = null;
            named.RemoveAt(i);
        }

        foreach (var key in keys)
        {
            if (named.Contains(key)) continue;
            var draft = Of(key);
            if (draft.Owner is not null && draft.Owner != entityId) continue;
            draft.Owner = entityId;
            named.Add(key);
        }
    }

    public void Finish(List<KeyWrite> writes)
    {
        foreach (var (key, draft) in _drafts)
        {
            if (draft.StoredOwner is not null && draft.Owner is null)
                writes.Add(new KeyWrite(RowChange.Delete, key, draft.StoredOwner));
            else if (draft.StoredOwner is null && draft.Owner is not null)
                writes.Add(new KeyWrite(RowChange.Insert, key, draft.Owner));
            else if (draft.Owner is not null && (draft.Owner != draft.StoredOwner || !draft.StoredNamed) && _named[draft.Owner].Contains(key))
                writes.Add(new KeyWrite(RowChange.Update, key, draft.Owner));
        }
    }

    private List<NaturalKey> Named(string entityId)
    {
        if (_named.TryGetValue(entityId, out var named)) return named;
        named = [];
        foreach (var (key, committed) in facts.Keys(entityId))
        {
            // A transition before this one may have taken a key that was this entity's only in store.
            if (!_drafts.TryGetValue(key, out var draft))
            {
                draft = new Draft { StoredOwner = entityId, StoredNamed = committed, Owner = entityId };
                _drafts.Add(key, draft);
            }
            else
            {
                draft.StoredNamed = committed;
            }

            if (committed && draft.Owner == entityId) named.Add(key);
        }

        _named.Add(entityId, named);
        return named;
    }

    private Draft Of(NaturalKey key)
    {
        if (_drafts.TryGetValue(key, out var draft)) return draft;
        var owner = facts.Owner(key);
        draft = new Draft { StoredOwner = owner, Owner = owner };
        _drafts.Add(key, draft);
        return draft;
    }

    private sealed class Draft
    {
        public required string? StoredOwner { get; init; }

        public required string? Owner { get; set; }

        public bool StoredNamed { get; set; }
    }
}
