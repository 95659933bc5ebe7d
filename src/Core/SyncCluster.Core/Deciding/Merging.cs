using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>
/// Takes in everything of another entity that proved to be the same thing: what each system holds, what is on its way
/// there, the mails that were sent. Where both have a value, the field's own rule says whose counts.
/// </summary>
internal static class Merging
{
    /// <summary>What showed that the two are one is decided on next, and may change what is to be sent.</summary>
    private static readonly TimeSpan News = TimeSpan.FromSeconds(3);

    /// <summary>A create that moved may be on its way at this moment: it is repeated, and then looked for first, only after this.</summary>
    private static readonly TimeSpan Meanwhile = TimeSpan.FromMinutes(1);

    /// <summary>Takes the other entity in.</summary>
    public static bool Apply(EntityDraft draft, EntityEvent.Absorbing absorbing)
    {
        var other = absorbing.Other;
        if (draft.Absorbed.Contains(other.EntityId)) return false;
        draft.SendsFrom = draft.At + News;
        draft.Tell(new Reason(ReasonKind.Merged, $"{other.EntityId} is the same thing: {absorbing.Why}"));
        draft.Absorbed = draft.Absorbed.Append(other.EntityId).Concat(other.Absorbed).Distinct().ToEquatableList();
        foreach (var view in other.Systems) TakeView(draft, view);
        foreach (var provenance in other.Provenance)
            if (other.Canonical[provenance.Field] is { } value) TakeValue(draft, provenance, value);
        foreach (var conflict in other.Conflicts)
            if (!draft.Conflicts.Exists(one => one.Field == conflict.Field && one.System == conflict.System)) draft.Conflicts.Add(conflict);
        foreach (var mail in other.Mails) draft.AsksForMail(mail);
        draft.Delivery ??= other.Delivery;
        draft.Tombstoned = draft.View(draft.Rules.Master).Gone || (draft.Tombstoned && other.Tombstoned);
        return true;
    }

    /// <summary>What was pending there and still is, is this entity's to deliver, under the operation's own id.</summary>
    public static void GoOn(EntityDraft draft, EntityState other)
    {
        foreach (var view in draft.Views)
        {
            if (view.Pending is not { } pending || other.View(view.System)?.Pending?.OperationId != pending.OperationId) continue;
            if (pending is { Parked: true, Fault: { } fault })
            {
                draft.Effect(new EntityEffect.Park(view.System, pending.OperationId, fault, pending.EnqueuedAt));
                continue;
            }

            var notBefore = draft.At + (view.RemoteId is null ? Meanwhile : News);
            if (pending.NotBefore < notBefore)
                draft.Put(view with { Uncertain = view.Uncertain || view.RemoteId is null, Pending = pending = pending with { NotBefore = notBefore } });
            draft.Effect(new EntityEffect.Push(view.System, pending.OperationId, pending.NotBefore, pending.EnqueuedAt));
        }
    }

    private static void TakeView(EntityDraft draft, SystemView theirs)
    {
        var ours = draft.View(theirs.System);
        if (ours == new SystemView { System = theirs.System })
        {
            draft.Put(theirs);
        }
        else
        {
            var joined = Joined(ours, theirs);
            if (ours.Pending is not null) draft.Effect(new EntityEffect.Withdraw(theirs.System));
            draft.Put(joined);
        }

        if (theirs.RemoteId is { } id && draft.View(theirs.System).RemoteId == id && ours.RemoteId != id)
            draft.Tell(new Reason(ReasonKind.Bound, $"Known in {theirs.System} as {id}") { System = theirs.System });
    }

    /// <summary>
    /// The view of the record that is there, or more surely so. Neither pending push goes on, as their numbers overlap: a new
    /// one is planned; what they may have written is remembered, and answers that still come are late.
    /// </summary>
    private static SystemView Joined(SystemView ours, SystemView theirs)
    {
        var (known, other) = Certainty(theirs) > Certainty(ours) ? (theirs, ours) : (ours, theirs);
        var last = Math.Max(known.Sequence, other.Sequence);
        var doubts = known.Superseded;
        foreach (var doubt in other.Superseded) doubts = doubts.Add(doubt with { Sequence = last });
        foreach (var pending in new[] { known.Pending, other.Pending })
            if (pending is { ChecksStock: false }) doubts = doubts.Add(new SentPatch(last, pending.Patch) { Base = pending.Base, Unanswered = true });
        return known with
        {
            Sequence = last, Acknowledged = last, Answered = last, Pending = null, Superseded = doubts,
            Uncertain = known.Uncertain || other.Uncertain || known.Pending is not null || other.Pending is not null,
        };
    }

    private static int Certainty(SystemView view) => view switch
    {
        { RemoteId: null } => 0,
        { Gone: true } => 1,
        { RemoteId: var id } when RecordKey.IsProvisionalId(id) => 2,
        _ => 3,
    };

    private static void TakeValue(EntityDraft draft, Provenance theirs, FieldValue value)
    {
        var (field, system, at) = theirs;
        var canonical = draft.Canonical[field];
        if (canonical is null || KindSchema.IsVoid(canonical))
        {
            draft.SetCanonical(field, value, system, at, "merged");
            return;
        }

        if (KindSchema.IsVoid(value) || draft.Schema.Same(field, canonical, value)) return;
        var rule = draft.Rules.Field(field);
        if (draft.Kind == Kind.Order && field == OrderFields.State)
        {
            if (OrderSteps.Judge(canonical, value) == OrderStep.Forward) draft.SetCanonical(field, value, system, at, "order states: a step forward");
            return;
        }

        var isOurs = rule.IsWriter(draft.ProvenanceOf(field)?.System ?? Provenance.Ourselves);
        if (!rule.IsWriter(system)) return;
        if (!isOurs) draft.SetCanonical(field, value, system, at, "merged: a writer's value");
        else Comparing.Settle(draft, system, field, rule, canonical, value, at, isFirstContact: true);
    }
}
