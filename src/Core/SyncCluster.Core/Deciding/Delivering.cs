using System.Globalization;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>Takes in what came of a push: what the remote stores is what counts.</summary>
internal static class Delivering
{
    /// <summary>A push was written.</summary>
    public static bool Done(EntityDraft draft, EntityEvent.PushDone done)
    {
        var view = draft.View(done.System);
        var sequence = Operation.SequenceOf(done.OperationId);
        if (sequence <= view.Acknowledged)
        {
            draft.Tell(new Reason(ReasonKind.Stale, "A late answer to a push that was answered already: ignored")
            {
                System = done.System, OperationId = done.OperationId,
            });
            return false;
        }

        var before = view.Snapshot;
        var stored = done.Receipt.Stored;
        var untold = done.Receipt.Untold;
        if (untold.Count > 0) done = done with { Sent = done.Sent.Where((field, _) => !untold.Contains(field)) };
        var isCreate = view.RemoteId is null;
        var isFound = done.Receipt.WrittenBy is { } writer ? writer != done.OperationId : done.Found;
        var others = (stored ?? FieldSet.Empty).Where((field, value) => !done.Sent.Contains(field) && !draft.Schema.Same(field, before[field], value));
        var wasSeenSince = done.Receipt.ModifiedAt < view.ModifiedAt || (isFound && !isCreate);
        var held = stored is null ? Believed(draft, view, done, isFound) : isCreate ? stored : stored.Where((field, _) => done.Sent.Contains(field));
        if (untold.Count > 0) held = held.Where((field, _) => !untold.Contains(field));
        var overtaken = isFound || wasSeenSince ? FieldSet.Empty : Doubts.Overtaken(view, sequence, done.Sent, draft.Schema.Same);
        if (overtaken.Count > 0) held = held.Where((field, _) => !overtaken.Contains(field));
        var settled = overtaken.Count == 0 ? done.Sent : done.Sent.Where((field, _) => !overtaken.Contains(field));
        var after = wasSeenSince ? before : before.Over(held);
        var finished = view.Pending?.OperationId == done.OperationId;
        draft.Put(view with
        {
            RemoteId = IdOf(view, done.Receipt),
            Whole = true,
            Snapshot = after,
            Fingerprint = stored is null || wasSeenSince || overtaken.Count > 0 || (others.Count > 0 && !isCreate) ? Fingerprint.None : done.Fingerprint,
            ModifiedAt = wasSeenSince ? view.ModifiedAt : done.Receipt.ModifiedAt ?? view.ModifiedAt,
            Revision = done.Receipt.Revision ?? view.Revision,
            Extras = done.Receipt.Extras ?? view.Extras,
            // Whatever was seen of a record that we made was seen after we made it: no read of it began too early, however
            // many tries to make it came after the one that did.
            WrittenAt = isCreate ? DateTimeOffset.MinValue : isFound ? view.WrittenAt ?? DateTimeOffset.MinValue : done.At,
            WriteModifiedAt = done.Receipt.ModifiedAt,
            Acknowledged = sequence,
            Gone = false,
            Uncertain = false,
            Pending = finished ? null : view.Pending,
            Answered = Math.Max(view.Answered, sequence),
            WritesAgainFrom = sequence >= view.WritesAgainFrom ? 0 : view.WritesAgainFrom,
            Unread = stored is null ? view.Unread.Over(held) : view.Unread.Where((field, _) => !done.Sent.Contains(field)),
            Normalised = stored is null || isFound || wasSeenSince ? view.Normalised : Remember(draft, view.Normalised, settled, after, done.System),
        });
        draft.Tell(new Reason(ReasonKind.Pushed, isCreate ? $"Created in {done.System} as {done.Receipt.RemoteId}" : $"Written to {done.System}")
        {
            System = done.System, OperationId = done.OperationId,
        });
        if (finished) draft.Effect(new EntityEffect.Withdraw(done.System));
        if (isCreate && stored is not null && !wasSeenSince)
        {
            // Nothing was read before: what a found or defaulted record holds beyond the patch is its own.
            Comparing.Apply(draft, done.System, isFound ? before.Over(done.Sent) : before, isFound ? stored : others, done.Receipt.ModifiedAt ?? done.At);
        }
        else if (wasSeenSince || overtaken.Count > 0 || others.Any(field => before.Contains(field.Key)))
        {
            // Somebody else changed the record too, before our push or after it: only a read tells what it holds now.
            draft.Effect(new EntityEffect.Fetch(done.System, draft.View(done.System).RemoteId!, draft.At));
        }

        view = draft.View(done.System);
        draft.Put(view with { Superseded = Doubts.LeftOpen(Doubts.WrittenOver(view.Superseded, sequence, isFound ? FieldSet.Empty : settled), sequence, overtaken) });
        if (!isCreate) return true;
        OrderSteps.Emitted(draft, done.System);
        OrderSteps.AskWhetherCancelled(draft);
        return true;
    }

    /// <summary>
    /// What a system that does not tell what it stored is believed to hold. A record that was looked for may have been
    /// made by an earlier operation or by somebody else: then nothing is believed, and all is written once more. But an
    /// order is made by us alone: it holds that in which all operations that may have made it agree.
    /// </summary>
    private static FieldSet Believed(EntityDraft draft, SystemView view, EntityEvent.PushDone done, bool isFound)
    {
        if (!isFound) return done.Sent;
        if (done.Receipt.WrittenBy is { } writer)
        {
            var sequence = Operation.SequenceOf(writer);
            if (view.Superseded.FirstOrDefault(doubt => doubt.Sequence == sequence) is { } earlier) return earlier.Patch;
        }

        return draft.Kind == Kind.Order && view.RemoteId is null
            ? Doubts.Undoubted(view.Superseded, done.Sent, draft.Schema.Same)
            : FieldSet.Empty;
    }

    /// <summary>A push failed, or nobody knows.</summary>
    public static bool Failed(EntityDraft draft, EntityEvent.PushFailed failed)
    {
        var (system, operationId, fault) = failed;
        var view = draft.View(system);
        var sequence = Operation.SequenceOf(operationId);
        if (sequence <= view.Acknowledged)
        {
            draft.Tell(new Reason(ReasonKind.Stale, "A late failure of a push that was answered already: ignored") { System = system, OperationId = operationId });
            return false;
        }

        draft.Put(view = Heard(view, sequence, mayBeApplied: fault.Kind == FaultKind.Unknown || failed.MayBeApplied, draft.At));
        if (view.Pending is not { } pending || pending.OperationId != operationId)
        {
            if (fault.Kind == FaultKind.Unknown && view is { RemoteId: { } perhaps, Gone: false } && !RecordKey.IsProvisionalId(perhaps))
                draft.Effect(new EntityEffect.Fetch(system, perhaps, draft.At));
            draft.Tell(new Reason(ReasonKind.Failed, $"A push that was replaced meanwhile failed: {fault.Message}")
            {
                System = system, OperationId = operationId,
            });
            return true;
        }

        if (fault.Kind == FaultKind.Missing && pending.LooksOnly)
        {
            draft.Put(view with { Pending = null, Superseded = EquatableList<SentPatch>.Empty, Uncertain = false });
            draft.Effect(new EntityEffect.Withdraw(system));
            draft.Tell(new Reason(ReasonKind.Pushed, $"Not there: no earlier try made it in {system}") { System = system, OperationId = operationId });
            return true;
        }

        if (fault.Kind == FaultKind.Missing && view.RemoteId is { } remoteId)
        {
            draft.Put(view with { Pending = null });
            draft.Effect(new EntityEffect.Withdraw(system));
            return Deleting.Apply(draft, new RecordKey(system, draft.Kind, remoteId));
        }

        var failures = checked(pending.Failures + 1);
        var retry = draft.Book.Retry;
        var parks = fault.Kind switch
        {
            FaultKind.Rejected or FaultKind.Missing => true,
            FaultKind.Conflict => failures >= retry.ConflictTries,
            FaultKind.Unknown => failures >= retry.UnknownTries,
            _ => false,
        };
        if (parks)
        {
            draft.Put(view with { Pending = pending with { Failures = failures, Fault = fault, Parked = true } });
            draft.Tell(new Reason(ReasonKind.Parked, fault.ToString()) { System = system, OperationId = operationId });
            draft.Effect(new EntityEffect.Park(system, operationId, fault, pending.EnqueuedAt));
            return true;
        }

        var next = draft.At + retry.Wait(failures, fault.RetryAfter, draft.Chance);
        draft.Put(view with { Pending = pending with { Failures = failures, Fault = fault, NotBefore = next } });
        draft.Tell(new Reason(ReasonKind.Failed, string.Create(CultureInfo.InvariantCulture, $"{fault} Next try at {next.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z.")) { System = system, OperationId = operationId });
        draft.Effect(new EntityEffect.Push(system, operationId, next, pending.EnqueuedAt));
        if (fault.Kind == FaultKind.Conflict && view.RemoteId is { } known)
            draft.Effect(new EntityEffect.Fetch(system, known, draft.At));
        return true;
    }

    /// <summary>A push came to its end without success. Where it may have been applied, reads that began before now may show either.</summary>
    private static SystemView Heard(SystemView view, long sequence, bool mayBeApplied, DateTimeOffset at)
    {
        var isSentAgain = view.Pending?.Sequence == sequence;
        view = view with { Answered = Math.Max(view.Answered, isSentAgain ? sequence - 1 : sequence) };
        if (!mayBeApplied) return view with { Superseded = Doubts.NotApplied(view.Superseded, sequence) };
        return view with
        {
            Uncertain = true, WrittenAt = at, WriteModifiedAt = null,
            Superseded = Doubts.NotAnswered(isSentAgain ? Doubts.Remember(view.Superseded, view.Pending!) : view.Superseded, sequence),
        };
    }

    private static EquatableList<Normalisation> Remember(
        EntityDraft draft, EquatableList<Normalisation> known, FieldSet sent, FieldSet stored, string system)
    {
        foreach (var (field, value) in sent)
        {
            var form = stored[field];
            if (draft.Schema.Same(field, value, form) || (form is null && KindSchema.IsVoid(value)))
            {
                known = NormalForms.Forget(known, field);
                continue;
            }

            var more = NormalForms.Remember(known, field, value, form);
            if (!ReferenceEquals(more, known)) draft.Tell(NormalForms.Told(system, field, value, form));
            known = more;
        }

        return known;
    }

    /// <summary>A provisional id says less than the real one that was read meanwhile.</summary>
    private static string IdOf(SystemView view, Receipt receipt) =>
        view.RemoteId is { } known && RecordKey.IsProvisionalId(receipt.RemoteId) && !RecordKey.IsProvisionalId(known) ? known : receipt.RemoteId;
}
