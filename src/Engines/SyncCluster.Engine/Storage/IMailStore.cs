namespace SyncCluster.Engine.Storage;

/// <summary>Mails to customers: each key goes out once.</summary>
public interface IMailStore
{
    /// <summary>
    /// Takes mails of a shard that are due, the oldest first, and marks them as being sent. With a mail of a group come all
    /// others of the group that wait, beyond <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<StoredMail>> TakeMailsAsync(int shard, DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>How each group stands, in their order; null where no mail belongs to it but such as were suppressed.</summary>
    Task<IReadOnlyList<MailGroup?>> FindMailGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellation);

    /// <summary>
    /// Notes what became of mails that were taken together: the same of all, or of none. One that was sent, given up or
    /// suppressed already stays so.
    /// </summary>
    Task FinishMailsAsync(IReadOnlyList<string> keys, MailStatus status, DateTimeOffset at, DateTimeOffset? notBefore, string? evidence, CancellationToken cancellation);

    /// <summary>
    /// Mails of a shard that were being sent when the process died: taken before <paramref name="takenBefore"/> and never
    /// finished. They become <see cref="MailStatus.Uncertain"/>; answers how many.
    /// </summary>
    Task<int> MarkInterruptedMailsAsync(int shard, DateTimeOffset takenBefore, CancellationToken cancellation);

    /// <summary>Shards that have a mail which is due.</summary>
    Task<IReadOnlyList<int>> DueMailShardsAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Mails, the newest first, for people; <paramref name="entityId"/> narrows to one order or customer.</summary>
    Task<IReadOnlyList<StoredMail>> ListMailsAsync(string? entityId, MailStatus? status, int limit, CancellationToken cancellation);

    /// <summary>
    /// A person decides on a mail that failed or is uncertain: <see cref="MailStatus.Pending"/> sends it again, as a
    /// message of its own, <see cref="MailStatus.Suppressed"/> drops it. Answers its shard; null where no such mail waits for a decision.
    /// </summary>
    Task<int?> DecideMailAsync(string key, MailStatus decision, string evidence, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Since when the oldest mail waits that is to be sent; null where none does.</summary>
    Task<DateTimeOffset?> OldestPendingMailAsync(CancellationToken cancellation);
}

/// <summary>How a group of mails stands; those that were suppressed do not count.</summary>
/// <param name="Language">In which they are written; where there are several, the first by name.</param>
/// <param name="Waiting">So many wait to be taken.</param>
/// <param name="Sending">So many are being sent.</param>
/// <param name="Settled">So many were sent or given up, or nobody knows.</param>
public sealed record MailGroup(string Language, int Waiting, int Sending, int Settled)
{
    /// <summary>None of them has gone: one more can go with them.</summary>
    public bool IsOpen => Sending == 0 && Settled == 0;
}

/// <summary>Where a mail stands.</summary>
public enum MailStatus
{
    /// <summary>To be sent.</summary>
    Pending,

    /// <summary>Taken by an actor.</summary>
    Sending,

    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>Refused for good, or given up.</summary>
    Failed,

    /// <summary>The process died while it was being sent: nobody knows. A person decides; it is not sent again by itself.</summary>
    Uncertain,

    /// <summary>Not wanted: switched off or called off before it went.</summary>
    Suppressed,
}

/// <summary>A mail that a transition asks for.</summary>
/// <param name="Key">What it says, to whom, of what: equal keys are one mail.</param>
/// <param name="Shard">Which mail actor sends it.</param>
/// <param name="Template">Name of the template.</param>
/// <param name="Language">ISO 639-1.</param>
/// <param name="To">The recipient.</param>
/// <param name="Model">What the template shows, as JSON.</param>
public sealed record MailDraft(string Key, int Shard, string Template, string Language, string To, ReadOnlyMemory<byte> Model)
{
    /// <summary>Mails of one group have one recipient and go out as one message; null for a message of its own.</summary>
    public string? Group { get; init; }

    /// <summary>When it is due; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>A mail as stored.</summary>
public sealed record StoredMail(MailDraft Draft, string EntityId, MailStatus Status, DateTimeOffset CreatedAt)
{
    /// <summary>How often it was taken.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is due.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>When the last word on it was spoken.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The server's answer or the fault.</summary>
    public string? Evidence { get; init; }
}
