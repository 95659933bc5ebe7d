using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>Works out, for every system, in what it differs from what it should hold: the newest patch takes the place of what was not sent.</summary>
internal static class Planning
{
    /// <summary>Plans the pushes of every system.</summary>
    public static void Apply(EntityDraft draft)
    {
        foreach (var system in draft.Rules.Systems)
            if (system.IsWritten) Plan(draft, system);
    }

    private static void Plan(EntityDraft draft, SystemRules system)
    {
        var view = draft.View(system.System);
        var patch = Patch(draft, system, view);
        if (patch.Count == 0)
        {
            if (view.Pending is not { } withdrawn) return;
            draft.Put(view with { Pending = null });
            draft.Effect(new EntityEffect.Withdraw(system.System));
            draft.Tell(new Reason(ReasonKind.Push, "Nothing differs any more: the push is withdrawn") { System = system.System, OperationId = withdrawn.OperationId });
            return;
        }

        if (view.Pending is { } pending && pending.Patch.Equals(patch)) return;
        var sequence = view.Sequence + 1;
        var operation = Operation.Id(draft.EntityId, system.System, sequence);
        var since = view.Pending is { Parked: false } waiting ? waiting.EnqueuedAt : draft.At;
        var next = new PendingPush(operation, sequence, patch, since)
        {
            NotBefore = view.Pending is { Parked: false, Failures: > 0 } failing ? failing.NotBefore : draft.At,
            Failures = view.Pending is { Parked: false } kept ? kept.Failures : 0,
            ChecksStock = view.RemoteId is null && OrderSteps.ChecksStockIn(draft, system.System),
        };
        var breaker = draft.Book.LoopBreaker;
        var recent = view.Pushes.Count(push => draft.At - push < breaker.Window);
        if (recent >= breaker.Pushes)
        {
            var fault = new Fault(FaultKind.Conflict, $"Written to {system.System} {recent} times within {breaker.Window.TotalMinutes:0} minutes: something there answers every push with a change.")
            {
                Code = "loop", Advice = "Find what changes the record back (a plug-in, another integration), then retry.",
            };
            draft.Put(view with { Sequence = sequence, Pending = next with { Parked = true, Fault = fault } });
            draft.Effect(new EntityEffect.Park(system.System, operation, fault, since));
            draft.Tell(new Reason(ReasonKind.Parked, fault.ToString()) { System = system.System, OperationId = operation });
            return;
        }

        draft.Put(view with { Sequence = sequence, Pending = next });
        draft.Effect(new EntityEffect.Push(system.System, operation, next.NotBefore, since));
        draft.Tell(new Reason(ReasonKind.Push, view.RemoteId is null ? $"To be created in {system.System}" : $"To be written to {system.System}: {string.Join(", ", patch.Select(field => field.Key))}")
        {
            System = system.System, OperationId = operation,
        });
    }

    private static FieldSet Patch(EntityDraft draft, SystemRules system, SystemView view)
    {
        if (view.Gone) return FieldSet.Empty;
        if (view.RemoteId is null) return MayCreate(draft, system) ? ForCreate(draft, system) : FieldSet.Empty;
        return draft.Rules.Desired(system, draft.Canonical).Where((field, value) => Differs(draft, view, field, value));
    }

    private static FieldSet ForCreate(EntityDraft draft, SystemRules system) =>
        draft.Rules.Desired(system, draft.Canonical).Where((_, value) => !KindSchema.IsVoid(value));

    private static bool MayCreate(EntityDraft draft, SystemRules system)
    {
        if (!system.Creates || draft.Tombstoned) return false;
        foreach (var required in system.RequiredToCreate)
            if (KindSchema.IsVoid(draft.Canonical[required])) return false;
        return NaturalKey.Of(draft.Kind, draft.Canonical).Any() && OrderSteps.MayEmit(draft);
    }

    private static bool Differs(EntityDraft draft, SystemView view, string field, FieldValue desired)
    {
        var held = view.Snapshot[field];
        if (held is null ? KindSchema.IsVoid(desired) : draft.Schema.Same(field, held, desired)) return false;
        if (view.Kept[field] is { } kept)
        {
            if (draft.Schema.Same(field, kept, desired)) return false;
            draft.Put(draft.View(view.System) with { Kept = draft.View(view.System).Kept.Without(field) });
        }

        foreach (var form in view.Normalised)
            if (form.Field == field && form.Sent.Equals(desired) && Equals(form.Stored, held)) return false;
        return !draft.Conflicts.Exists(conflict => conflict.Field == field && conflict.System == view.System);
    }
}
