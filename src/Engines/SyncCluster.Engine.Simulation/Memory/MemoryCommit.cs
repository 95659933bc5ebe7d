using System.Diagnostics;
using SyncCluster.Core.Kinds;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

/// <summary>What a transition means, by the same rules as in the databases.</summary>
internal static class MemoryCommit
{
    public static CommitVerdict[] Take(MemoryDatabase database, IReadOnlyList<Transition> transitions)
    {
        var verdicts = new CommitVerdict[transitions.Count];
        for (var i = 0; i < transitions.Count; i++)
        {
            if (!transitions[i].OnlyWithNext) verdicts[i] = Take(database, transitions[i]);
            else verdicts[i] = verdicts[++i] = TakeBoth(database, transitions[i - 1], transitions[i]);
        }

        return verdicts;
    }

    private static CommitVerdict TakeBoth(MemoryDatabase database, Transition goes, Transition stays)
    {
        if (!Fits(database, goes, null) || !Fits(database, stays, goes)) return CommitVerdict.Outdated;
        Take(database, goes);
        return Take(database, stays);
    }

    private static bool Fits(MemoryDatabase database, Transition transition, Transition? after) =>
        (database.Entities.GetValueOrDefault(transition.EntityId)?.Version ?? 0) == transition.ExpectedVersion
        && !AnotherHolds(database, transition, after) && !AnotherOwns(database, transition);

    private static bool AnotherOwns(MemoryDatabase database, Transition transition) =>
        transition.MustOwn.Any(key => database.Keys.GetValueOrDefault(key)?.Owner is { } owner && owner != transition.EntityId && !transition.Absorbed.Contains(owner));

    private static CommitVerdict Take(MemoryDatabase database, Transition transition)
    {
        if (!Fits(database, transition, null)) return CommitVerdict.Outdated;
        database.Entities.TryGetValue(transition.EntityId, out var entity);
        if (entity is null) database.Entities[transition.EntityId] = entity = new EntityEntry { Kind = transition.Kind };
        entity.Kind = transition.Kind;
        entity.Version++;
        entity.State = transition.State.ToArray();
        entity.Summary = transition.Summary;
        entity.ChangedAt = transition.At;
        foreach (var record in transition.Records) Bind(database, transition, record);
        if (transition.Keys is { } keys) NameKeys(database, transition.EntityId, entity, keys, transition.Absorbed);
        if (transition.Mentions is { } mentions) entity.Mentions = [.. mentions.Distinct()];
        foreach (var change in transition.Outbox) Change(database, transition.EntityId, transition.At, change);
        foreach (var mail in transition.Mails) Add(database, transition, mail);
        foreach (var mail in transition.WithdrawnMails) Withdraw(database, transition, mail);
        if (transition.IsTold || transition.Published) Tell(database, transition);
        return CommitVerdict.Committed;
    }

    /// <summary>A record that is another entity's stays with it: the decision rests on a binding that does not exist.</summary>
    private static bool AnotherHolds(MemoryDatabase database, Transition transition, Transition? after)
    {
        foreach (var change in transition.Records)
        {
            if (change.Fingerprint is null) continue;
            var holder = database.Records.GetValueOrDefault(change.Key)?.EntityId;
            if (after is not null) holder = after.HolderAfter(change.Key, holder);
            if (holder is not null && holder != transition.EntityId) return true;
        }

        return false;
    }

    private static void Bind(MemoryDatabase database, Transition transition, RecordChange change)
    {
        database.Records.TryGetValue(change.Key, out var held);
        if (change.Fingerprint is not { } fingerprint)
        {
            if (held?.EntityId == transition.EntityId) database.Records.Remove(change.Key);
            return;
        }

        database.Records[change.Key] = new RecordEntry(
            transition.EntityId, fingerprint, change.Guards, change.Deleted, held?.KnownAt ?? transition.At);
    }

    private static void NameKeys(MemoryDatabase database, string entityId, EntityEntry entity, IReadOnlyList<NaturalKey> keys, IReadOnlyList<string> absorbed)
    {
        foreach (var lost in entity.Keys.Where(key => !keys.Contains(key)).ToList())
        {
            entity.Keys.Remove(lost);
            if (database.Keys.GetValueOrDefault(lost)?.Owner == entityId) database.Keys.Remove(lost);
        }

        foreach (var key in keys)
        {
            if (entity.Keys.Contains(key)) continue;
            if (database.Keys.TryGetValue(key, out var held) && held.Owner != entityId && !absorbed.Contains(held.Owner)) continue;
            database.Keys[key] = new KeyEntry(entityId);
            entity.Keys.Add(key);
        }
    }

    private static void Change(MemoryDatabase database, string entityId, DateTimeOffset at, OutboxChange change)
    {
        switch (change)
        {
            case OutboxChange.Put { Row: var row }:
                var key = (entityId, row.System, row.Action);
                // What waits, waits since it began to, unless it waited for a person.
                if (database.Outbox.TryGetValue(key, out var there) && there.Status != OutboxStatus.Parked)
                    row = row with { EnqueuedAt = there.EnqueuedAt };

                // Nor does it lose its place among those that are due by another change.
                if ((there?.Status, row.Status) == (OutboxStatus.Pending, OutboxStatus.Pending) && row.NotBefore <= at && there!.NotBefore <= row.NotBefore)
                    row = row with { NotBefore = there.NotBefore };
                database.Outbox[key] = row with { EntityId = entityId };
                break;
            case OutboxChange.Remove remove:
                database.Outbox.Remove((entityId, remove.System, remove.Action));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Add(MemoryDatabase database, Transition transition, MailDraft draft)
    {
        if (database.Mails.ContainsKey(draft.Key)) return;
        var mail = new StoredMail(draft with { Model = draft.Model.ToArray(), NotBefore = null }, transition.EntityId, MailStatus.Pending, transition.At)
        {
            NotBefore = draft.NotBefore ?? transition.At,
        };
        database.Mails.Add(draft.Key, new MailEntry(mail, database.Mails.Count));
    }

    private static void Withdraw(MemoryDatabase database, Transition transition, MailWithdrawal mail)
    {
        if (!database.Mails.TryGetValue(mail.Key, out var entry) || entry.Mail.Status is not (MailStatus.Pending or MailStatus.Sending)) return;
        database.Mails[mail.Key] = entry with
        {
            Mail = entry.Mail with { Status = MailStatus.Suppressed, Evidence = mail.Evidence, FinishedAt = transition.At },
        };
    }

    private static void Tell(MemoryDatabase database, Transition transition)
    {
        var json = transition.History is { } told ? told.ToArray() : ReadOnlyMemory<byte>.Empty;
        var row = new HistoryRow(database.History.Count + 1, transition.EntityId, transition.Kind, transition.At, json);
        database.History.Add(new HistoryEntry(row, transition.IsTold, transition.Published));
    }
}
