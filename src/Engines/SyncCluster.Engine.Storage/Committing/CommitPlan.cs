using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>
/// Decides what a batch of transitions means, one after the other, against what is stored and what the transitions
/// before them left. Every rule of <see cref="IEntityStore.CommitAsync"/> is here; databases only read and write.
/// </summary>
internal sealed class CommitPlan
{
    private readonly ICommitFacts _facts;
    private readonly CommitNumbers _numbers;
    private readonly Dictionary<string, EntityDraft> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<RecordKey, RecordDraft> _records = [];
    private readonly KeyPlan _keys;
    private readonly OutboxPlan _outbox = new();
    private readonly List<EntityDraft> _changed = [];
    private int _newEntities;

    private CommitPlan(ICommitFacts facts, CommitNumbers numbers)
    {
        _facts = facts;
        _numbers = numbers;
        _keys = new KeyPlan(facts);
    }

    /// <summary>What the batch writes.</summary>
    public CommitWrites Writes { get; } = new();

    /// <summary>What became of each transition.</summary>
    public CommitVerdict[] Verdicts { get; private set; } = [];

    /// <summary>Decides about <paramref name="transitions"/>.</summary>
    public static CommitPlan Of(IReadOnlyList<Transition> transitions, ICommitFacts facts, CommitNumbers numbers)
    {
        var plan = new CommitPlan(facts, numbers) { Verdicts = new CommitVerdict[transitions.Count] };
        for (var i = 0; i < transitions.Count; i++)
        {
            var one = transitions[i];
            if (!one.OnlyWithNext)
            {
                plan.Verdicts[i] = plan.Take(one) ? CommitVerdict.Committed : CommitVerdict.Outdated;
                continue;
            }

            var next = transitions[i + 1];
            var both = plan.Fits(one) && plan.Fits(next, one) && plan.Take(one) && plan.Take(next);
            plan.Verdicts[i] = plan.Verdicts[++i] = both ? CommitVerdict.Committed : CommitVerdict.Outdated;
        }

        plan.Finish();
        return plan;
    }

    private bool Take(Transition transition)
    {
        if (!Fits(transition)) return false;
        var entity = Entity(transition.EntityId);

        if (entity.Last is null)
        {
            _changed.Add(entity);
            if (entity.Head is null) entity.Id = _numbers.FirstEntity + _newEntities++;
        }

        entity.Version++;
        entity.Last = transition;
        foreach (var record in transition.Records) Bind(transition, record);
        if (transition.Keys is { } keys) _keys.Set(transition.EntityId, entity.Head, keys, transition.Absorbed);
        entity.Mentions = transition.Mentions ?? entity.Mentions;
        foreach (var change in transition.Outbox) _outbox.Apply(entity.Id, transition.At, change);
        foreach (var mail in transition.Mails) Writes.Mails.Add(new MailWrite(mail, transition.EntityId, transition.At));
        foreach (var mail in transition.WithdrawnMails)
        {
            // Of a mail that the batch has asked for before it; else of one that is stored, whatever the batch asks for later.
            var withdrawals = Writes.Mails.Exists(write => write.Draft.Key == mail.Key) ? Writes.WithdrawnAfterwards : Writes.WithdrawnFirst;
            withdrawals.Add(new MailWithdrawn(mail, transition.At));
        }

        if (transition.IsTold || transition.Published)
        {
            var sequence = _numbers.FirstStep + Writes.History.Count;
            Writes.History.Add(new HistoryWrite(sequence, entity.LastStep, entity.Id, transition));
            entity.LastStep = sequence;
        }

        return true;
    }

    private bool Fits(Transition transition, Transition? after = null) =>
        Entity(transition.EntityId).Version == transition.ExpectedVersion && !AnotherHolds(transition, after) && !AnotherOwns(transition);

    /// <summary>A key that was free when the transition was decided and that another entity was given meanwhile.</summary>
    private bool AnotherOwns(Transition transition)
    {
        foreach (var key in transition.MustOwn)
            if (_keys.Owner(key) is { } owner && owner != transition.EntityId && !transition.Absorbed.Contains(owner)) return true;
        return false;
    }

    /// <summary>
    /// A record that is another entity's stays with it until that entity lets it go: the whole transition then comes
    /// too late, as its decision rests on a binding that does not exist.
    /// </summary>
    private bool AnotherHolds(Transition transition, Transition? after)
    {
        foreach (var change in transition.Records)
        {
            if (change.Fingerprint is null) continue;
            var holder = Record(change.Key).EntityId;
            if (after is not null) holder = after.HolderAfter(change.Key, holder);
            if (holder is not null && holder != transition.EntityId) return true;
        }

        return false;
    }

    private void Bind(Transition transition, RecordChange change)
    {
        var record = Record(change.Key);
        if (change.Fingerprint is null)
        {
            if (record.EntityId != transition.EntityId) return;
            record.EntityId = null;
        }
        else
        {
            if (record.EntityId is null) record.KnownAt = StoredNumbers.Ticks(transition.At);
            record.EntityId = transition.EntityId;
        }

        record.Change = change;
    }

    private EntityDraft Entity(string entityId)
    {
        if (_entities.TryGetValue(entityId, out var entity)) return entity;
        var head = _facts.Head(entityId);
        entity = new EntityDraft { Head = head, Id = head?.Id ?? 0, Version = head?.Version ?? 0, LastStep = head?.LastStep };
        _entities.Add(entityId, entity);
        return entity;
    }

    private RecordDraft Record(RecordKey key)
    {
        if (_records.TryGetValue(key, out var record)) return record;
        var stored = _facts.Record(key);
        record = new RecordDraft { Stored = stored, EntityId = stored?.EntityId, KnownAt = stored?.KnownAt ?? 0 };
        _records.Add(key, record);
        return record;
    }

    private void Finish()
    {
        var counts = new CommitCounts();
        foreach (var entity in _changed)
        {
            var last = entity.Last!;
            Writes.Entities.Add(new EntityWrite(
                entity.Id, entity.Head?.Version ?? 0, entity.Version, entity.LastStep, last, _keys.Changed(last.EntityId)));
            if (entity.Mentions is { } mentions && (entity.Head is not null || mentions.Count > 0))
                Writes.Mentions.Add(new MentionWrite(entity.Id, entity.Head is null, mentions));
            counts.Changed(entity.Head, last);
        }

        foreach (var (key, record) in _records)
        {
            if (record.Change is not { } change) continue;
            counts.Changed(key, record.Stored is { Deleted: false }, record.EntityId is not null && !change.Deleted);
            if (Write(record, change) is { } write) Writes.Records.Add(write);
        }

        _keys.Finish(Writes.Keys);
        _outbox.Finish(Writes.Outbox);
        counts.Finish(Writes);
    }

    private RecordWrite? Write(RecordDraft record, RecordChange change)
    {
        if (record.EntityId is not { } entityId)
            return record.Stored is null ? null : new RecordWrite(RowChange.Delete, change, 0, record.Stored.EntityId, 0, false);
        var entity = _entities[entityId].Id;
        if (record.Stored is not { } stored) return new RecordWrite(RowChange.Insert, change, entity, entityId, record.KnownAt, false);
        var moved = stored.EntityId != entityId || stored.KnownAt != record.KnownAt;
        return new RecordWrite(RowChange.Update, change, entity, entityId, record.KnownAt, moved);
    }

    private sealed class EntityDraft
    {
        public required EntityHead? Head { get; init; }

        public required long Id { get; set; }

        public required long Version { get; set; }

        public required long? LastStep { get; set; }

        public Transition? Last { get; set; }

        public IReadOnlyList<NaturalKey>? Mentions { get; set; }
    }

    private sealed class RecordDraft
    {
        public required BoundRecord? Stored { get; init; }

        public required string? EntityId { get; set; }

        public required long KnownAt { get; set; }

        public RecordChange? Change { get; set; }
    }
}

/// <summary>Numbers that a batch may use up: ids of new entities and sequences of steps, both upwards.</summary>
internal readonly record struct CommitNumbers(long FirstEntity, long FirstStep);
