using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>Takes in what a system was seen to hold: by three-way comparison with that system's own snapshot.</summary>
internal static class Observing
{
    /// <summary>A system's own time further ahead than this is a mistake; believed, it would make all that follows stale.</summary>
    private static readonly TimeSpan ClockError = TimeSpan.FromDays(1);

    /// <summary>Applies an observation; false where it changes nothing that others could need to hear of.</summary>
    public static bool Apply(EntityDraft draft, Observation seen, Fingerprint fingerprint)
    {
        if (seen.ModifiedAt - draft.At > ClockError) seen = seen with { ModifiedAt = null };
        var view = draft.View(seen.Key.System);
        if (IsLessThanKnown(draft, view, seen)) return false;
        if (StillTold(draft, view, seen) is not { } told) return true;
        if (seen.Deleted) return Deleting.Apply(draft, seen.Key, seen.SeenAt, seen.ModifiedAt);
        var isNew = view.RemoteId != seen.Key.RemoteId;
        // Numbers of orders are the shop's: a system that tells of an order's state got the order from us, though its answer did not come.
        var arrived = draft.Kind == Kind.Order && seen.Partial && view.RemoteId is null && view.Pending is { Parked: false } creating
            ? Doubts.Undoubted(view.Superseded, creating.Patch, draft.Schema.Same)
            : null;
        var isFirstWord = view.RemoteId is { } wrote && RecordKey.IsProvisionalId(wrote) && !seen.Key.IsProvisional;
        view = Bind(draft, view, seen.Key.RemoteId);
        if (arrived is not null) view = view with { Snapshot = arrived };
        var isWhole = !seen.Partial && told.Count == seen.Fields.Count;
        var fields = Resolve(view.Snapshot, told);
        var before = view.Snapshot;
        draft.Put(view with
        {
            // A field that the system does not speak of is as it was: another feed of the system may speak of it.
            Snapshot = before.Over(fields),
            Whole = view.Whole || !seen.Partial,
            Fingerprint = isWhole ? fingerprint : Fingerprint.None,
            ModifiedAt = Later(view.ModifiedAt, seen.ModifiedAt),
            Revision = seen.Revision ?? view.Revision,
            SeenAt = Later(view.SeenAt, seen.SeenAt),
            Extras = seen.Extras ?? view.Extras,
            Gone = false,
            Uncertain = false,
        });
        Comparing.Apply(draft, seen.Key.System, before, fields, seen.ModifiedAt ?? seen.SeenAt, isFirstWord);
        view = draft.View(seen.Key.System);
        var unread = isWhole ? FieldSet.Empty : view.Unread.Where((field, _) => !fields.Contains(field));
        var superseded = Doubts.Seen(view.Superseded, view.Answered, fields, whole: isWhole);
        if (!ReferenceEquals(superseded, view.Superseded) || !unread.Equals(view.Unread))
            draft.Put(view = view with { Unread = unread, Superseded = superseded });
        if (isNew && !view.Whole && !seen.Key.IsProvisional)
            draft.Effect(new EntityEffect.Fetch(view.System, seen.Key.RemoteId, draft.At));
        Deleting.Revive(draft, seen.Key.System, seen.Fields.Contains(ProductFields.Active));
        return true;
    }

    private static SystemView Bind(EntityDraft draft, SystemView view, string remoteId)
    {
        if (view.RemoteId == remoteId) return view;
        draft.Tell(new Reason(ReasonKind.Bound, view.RemoteId is null
            ? $"Found in {view.System} as {remoteId}"
            : $"{view.System} now calls it {remoteId}, before {view.RemoteId}") { System = view.System });
        var bound = view with { RemoteId = remoteId, Gone = false };
        if (view.RemoteId is null || IsOurProvisional(view)) return bound;

        // Another record took the first one's place (a guest registered, a deleted record was made anew): what the
        // first one held says nothing of what was changed in this one.
        return bound with
        {
            Snapshot = FieldSet.Empty, Whole = false, Fingerprint = Fingerprint.None, ModifiedAt = null, WriteModifiedAt = null, Revision = null,
            Extras = null, Kept = FieldSet.Empty, Unread = FieldSet.Empty, Normalised = EquatableList<Normalisation>.Empty,
        };
    }

    /// <summary>A record that we created and that the system has now given its own id.</summary>
    private static bool IsOurProvisional(SystemView view) =>
        view is { RemoteId: { } known, Acknowledged: > 0 } && RecordKey.IsProvisionalId(known);

    /// <summary>A provisional record says less than the real one that is known: a guest after registration.</summary>
    private static bool IsLessThanKnown(EntityDraft draft, SystemView view, Observation seen)
    {
        if (view.RemoteId is not { } known || known == seen.Key.RemoteId) return false;
        if (seen.Key.IsProvisional && !RecordKey.IsProvisionalId(known)) return true;
        if (RecordKey.IsProvisionalId(known) || view.Gone) return false;
        draft.Tell(new Reason(ReasonKind.Stale, $"{seen.Key} claims the same keys as {known}: a double in {view.System}") { System = view.System });
        return true;
    }

    /// <summary>What of an observation counts though others may have overtaken it; null where nothing does.</summary>
    private static FieldSet? StillTold(EntityDraft draft, SystemView view, Observation seen)
    {
        var theirs = view.RemoteId == seen.Key.RemoteId ? seen.ModifiedAt : null;
        var older = theirs < view.ModifiedAt;
        var beganBeforePush = seen.SeenAt < view.WrittenAt && !(theirs > view.WriteModifiedAt);
        var overtaken = seen.SeenAt < view.SeenAt && !(theirs > view.ModifiedAt);
        if (!older && !beganBeforePush && !overtaken) return seen.Fields;
        var isReplaced = older ? seen.TellsAll || seen.Deleted || !seen.Partial : overtaken && (seen.Deleted || !seen.Partial);
        if (seen.Consumed && !isReplaced)
        {
            // What was told never comes again: left out is only what the system told since, and what it was told meanwhile.
            var since = older || overtaken ? theirs ?? seen.SeenAt : DateTimeOffset.MaxValue;
            var told = seen.Fields.Where((field, value) => value is FieldValue.Delta
                || !((beganBeforePush && view.Unread.Contains(field)) || IsToldSince(draft, view, field, since)));
            if (told.Count > 0 || seen.Fields.Count == 0) return told;
        }

        draft.Tell(new Reason(ReasonKind.Stale, older
            ? "Older than what is known by the system's own time: ignored"
            : seen.Consumed ? "Everything that it tells was told anew since: ignored" : "Read before what is known was: ignored, will be read again") { System = view.System });
        if (!older && !seen.Consumed && seen.Fields.Count > 0 && !RecordKey.IsProvisionalId(seen.Key.RemoteId))
            draft.Effect(new EntityEffect.Fetch(view.System, seen.Key.RemoteId, draft.At));
        return null;
    }

    private static bool IsToldSince(EntityDraft draft, SystemView view, string field, DateTimeOffset since) =>
        draft.ProvenanceOf(field) is { } provenance && provenance.System == view.System && provenance.At > since;

    private static FieldSet Resolve(FieldSet snapshot, FieldSet seen)
    {
        foreach (var (_, value) in seen)
            if (value is FieldValue.Delta) return seen.Map((field, one) => Resolve(snapshot, field, one));
        return seen;
    }

    private static FieldValue Resolve(FieldSet snapshot, string field, FieldValue value)
    {
        if (value is not FieldValue.Delta delta) return value;
        var items = snapshot.Items(field).Where(item => !delta.Removed.Contains(item)).ToList();
        foreach (var added in delta.Added)
            if (!items.Contains(added)) items.Add(added);
        return FieldValue.Of(items);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || (other is not null && other > one) ? other : one;
}
