using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage;

/// <summary>
/// What has to be done in outside systems: at most one row an entity, system and action. What exactly is to be pushed
/// stands in the entity's state; the row says that and when.
/// </summary>
public interface IOutboxStore
{
    /// <summary>
    /// Takes rows of one system and shard that are due, the oldest first, and marks them in flight until
    /// <paramref name="leaseUntil"/>. A row whose lease ran out is due again and comes back as uncertain. Rows of one
    /// kind come together: the kind of the oldest.
    /// </summary>
    Task<IReadOnlyList<OutboxRow>> TakeAsync(string system, int shard, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellation);

    /// <summary>
    /// Makes due now what a shard's actor had taken before it ended without an answer; it comes back as uncertain. Called
    /// by the shard's next actor before it takes anything, since at most one works at a time. Answers how many.
    /// </summary>
    Task<int> ReclaimAsync(string system, int shard, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>
    /// Gives rows back unsent. A row that is no longer in flight under the operation id and lease with which it was taken is
    /// left as it is.
    /// </summary>
    Task ReturnAsync(IReadOnlyList<OutboxReturn> returns, CancellationToken cancellation);

    /// <summary>
    /// Removes rows of fetches, or of whatever else is no push, that were answered; one that was put anew meanwhile (its
    /// operation or time differs) stays.
    /// </summary>
    Task FinishFetchesAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellation);

    /// <summary>
    /// How many of <paramref name="entityIds"/> have a push to one of <paramref name="systems"/> that is on its way: due now or
    /// later, or in flight. One that waits for another record, or for a person, is not.
    /// </summary>
    Task<int> CountUndeliveredAsync(IReadOnlyCollection<string> systems, IReadOnlyList<string> entityIds, CancellationToken cancellation);

    /// <summary>When the next row of a system and shard becomes due; null where there is none.</summary>
    Task<DateTimeOffset?> NextDueAsync(string system, int shard, CancellationToken cancellation);

    /// <summary>Shards of a system that have a row which is due.</summary>
    Task<IReadOnlyList<int>> DueShardsAsync(string system, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>
    /// Makes rows due now that wait for one of <paramref name="keys"/> in <paramref name="system"/>; answers their shards.
    /// </summary>
    Task<IReadOnlyList<int>> WakeWaitingAsync(string system, IReadOnlyList<NaturalKey> keys, DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>What is to be done.</summary>
public enum OutboxAction
{
    /// <summary>Write the entity's pending patch to the system.</summary>
    Push,

    /// <summary>Read the record again.</summary>
    Fetch,

    /// <summary>Let orders know how an item stands: all that wait for this product, or this order of all its items.</summary>
    Announce,

    /// <summary>See whether a customer is to be told.</summary>
    Tell,
}

/// <summary>Where a row stands.</summary>
public enum OutboxStatus
{
    /// <summary>Due at <see cref="OutboxRow.NotBefore"/>.</summary>
    Pending,

    /// <summary>Taken; until the lease ends, which is then <see cref="OutboxRow.NotBefore"/>.</summary>
    InFlight,

    /// <summary>Waits for a record that it refers to, at the latest until <see cref="OutboxRow.NotBefore"/>.</summary>
    Waiting,

    /// <summary>Waits for a person.</summary>
    Parked,
}

/// <summary>One row of the outbox.</summary>
/// <param name="System">Where to.</param>
/// <param name="EntityId">Of which entity.</param>
/// <param name="Kind">What the entity is.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="OperationId">The push's operation id; for a fetch the remote id; for the others what tells this row from the next.</param>
/// <param name="Shard">Which outbound actor does it.</param>
/// <param name="NotBefore">When it is due.</param>
/// <param name="EnqueuedAt">Since when the change waits: the age of the oldest is the sync lag.</param>
public sealed record OutboxRow(
    string System, string EntityId, Kind Kind, OutboxAction Action, string OperationId, int Shard, DateTimeOffset NotBefore, DateTimeOffset EnqueuedAt)
{
    /// <summary>Where it stands.</summary>
    public OutboxStatus Status { get; init; } = OutboxStatus.Pending;

    /// <summary>How often it has been taken before this time without an answer: more than 0 means it may have been applied.</summary>
    public int Unanswered { get; init; }

    /// <summary>What a waiting row waits for, or why a parked row is parked; for people.</summary>
    public string? Reason { get; init; }

    /// <summary>What a waiting row waits for.</summary>
    public NaturalKey? WaitingFor { get; init; }
}

/// <summary>A change to the outbox that goes with a transition.</summary>
public abstract record OutboxChange
{
    private OutboxChange() { }

    /// <summary>
    /// Puts a row, as it is given, in the place of any of the same system, entity and action. Only since when it waits is
    /// taken over from that one, unless it was parked; and its place among those that are due, where it was due before and
    /// the new one is due at once: what changes all the time is not passed over for ever. A lease goes with its operation:
    /// the new row is due when it says.
    /// </summary>
    public sealed record Put(OutboxRow Row) : OutboxChange;

    /// <summary>Removes the row, whatever its operation.</summary>
    public sealed record Remove(string System, OutboxAction Action) : OutboxChange;
}

/// <summary>A row given back unsent.</summary>
/// <param name="Row">As taken.</param>
/// <param name="NotBefore">When to try again.</param>
/// <param name="WaitingFor">What it waits for; null for a plain delay.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record OutboxReturn(OutboxRow Row, DateTimeOffset NotBefore, NaturalKey? WaitingFor, string? Reason);
