using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>What follows when a system no longer has a record: by the kind's rule, never by a partial read.</summary>
internal static class Deleting
{
    /// <summary>Takes in that a record is gone.</summary>
    public static bool Apply(EntityDraft draft, RecordKey key, DateTimeOffset? seenAt = null, DateTimeOffset? modifiedAt = null)
    {
        var view = draft.View(key.System);
        if (view.Gone || (view.RemoteId is { } known && known != key.RemoteId)) return false;
        if (view.RemoteId is null && draft.Rules.Master != key.System)
        {
            draft.Tell(new Reason(ReasonKind.Stale, $"Deleted in {key.System}, where it was not known: ignored") { System = key.System });
            return false;
        }

        draft.Conflicts.RemoveAll(conflict => conflict.System == key.System);
        draft.Put(Emptied(view) with { RemoteId = key.RemoteId, Gone = true, SeenAt = seenAt ?? view.SeenAt, ModifiedAt = modifiedAt ?? view.ModifiedAt });
        if (draft.Rules.Master != key.System)
        {
            draft.Tell(new Reason(ReasonKind.Tombstone, $"Deleted in {key.System}")
            {
                System = key.System, Rule = $"deleted remotely: {draft.Rules.RemoteDeletion}".ToLowerInvariant(),
            });
            if (draft.Rules.RemoteDeletion != RemoteDeletionPolicy.Recreate) return true;
            draft.Contradicts(key.System, field: null);
            Forget(draft, key.System);
            return true;
        }

        draft.Tombstoned = true;
        draft.Tell(new Reason(ReasonKind.Tombstone, $"Deleted in {key.System}, which is the master")
        {
            System = key.System, Rule = $"tombstone: {draft.Rules.Tombstone}".ToLowerInvariant(),
        });
        if (draft.Rules.Tombstone == TombstonePolicy.Deactivate && draft.Schema.Find(ProductFields.Active) is not null)
            draft.SetCanonical(ProductFields.Active, FieldValue.Of(false), key.System, draft.At, "tombstone");
        OrderSteps.AskWhetherCancelled(draft);
        return true;
    }

    /// <summary>Lets a system that lost the record get it again as a new one.</summary>
    public static void Forget(EntityDraft draft, string system)
    {
        var view = draft.View(system);
        draft.Put(Emptied(view) with { RemoteId = null, Gone = false, ModifiedAt = null });
    }

    private static SystemView Emptied(SystemView view) => view with
    {
        Snapshot = FieldSet.Empty, Whole = false, Fingerprint = Fingerprint.None, Revision = null, Kept = FieldSet.Empty, Unread = FieldSet.Empty,
        Normalised = EquatableList<Normalisation>.Empty, Superseded = EquatableList<SentPatch>.Empty,
    };

    /// <summary>A census that did not bring a record whose own id is not known yet says nothing of it.</summary>
    public static bool Vanished(EntityDraft draft, RecordKey key)
    {
        if (!key.IsProvisional) return Apply(draft, key);
        draft.Tell(new Reason(ReasonKind.Stale, $"{key} has no id of its own yet: that it is not found means nothing") { System = key.System });
        return false;
    }

    /// <summary>A person wants the record back in a system that lost it.</summary>
    public static void Recreate(EntityDraft draft, string system)
    {
        Forget(draft, system);
        Revive(draft, system, speaksOfActive: false);
    }

    /// <summary>Takes back a tombstone when the master shows the record again.</summary>
    public static void Revive(EntityDraft draft, string system, bool speaksOfActive)
    {
        if (!draft.Tombstoned || draft.Rules.Master != system) return;
        draft.Tombstoned = false;
        draft.Conflicts.RemoveAll(conflict => conflict.System == system);
        draft.Tell(new Reason(ReasonKind.Tombstone, $"Back in {system}") { System = system });
        if (!speaksOfActive && draft.Rules.Tombstone == TombstonePolicy.Deactivate && draft.Canonical.Flag(ProductFields.Active) == false)
            draft.SetCanonical(ProductFields.Active, FieldValue.Of(true), system, draft.At, "back again");
    }
}
