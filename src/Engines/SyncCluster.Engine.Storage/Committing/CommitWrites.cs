using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>What a batch of transitions changes, each row at most once, whatever the database.</summary>
internal sealed class CommitWrites
{
    public List<EntityWrite> Entities { get; } = [];

    public List<RecordWrite> Records { get; } = [];

    public List<KeyWrite> Keys { get; } = [];

    public List<MentionWrite> Mentions { get; } = [];

    public List<OutboxWrite> Outbox { get; } = [];

    public List<HistoryWrite> History { get; } = [];

    public List<MailWrite> Mails { get; } = [];

    /// <summary>Withdrawals of mails that were stored before the batch: they come before its own mails.</summary>
    public List<MailWithdrawn> WithdrawnFirst { get; } = [];

    /// <summary>Withdrawals of mails that the batch itself may bring: they come after them.</summary>
    public List<MailWithdrawn> WithdrawnAfterwards { get; } = [];

    public List<EntityCountChange> EntityCounts { get; } = [];

    public List<RecordCountChange> RecordCounts { get; } = [];
}

/// <summary>What is done to a row.</summary>
internal enum RowChange
{
    Insert,
    Update,
    Delete,
}

/// <summary>
/// An entity's last transition in the batch. <paramref name="ReadVersion"/> is what stood there before, 0 for a new one;
/// keys are given where they change.
/// </summary>
internal readonly record struct EntityWrite(
    long Id, long ReadVersion, long Version, long? LastStep, Transition Last, ChangedKeys? Keys);

/// <summary>Natural keys as stored; no text for none.</summary>
internal readonly record struct ChangedKeys(string? Text);

/// <summary>A record of a system. An update leaves entity and time as they are unless <paramref name="Moved"/>.</summary>
internal readonly record struct RecordWrite(
    RowChange Change, RecordChange Record, long Entity, string EntityId, long KnownAt, bool Moved);

/// <summary>A natural key: taken, given to another (update) or released.</summary>
internal readonly record struct KeyWrite(RowChange Change, NaturalKey Key, string EntityId);

/// <summary>All keys that an entity mentions now, in the place of those before; a new one had none.</summary>
internal readonly record struct MentionWrite(long Entity, bool IsNew, IReadOnlyList<NaturalKey> Keys);

/// <summary>
/// An outbox row; null removes it. A fresh one takes nothing over from a row in its place, and one that
/// <paramref name="KeepsPlace"/> its due time too, where that one is pending and due before it.
/// </summary>
internal readonly record struct OutboxWrite(long Entity, string System, OutboxAction Action, OutboxRow? Row, bool Fresh, bool KeepsPlace = false);

/// <summary>One step.</summary>
internal readonly record struct HistoryWrite(long Sequence, long? Previous, long Entity, Transition Transition);

/// <summary>A mail that is left out where its key is known.</summary>
internal readonly record struct MailWrite(MailDraft Draft, string EntityId, DateTimeOffset At);

/// <summary>A mail that does not go any more, if it has not gone.</summary>
internal readonly record struct MailWithdrawn(MailWithdrawal Mail, DateTimeOffset At);

/// <summary>How the counts of a kind change.</summary>
internal sealed record EntityCountChange(Kind Kind)
{
    public long Entities { get; set; }

    public long Pending { get; set; }

    public long Parked { get; set; }

    public long Conflicts { get; set; }

    public long Drift { get; set; }

    public long Tombstoned { get; set; }

    public bool IsNothing => (Entities | Pending | Parked | Conflicts | Drift | Tombstoned) == 0;

    public void Add(EntityFlags flags, int sign)
    {
        if (flags.Merged) return;
        Entities += sign;
        if (flags.Pending) Pending += sign;
        if (flags.Parked) Parked += sign;
        if (flags.Conflicts) Conflicts += sign;
        if (flags.Drift) Drift += sign;
        if (flags.Tombstoned) Tombstoned += sign;
    }
}

/// <summary>How the number of known records changes.</summary>
internal readonly record struct RecordCountChange(string System, Kind Kind, long Records);
