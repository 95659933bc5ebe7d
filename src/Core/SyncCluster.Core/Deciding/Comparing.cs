using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>What follows from each field in which a system moved: a change, an echo, drift or a conflict.</summary>
internal static class Comparing
{
    /// <summary>Takes in every field of <paramref name="seen"/> that differs from what the system held <paramref name="before"/>.</summary>
    /// <param name="draft">What is being decided.</param>
    /// <param name="system">The system.</param>
    /// <param name="before">What it held as far as was known.</param>
    /// <param name="seen">What it was seen to hold.</param>
    /// <param name="at">When, by its own time where it tells.</param>
    /// <param name="isFirstWord">It reports a record that we made for the first time: what it leaves empty it never kept.</param>
    public static void Apply(EntityDraft draft, string system, FieldSet before, FieldSet seen, DateTimeOffset at, bool isFirstWord = false)
    {
        var isStateRefused = OrderSteps.Refuses(draft, system, seen[OrderFields.State]);
        foreach (var (field, value) in seen)
        {
            var known = before[field];
            if (known is not null && draft.Schema.Same(field, known, value)) continue;

            // The reason belongs to its state: where that is not taken, neither is this.
            if (isStateRefused && field == OrderFields.StateReason) continue;
            Take(draft, system, field, known, value, at, isFirstWord);
        }
    }

    private static void Take(EntityDraft draft, string system, string field, FieldValue? known, FieldValue value, DateTimeOffset at, bool isFirstWord)
    {
        var rule = draft.Rules.Field(field);
        var canonical = draft.Canonical[field];
        var view = draft.View(system);
        if (canonical is not null && draft.Schema.Same(field, canonical, value))
        {
            EndConflict(draft, field, system);
            if (view.Kept.Contains(field)) draft.Put(view with { Kept = view.Kept.Without(field) });
            if (known is not null) draft.Tell(Echo($"{system} holds {field} as it should", system, field, known, value));
            return;
        }

        if (NormalForms.IsKnown(view, field, canonical, value) || IsOurs(draft, view, field, canonical, known, value, isFirstWord)) return;
        if (field == OrderFields.State && draft.Kind == Kind.Order && canonical is not null)
        {
            var step = OrderSteps.Judge(canonical, value);
            if (step == OrderStep.Forward && rule.IsWriter(system))
            {
                draft.SetCanonical(field, value, system, at, "order states: a step forward");
                return;
            }

            if (OrderSteps.Refuses(draft, system, value))
            {
                Drifted(draft, system, field, rule, canonical, known, value);
                return;
            }
        }

        if (!rule.IsWriter(system))
        {
            if (canonical is null && rule.IsSeed(system) && !KindSchema.IsVoid(value))
            {
                draft.SetCanonical(field, value, system, at, "first value, until a writer gives one");
                return;
            }

            Drifted(draft, system, field, rule, canonical, known, value);
            return;
        }

        // Silence is no statement: a source that never filled a field must not empty what another system holds.
        if (canonical is null && KindSchema.IsVoid(value)) return;
        if (canonical is null || (known is null && KindSchema.IsVoid(canonical)))
        {
            draft.SetCanonical(field, value, system, at, "first value");
            return;
        }

        if (known is null && KindSchema.IsVoid(value)) return;
        if (draft.ProvenanceOf(field)?.System == system || (known is not null && !MovedSince(draft, view, field, known, canonical)))
        {
            draft.SetCanonical(field, value, system, at, "writer");
            EndConflict(draft, field, system);
            return;
        }

        Settle(draft, system, field, rule, canonical, value, at, isFirstContact: known is null);
    }

    /// <summary>True where the system shows what we wrote ourselves, in its own form or though the canonical value went on meanwhile.</summary>
    private static bool IsOurs(EntityDraft draft, SystemView view, string field, FieldValue? canonical, FieldValue? known, FieldValue value, bool isFirstWord)
    {
        if (view.Unread[field] is { } written && ((isFirstWord && KindSchema.IsVoid(value)) || NormalForms.Explains(field, written, value)))
        {
            if (canonical is not null && draft.Schema.Same(field, canonical, written))
                draft.Put(view with { Normalised = NormalForms.Remember(view.Normalised, field, canonical, value) });
            draft.Tell(NormalForms.Told(view.System, field, written, value));
            return true;
        }

        foreach (var sent in MayHaveSent(view, field))
        {
            if (!draft.Schema.Same(field, sent, value) && !NormalForms.Explains(field, sent, value)) continue;
            draft.Tell(Echo($"{view.System} holds {field} as we wrote it", view.System, field, known, value));
            return true;
        }

        return false;
    }

    private static IEnumerable<FieldValue> MayHaveSent(SystemView view, string field)
    {
        if (view.Pending?.Patch[field] is { } pending) yield return pending;
        foreach (var sent in view.Superseded)
            if (sent.Patch[field] is { } superseded) yield return superseded;
    }

    /// <summary>True where the canonical value is no longer the one that this system held when it was last in agreement.</summary>
    private static bool MovedSince(EntityDraft draft, SystemView view, string field, FieldValue known, FieldValue canonical) =>
        !draft.Schema.Same(field, known, canonical)
        && !NormalForms.IsKnown(view, field, canonical, known)
        && !(view.Kept[field] is { } kept && draft.Schema.Same(field, kept, canonical));

    /// <summary>Two writers say different things of one field: settled by the rule's policy, and told with both values.</summary>
    public static void Settle(
        EntityDraft draft, string system, string field, FieldRule rule, FieldValue canonical, FieldValue value, DateTimeOffset at, bool isFirstContact)
    {
        var ours = draft.ProvenanceOf(field);
        var oursFrom = ours?.System ?? Provenance.Ourselves;
        var isLater = ours is null || at > ours.At || (at == ours.At && Rank(rule, system) < Rank(rule, oursFrom));
        bool? theirsWins = rule.Conflict switch
        {
            ConflictPolicy.Master => rule.Master == system ? true : rule.Master == oursFrom || isFirstContact ? false : isLater,
            ConflictPolicy.Priority => Rank(rule, system) < Rank(rule, oursFrom),
            ConflictPolicy.Latest => isLater,
            ConflictPolicy.Manual => isFirstContact && rule.Master is { } master ? master == system : null,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var name = $"conflict: {rule.Conflict}".ToLowerInvariant();
        var verdict = theirsWins switch { true => $"{system} wins", false => $"{oursFrom} stays", null => "a person decides" };
        draft.Tell(new Reason(ReasonKind.Conflict, $"{field} differs between {oursFrom} and {system}: {verdict}")
        {
            Field = field, Old = canonical, New = value, System = system, Rule = name,
        });
        EndConflict(draft, field, system);
        if (theirsWins is null) draft.Conflicts.Add(new Conflict(field, system, value, canonical, oursFrom, draft.At));
        else if (theirsWins.Value) draft.SetCanonical(field, value, system, at, name);
    }

    private static void Drifted(EntityDraft draft, string system, string field, FieldRule rule, FieldValue? canonical, FieldValue? known, FieldValue value)
    {
        if (canonical is null || draft.Rules.Of(system)?.Holds(field) != true || !rule.IsReceiver(system)) return;
        draft.Tell(new Reason(ReasonKind.Drift, $"{system} changed {field}, which it may not")
        {
            Field = field, Old = canonical, New = value, System = system, Rule = $"drift: {rule.Drift}".ToLowerInvariant(),
        });
        var view = draft.View(system);
        var isKept = IsKept(rule.Drift, canonical, value);
        if (!isKept && known is not null && !MovedSince(draft, view, field, known, canonical)) draft.Contradicts(system, field);
        draft.Put(view with
        {
            Kept = isKept ? view.Kept.With(field, canonical) : view.Kept.Without(field),
            Normalised = NormalForms.Forget(view.Normalised, field),
        });
    }

    private static bool IsKept(DriftPolicy policy, FieldValue canonical, FieldValue value) => policy switch
    {
        DriftPolicy.Overwrite => false,
        DriftPolicy.Keep or DriftPolicy.Report => true,
        DriftPolicy.KeepLower => canonical is FieldValue.Number ours && value is FieldValue.Number theirs && theirs.Value < ours.Value,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Reason Echo(string text, string system, string field, FieldValue? known, FieldValue value) =>
        new(ReasonKind.Echo, text) { Field = field, Old = known, New = value, System = system };

    private static void EndConflict(EntityDraft draft, string field, string system) =>
        draft.Conflicts.RemoveAll(conflict => conflict.Field == field && conflict.System == system);

    private static int Rank(FieldRule rule, string system)
    {
        for (var i = 0; i < rule.Writers.Count; i++)
            if (rule.Writers[i] == system) return i;
        return int.MaxValue;
    }
}
