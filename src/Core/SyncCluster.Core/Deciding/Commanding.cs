using System.Diagnostics;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>Does what a person asks for.</summary>
internal static class Commanding
{
    /// <summary>Applies a command.</summary>
    public static bool Apply(EntityDraft draft, Command command)
    {
        switch (command)
        {
            case Command.Retry retry: Retry(draft, retry); break;
            case Command.SendAgain again: SendAgain(draft, again); break;
            case Command.Skip skip: Skip(draft, skip); break;
            case Command.Resolve resolve: Resolve(draft, resolve); break;
            case Command.Reread reread: Reread(draft, reread); break;
            case Command.HoldMails hold: Telling.Hold(draft, hold); break;
            default: throw new UnreachableException();
        }

        return true;
    }

    private static void Retry(EntityDraft draft, Command.Retry retry)
    {
        Tell(draft, retry, "retries", retry.System);
        var view = draft.View(retry.System);
        if (view.Gone) Deleting.Recreate(draft, retry.System);
        view = Unmarked(draft.View(retry.System));
        if (view.Pending is { } pending)
        {
            view = view with { Pending = pending with { Parked = false, Failures = 0, NotBefore = draft.At } };
            draft.Effect(new EntityEffect.Push(retry.System, pending.OperationId, draft.At, pending.EnqueuedAt));
        }

        draft.Put(view);
    }

    /// <summary>As a retry, and where the system knows the record already, all of it goes there once more.</summary>
    private static void SendAgain(EntityDraft draft, Command.SendAgain again)
    {
        var known = draft.View(again.System);
        if (draft.Rules.Of(again.System) is not { IsWritten: true } rules) return;
        if (rules.Creates && OrderSteps.State(draft) is { } state && OrderSteps.IsCalledOff(state))
        {
            draft.Tell(new Reason(ReasonKind.Command, $"{again.By} asks that it is written again: it is not, because it is {state}") { System = again.System });
            return;
        }

        if (known.RemoteId is null && !known.Gone)
        {
            Retry(draft, new Command.Retry(again.System) { By = again.By });
            return;
        }

        Tell(draft, again, "has all of it written again", again.System);
        if (known.Gone) Deleting.Recreate(draft, again.System);
        var view = Unmarked(draft.View(again.System));
        if (view.Pending is { } pending) view = view with { Pending = pending with { Parked = false, Failures = 0, NotBefore = draft.At } };
        draft.Put(view with { WritesAgainFrom = view.Sequence + 1 });
    }

    private static void Skip(EntityDraft draft, Command.Skip skip)
    {
        Tell(draft, skip, "leaves as it is", skip.System);
        var view = draft.View(skip.System);
        if (view.Pending is not { } pending) return;
        draft.Put(view with
        {
            Pending = null,
            Kept = view.RemoteId is null ? view.Kept : view.Kept.Over(pending.Patch),
            Gone = view.RemoteId is null || view.Gone,
        });
        draft.Effect(new EntityEffect.Withdraw(skip.System));
    }

    private static void Resolve(EntityDraft draft, Command.Resolve resolve)
    {
        var conflict = draft.Conflicts.Find(one => one.Field == resolve.Field && one.System == resolve.System);
        if (conflict is null) return;
        Tell(draft, resolve, $"decides {resolve.Field} for {resolve.Winner}", resolve.System);
        draft.Conflicts.Remove(conflict);
        if (resolve.Winner == conflict.System)
            draft.SetCanonical(conflict.Field, conflict.Theirs, conflict.System, draft.At, $"decided by {resolve.By}");
    }

    private static void Reread(EntityDraft draft, Command.Reread reread)
    {
        foreach (var rules in draft.Rules.Systems)
        {
            var view = draft.View(rules.System);
            if (view.RemoteId is not { } remoteId || RecordKey.IsProvisionalId(remoteId)) continue;
            Tell(draft, reread, "reads again", rules.System);
            draft.Effect(new EntityEffect.Fetch(rules.System, remoteId, draft.At));
        }
    }

    /// <summary>Without what was to keep something from being pushed.</summary>
    private static SystemView Unmarked(SystemView view) => view with
    {
        Contradictions = EquatableList<DateTimeOffset>.Empty, Kept = FieldSet.Empty, Normalised = EquatableList<Normalisation>.Empty,
    };

    private static void Tell(EntityDraft draft, Command command, string does, string system) =>
        draft.Tell(new Reason(ReasonKind.Command, $"{command.By} {does}") { System = system });
}
