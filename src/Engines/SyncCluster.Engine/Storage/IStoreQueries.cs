using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage;

/// <summary>What people and pages ask for. Reads only.</summary>
public interface IStoreQueries
{
    /// <summary>Entities that fit, by kind and title; <paramref name="query"/>'s cursor goes on after a page.</summary>
    Task<IReadOnlyList<EntityRow>> SearchAsync(EntityQuery query, CancellationToken cancellation);

    /// <summary>Counts per kind.</summary>
    Task<IReadOnlyList<KindCount>> CountEntitiesAsync(CancellationToken cancellation);

    /// <summary>Counts per system and kind, of records and of outbox rows by status, with the age of the oldest.</summary>
    Task<IReadOnlyList<SystemCount>> CountSystemsAsync(CancellationToken cancellation);

    /// <summary>Outbox rows of a system and status, the oldest first.</summary>
    Task<IReadOnlyList<OutboxRow>> ListOutboxAsync(string? system, OutboxStatus? status, int limit, CancellationToken cancellation);

    /// <summary>Counts of mails by status.</summary>
    Task<IReadOnlyDictionary<MailStatus, long>> CountMailsAsync(CancellationToken cancellation);

    /// <summary>Steps of one entity, the newest first.</summary>
    Task<IReadOnlyList<HistoryRow>> HistoryAsync(string entityId, int limit, CancellationToken cancellation);

    /// <summary>
    /// Published steps after <paramref name="after"/> in an order that never changes: no later answer inserts a step
    /// before one that was given out. A step may appear a moment after its commit.
    /// </summary>
    Task<IReadOnlyList<HistoryRow>> ChangesAsync(long after, int limit, CancellationToken cancellation);

    /// <summary>The newest published steps that <see cref="ChangesAsync"/> gives out already, the newest first.</summary>
    Task<IReadOnlyList<HistoryRow>> LatestChangesAsync(int limit, CancellationToken cancellation);
}

/// <summary>What to search.</summary>
public sealed record EntityQuery
{
    /// <summary>Only this kind.</summary>
    public Kind? Kind { get; init; }

    /// <summary>Text that the search text must contain, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Only with pending pushes, parked pushes, conflicts or drift: <c>pending</c>, <c>parked</c>, <c>conflict</c>, <c>drift</c>.</summary>
    public string? Having { get; init; }

    /// <summary>Only orders in this state.</summary>
    public string? OrderState { get; init; }

    /// <summary>Only orders in one of these states; null for any.</summary>
    public IReadOnlyList<string>? OrderStates { get; init; }

    /// <summary>Only open orders whose last promised day lies before.</summary>
    public DateOnly? ExpectedBefore { get; init; }

    /// <summary>Only changed at or after.</summary>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>Entity id of the last row of the page before; rows come by entity id.</summary>
    public string? After { get; init; }

    /// <summary>At most this many.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>One row of a search.</summary>
public sealed record EntityRow(string EntityId, Kind Kind, long Version, EntitySummary Summary, DateTimeOffset ChangedAt);

/// <summary>Counts of one kind: all entities, and those that have a pending push, a parked push, a conflict, drift; those that are gone.</summary>
public sealed record KindCount(Kind Kind, long Entities, long Pending, long Parked, long Conflicts, long Drift, long Tombstoned);

/// <summary>Counts of one system and kind.</summary>
/// <param name="System">The system.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Records">Bound records that are not deleted.</param>
/// <param name="Pending">Outbox rows to be pushed, those that wait for a reference among them.</param>
/// <param name="InFlight">Outbox rows taken.</param>
/// <param name="Parked">Outbox rows that wait for a person.</param>
/// <param name="OldestPending">Since when the oldest pending or in-flight push waits.</param>
public sealed record SystemCount(string System, Kind Kind, long Records, long Pending, long InFlight, long Parked, DateTimeOffset? OldestPending);

/// <summary>One step of one entity.</summary>
/// <param name="Sequence">Ascending, never reused; gaps are possible.</param>
/// <param name="EntityId">Of which entity.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">When.</param>
/// <param name="Json">The explanation; empty in a published step that is not worth telling.</param>
public sealed record HistoryRow(long Sequence, string EntityId, Kind Kind, DateTimeOffset At, ReadOnlyMemory<byte> Json);
