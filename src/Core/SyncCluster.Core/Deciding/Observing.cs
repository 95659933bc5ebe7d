using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>Takes in what a system was seen to hold: by three-way comparison with that system's own snapshot.</summary>
internal static class Observing
{
    /// <summary>Applies an observation; false where it changes nothing that others could need to hear of.</summary>
    public static bool Apply(EntityDraft draft, Observation seen, Fingerprint fingerprint)
    {
        var view = draft.View(seen.Key.System);
        if (IsLessThanKnown(draft, view, seen)) return false;
        if (IsStale(draft, view, seen)) return true;
        if (seen.Deleted) return Deleting.Apply(draft, seen.Key);
        view = Bind(draft, view, seen.Key.RemoteId);
        var fields = Resolve(view.Snapshot, seen.Fields);
        var before = view.Snapshot;
        var after = seen.Partial ? before.Over(fields) : fields;
        draft.Put(view = view with
        {
            Snapshot = after,
            Fingerprint = seen.Partial ? Fingerprint.None : fingerprint,
            ModifiedAt = Later(view.ModifiedAt, seen.ModifiedAt),
            Revision = seen.Revision ?? view.Revision,
            SeenAt = Later(view.SeenAt, seen.SeenAt),
            Extras = seen.Extras ?? view.Extras,
            Gone = false,
            Uncertain = false,
        });
        Compare(draft, seen.Key.System, before, after, seen.ModifiedAt ?? seen.SeenAt);
        Deleting.Revive(draft, seen);
        return true;
    }

    /// <summary>Takes in every field in which a system's snapshot moved.</summary>
    public static void Compare(EntityDraft draft, string system, FieldSet before, FieldSet after, DateTimeOffset at)
    {
        foreach (var (field, value) in after)
        {
            var known = before[field];
            if (known is not null && draft.Schema.Same(field, known, value)) continue;
            Take(draft, system, field, known, value, at);
        }
    }

    private static void Take(EntityDraft draft, string system, string field, FieldValue? known, FieldValue value, DateTimeOffset at)
    {
        var rule = draft.Rules.Field(field);
        var canonical = draft.Canonical[field];
        var view = draft.View(system);
        if (canonical is not null && draft.Schema.Same(field, canonical, value))
        {
            draft.Conflicts.RemoveAll(conflict => conflict.Field == field && conflict.System == system);
            if (view.Kept.Contains(field)) draft.Put(view with { Kept = view.Kept.Without(field) });
            if (known is not null) draft.Tell(new Reason(ReasonKind.Echo, $"{system} holds {field} as it should") { Field = field, Old = known, New = value, System = system });
            return;
        }

        if (IsNormalForm(view, field, canonical, value)) return;
        if (field == OrderFields.State && draft.Kind == Kind.Order && !OrderSteps.MayTake(draft, system, canonical, value))
        {
            Drifted(draft, system, field, rule, canonical, value);
            return;
        }

        if (!rule.IsWriter(system))
        {
            if (canonical is null && known is null) return;
            Drifted(draft, system, field, rule, canonical, value);
            return;
        }

        if (canonical is null)
        {
            draft.SetCanonical(field, value, system, at, "first value");
            return;
        }

        if (known is not null && !MovedSince(draft, view, field, known, canonical))
        {
            draft.SetCanonical(field, value, system, at, "writer");
            EndConflict(draft, field, system);
            return;
        }

        if (known is null && KindSchema.IsVoid(value)) return;
        Settle(draft, system, field, rule, canonical, value, at, isFirstContact: known is null);
    }

    /// <summary>True where the canonical value is no longer the one that this system held when it was last in agreement.</summary>
    private static bool MovedSince(EntityDraft draft, SystemView view, string field, FieldValue known, FieldValue canonical) =>
        !draft.Schema.Same(field, known, canonical)
        && !IsNormalForm(view, field, canonical, known)
        && !(view.Kept[field] is { } kept && draft.Schema.Same(field, kept, canonical));

    private static void Settle(
        EntityDraft draft, string system, string field, FieldRule rule, FieldValue canonical, FieldValue value, DateTimeOffset at, bool isFirstContact)
    {
        var ours = draft.ProvenanceOf(field);
        var oursFrom = ours?.System ?? Provenance.Ourselves;
        bool? theirsWins = rule.Conflict switch
        {
            ConflictPolicy.Master => rule.Master == system ? true : rule.Master == oursFrom || isFirstContact ? false : IsLater(at, ours),
            ConflictPolicy.Priority => Rank(rule, system) < Rank(rule, oursFrom),
            ConflictPolicy.Latest => IsLater(at, ours),
            ConflictPolicy.Manual => isFirstContact && rule.Master is { } master ? master == system : null,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var name = $"conflict: {rule.Conflict}".ToLowerInvariant();
        var verdict = theirsWins switch { true => $"{system} wins", false => $"{oursFrom} stays", null => "a person decides" };
        draft.Tell(new Reason(ReasonKind.Conflict, $"{field} differs between {oursFrom} and {system}: {verdict}")
        {
            Field = field, Old = canonical, New = value, System = system, Rule = name,
        });
        if (theirsWins is null)
        {
            draft.Conflicts.RemoveAll(conflict => conflict.Field == field && conflict.System == system);
            draft.Conflicts.Add(new Conflict(field, system, value, canonical, oursFrom, draft.At));
        }
        else if (theirsWins.Value)
        {
            draft.SetCanonical(field, value, system, at, name);
            EndConflict(draft, field, system);
        }
    }

    private static void Drifted(EntityDraft draft, string system, string field, FieldRule rule, FieldValue? canonical, FieldValue value)
    {
        if (canonical is null || draft.Rules.Of(system)?.Holds(field) != true || !rule.IsReceiver(system)) return;
        draft.Tell(new Reason(ReasonKind.Drift, $"{system} changed {field}, which it may not")
        {
            Field = field, Old = canonical, New = value, System = system, Rule = $"drift: {rule.Drift}".ToLowerInvariant(),
        });
        var view = draft.View(system);
        draft.Put(view with
        {
            Kept = rule.Drift == DriftPolicy.Overwrite ? view.Kept.Without(field) : view.Kept.With(field, canonical),
            Normalised = Forget(view.Normalised, field),
        });
    }

    private static SystemView Bind(EntityDraft draft, SystemView view, string remoteId)
    {
        if (view.RemoteId == remoteId) return view;
        draft.Tell(new Reason(ReasonKind.Bound, view.RemoteId is null
            ? $"Found in {view.System} as {remoteId}"
            : $"{view.System} now calls it {remoteId}, before {view.RemoteId}") { System = view.System });
        return view with { RemoteId = remoteId, Gone = false };
    }

    /// <summary>A provisional record says less than the real one that is known: a guest after registration.</summary>
    private static bool IsLessThanKnown(EntityDraft draft, SystemView view, Observation seen)
    {
        if (view.RemoteId is not { } known || known == seen.Key.RemoteId) return false;
        if (seen.Key.IsProvisional && !RecordKey.IsProvisionalId(known)) return true;
        if (RecordKey.IsProvisionalId(known) || view.Gone) return false;
        draft.Tell(new Reason(ReasonKind.Stale, $"{seen.Key} claims the same keys as {known}: a double in {view.System}") { System = view.System });
        return true;
    }

    private static bool IsStale(EntityDraft draft, SystemView view, Observation seen)
    {
        var older = seen.ModifiedAt is { } theirs && view.ModifiedAt is { } ours && theirs < ours;
        var newer = seen.ModifiedAt is { } their && view.ModifiedAt is { } our && their > our;
        var beganBeforePush = !newer && view.WrittenAt is { } written && seen.SeenAt < written;
        var overtaken = !newer && view.SeenAt is { } known && seen.SeenAt < known;
        if (!older && !beganBeforePush && !overtaken) return false;
        draft.Tell(new Reason(ReasonKind.Stale, older
            ? "Older than what is known by the system's own time: ignored"
            : "Read before what is known was: ignored, will be read again") { System = view.System });
        if (!older && seen.Fields.Count > 0 && !RecordKey.IsProvisionalId(seen.Key.RemoteId))
            draft.Effect(new EntityEffect.Fetch(view.System, seen.Key.RemoteId, draft.At));
        return true;
    }

    private static FieldSet Resolve(FieldSet snapshot, FieldSet seen) => seen.Map((field, value) =>
    {
        if (value is not FieldValue.Delta delta) return value;
        var items = snapshot.Items(field).Where(item => !delta.Removed.Contains(item)).ToList();
        foreach (var added in delta.Added)
            if (!items.Contains(added)) items.Add(added);
        return FieldValue.Of(items);
    });

    private static bool IsNormalForm(SystemView view, string field, FieldValue? sent, FieldValue stored)
    {
        if (sent is null) return false;
        foreach (var known in view.Normalised)
            if (known.Field == field && known.Sent.Equals(sent) && stored.Equals(known.Stored)) return true;
        return false;
    }

    private static EquatableList<Normalisation> Forget(EquatableList<Normalisation> known, string field) =>
        known.Any(form => form.Field == field) ? known.Where(form => form.Field != field).ToEquatableList() : known;

    private static void EndConflict(EntityDraft draft, string field, string system) =>
        draft.Conflicts.RemoveAll(conflict => conflict.Field == field && conflict.System == system);

    private static bool IsLater(DateTimeOffset at, Provenance? ours) => ours is null || at > ours.At;

    private static int Rank(FieldRule rule, string system)
    {
        for (var i = 0; i < rule.Writers.Count; i++)
            if (rule.Writers[i] == system) return i;
        return int.MaxValue;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || (other is not null && other > one) ? other : one;
}
