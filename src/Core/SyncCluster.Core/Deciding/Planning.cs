using System.Globalization;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>Works out, for every system, in what it differs from what it should hold: the newest patch takes the place of what was not sent.</summary>
internal static class Planning
{
    /// <summary>A withdrawn push may have been written meanwhile, and a read that shows it may be taken for the state before: it is read after this.</summary>
    private static readonly TimeSpan WithdrawnIsRead = TimeSpan.FromMinutes(5);

    /// <summary>How long a record that was seen only in part may take to be read whole.</summary>
    private static readonly TimeSpan BlindWait = TimeSpan.FromMinutes(10);

    /// <summary>Plans the pushes of every system.</summary>
    public static void Apply(EntityDraft draft)
    {
        foreach (var view in draft.Views) ForgetWhatWasKept(draft, view);
        draft.Conflicts.RemoveAll(conflict => OrderSteps.IsSettled(draft, conflict)
            || (draft.Canonical[conflict.Field] is { } ours && draft.Schema.Same(conflict.Field, ours, conflict.Theirs)));
        foreach (var system in draft.Rules.Systems)
            if (system.IsWritten) Plan(draft, system);
    }

    /// <summary>A new canonical value ends what was left alone, for good: the old value may come back.</summary>
    private static void ForgetWhatWasKept(EntityDraft draft, SystemView view)
    {
        if (view.Kept.Count == 0) return;
        var kept = view.Kept.Where((field, value) => draft.Schema.Same(field, value, draft.Canonical[field]));
        if (!ReferenceEquals(kept, view.Kept)) draft.Put(view with { Kept = kept });
    }

    private static void Plan(EntityDraft draft, SystemRules system)
    {
        var view = draft.View(system.System);
        var patch = Patch(draft, system, view);
        var looksOnly = false;
        if (patch.Count == 0 && MayHaveBeenCreated(view) is { } created)
        {
            if (view.Pending is { LooksOnly: true }) return;
            (patch, looksOnly) = (created, true);
        }

        if (patch.Count == 0)
        {
            if (view.Pending is not { } withdrawn) return;
            draft.Put(view with { Pending = null, Superseded = Doubts.Remember(view.Superseded, withdrawn) });
            draft.Effect(new EntityEffect.Withdraw(system.System));
            if (view is { Gone: false, RemoteId: { } remoteId } && !RecordKey.IsProvisionalId(remoteId) && !Shows(draft, view, withdrawn.Patch))
                draft.Effect(new EntityEffect.Fetch(system.System, remoteId, draft.At + WithdrawnIsRead));
            draft.Tell(new Reason(ReasonKind.Push, "Nothing differs any more: the push is withdrawn") { System = system.System, OperationId = withdrawn.OperationId });
            return;
        }

        if (view.Pending is { } pending && pending.LooksOnly == looksOnly && pending.Sequence >= view.WritesAgainFrom && pending.Patch.Equals(patch)) return;
        var sequence = view.Sequence + 1;
        var operation = Operation.Id(draft.EntityId, system.System, sequence);
        var since = view.Pending is { Parked: false } waiting ? waiting.EnqueuedAt : draft.At;
        var skipsStock = OrderSteps.SkipsStock(draft, view);
        var next = new PendingPush(operation, sequence, patch, since)
        {
            Base = view.Snapshot.Where((field, _) => patch.Contains(field)),
            NotBefore = NotBefore(draft, view, patch),
            Failures = view.Pending is { Parked: false } kept ? kept.Failures : 0,
            SkipsStock = skipsStock,
            ChecksStock = !looksOnly && !skipsStock && view.RemoteId is null && OrderSteps.ChecksStockIn(draft, system.System),
            LooksOnly = looksOnly,
            Trace = draft.Trace,
        };
        view = view with { Sequence = sequence, Superseded = view.Pending is { } replaced ? Doubts.Remember(view.Superseded, replaced) : view.Superseded };
        var isContradiction = draft.IsContradiction(system.System, patch);
        if (isContradiction || view.Pending is { Parked: true, Fault.Code: LoopBreaker.Code })
        {
            if (Loop(draft, system.System, view.Contradictions) is { } fault)
            {
                Stop(draft, view, next, fault);
                return;
            }

            if (isContradiction) view = view with { Contradictions = Recent(draft, view.Contradictions).Append(draft.At).ToEquatableList() };
        }

        draft.Put(view with { Pending = next });
        draft.Effect(new EntityEffect.Push(system.System, operation, next.NotBefore, since));
        var isBacklog = skipsStock && view.RemoteId is null && OrderSteps.ChecksStockIn(draft, system.System);
        draft.Tell(new Reason(ReasonKind.Push, Told(system.System, view, next) + (isBacklog ? ", without asking for its stock: it was there before us" : ""))
        {
            System = system.System, OperationId = operation, Rule = isBacklog ? OrderRules.Backlog : null,
        });
    }

    private static IEnumerable<DateTimeOffset> Recent(EntityDraft draft, EquatableList<DateTimeOffset> pushes) =>
        pushes.Where(push => draft.At - push < draft.Book.LoopBreaker.Window);

    private static Fault? Loop(EntityDraft draft, string system, EquatableList<DateTimeOffset> pushes)
    {
        var breaker = draft.Book.LoopBreaker;
        var recent = Recent(draft, pushes).Count();
        if (recent < breaker.Pushes) return null;
        return new Fault(FaultKind.Conflict, string.Create(CultureInfo.InvariantCulture, $"Corrected in {system} {recent} times within {breaker.Window.TotalMinutes:0} minutes: something there answers every push with a change."))
        {
            Code = LoopBreaker.Code, Advice = "Find what changes the record back (a plug-in, another integration), then retry.",
        };
    }

    private static void Stop(EntityDraft draft, SystemView view, PendingPush push, Fault fault)
    {
        draft.Put(view with { Pending = push with { Parked = true, Fault = fault } });
        draft.Effect(new EntityEffect.Park(view.System, push.OperationId, fault, push.EnqueuedAt));
        draft.Tell(new Reason(ReasonKind.Parked, fault.ToString()) { System = view.System, OperationId = push.OperationId });
    }

    private static bool Shows(EntityDraft draft, SystemView view, FieldSet patch)
    {
        foreach (var (field, value) in patch)
            if (!draft.Schema.Same(field, view.Snapshot[field], value)) return false;
        return true;
    }

    private static string Told(string system, SystemView view, PendingPush push)
    {
        if (push.LooksOnly) return $"Not to be created in {system} any more: to be looked for, because an earlier try may have made it";
        return view.RemoteId is null
            ? $"To be created in {system}"
            : $"To be written to {system}: {string.Join(", ", push.Patch.Select(field => field.Key))}";
    }

    /// <summary>What a create wrote that is not wanted any more and of which nobody knows whether it arrived; null where there is none.</summary>
    private static FieldSet? MayHaveBeenCreated(SystemView view)
    {
        if (view.RemoteId is not null || view.Gone) return null;
        // What still waits for the stock was never sent.
        if (view.Pending is { ChecksStock: false } pending) return pending.Patch;
        return view.Superseded.Count > 0 ? view.Superseded[^1].Patch : null;
    }

    /// <summary>A failing push waits on; what would be written over a record seen only in part waits until the rest was read.</summary>
    private static DateTimeOffset NotBefore(EntityDraft draft, SystemView view, FieldSet patch)
    {
        if (view.Pending is { Parked: false, Failures: > 0 } failing) return failing.NotBefore;
        var isBlind = view is { RemoteId: not null, Whole: false } && patch.Any(field => !view.Snapshot.Contains(field.Key));
        if (!isBlind) return draft.SendsFrom;
        return view.Pending is { Parked: false } waiting && waiting.NotBefore > draft.At ? waiting.NotBefore : draft.At + BlindWait;
    }

    private static FieldSet Patch(EntityDraft draft, SystemRules system, SystemView view)
    {
        if (view.Gone || IsOnlyMentioned(view)) return FieldSet.Empty;
        if (view.RemoteId is null) return MayCreate(draft, system) ? ForCreate(draft, system) : FieldSet.Empty;
        if (view.WritesAgainFrom > 0) return ForCreate(draft, system);
        return draft.Rules.Desired(system, draft.Canonical).Where((field, value) => Differs(draft, view, field, value));
    }

    /// <summary>A provisional record that we did not write is nothing that can be written: a guest, whom only orders mention.</summary>
    private static bool IsOnlyMentioned(SystemView view) =>
        view.RemoteId is { } remoteId && RecordKey.IsProvisionalId(remoteId) && view.Acknowledged == 0;

    private static FieldSet ForCreate(EntityDraft draft, SystemRules system) =>
        draft.Rules.Desired(system, draft.Canonical).Where((_, value) => !KindSchema.IsVoid(value));

    private static bool MayCreate(EntityDraft draft, SystemRules system)
    {
        if (!system.Creates || draft.Tombstoned) return false;
        foreach (var required in system.RequiredToCreate)
            if (KindSchema.IsVoid(draft.Canonical[required])) return false;
        return NaturalKey.Of(draft.Kind, draft.Canonical).Any() && OrderSteps.MayEmit(draft, system.System);
    }

    private static bool Differs(EntityDraft draft, SystemView view, string field, FieldValue desired)
    {
        var held = view.Snapshot[field];
        if (held is null ? KindSchema.IsVoid(desired) : draft.Schema.Same(field, held, desired)) return false;
        if (view.Kept.Contains(field) || NormalForms.IsKnown(view, field, desired, held)) return false;
        return !draft.Conflicts.Exists(conflict => conflict.Field == field && conflict.System == view.System);
    }
}
