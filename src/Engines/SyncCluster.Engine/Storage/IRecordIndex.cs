using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage;

/// <summary>Fingerprints and bindings: which record of which system is which entity, and what it looked like last.</summary>
public interface IRecordIndex
{
    /// <summary>
    /// What is known of the records of one system and kind, in the order of <paramref name="remoteIds"/>; null for an
    /// unknown one. One query for a whole page: this is what keeps unchanged records from waking an actor.
    /// </summary>
    Task<IReadOnlyList<KnownRecord?>> FindRecordsAsync(string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation);

    /// <summary>
    /// Remote ids, in one system, of entities, in their order; null where the system does not know one. Of several, one that
    /// is gone never counts and a provisional one only where there is no other.
    /// </summary>
    Task<IReadOnlyList<string?>> FindRemoteIdsAsync(string system, IReadOnlyList<string> entityIds, CancellationToken cancellation);

    /// <summary>Records of one system and kind, gone ones too, by remote id; <paramref name="after"/> is the last of the page before.</summary>
    Task<IReadOnlyList<KnownRecord>> ListRecordsAsync(string system, Kind kind, string? after, int limit, CancellationToken cancellation);

    /// <summary>How many records of one system and kind are known and not gone.</summary>
    Task<long> CountRecordsAsync(string system, Kind kind, CancellationToken cancellation);

    /// <summary>Notes that a census saw these records in its present round.</summary>
    Task MarkSeenAsync(string feed, string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation);

    /// <summary>
    /// Records of one system and kind that were known before <paramref name="knownBefore"/> and that the census did not
    /// see in its round; provisional and deleted ones are left out.
    /// </summary>
    Task<IReadOnlyList<KnownRecord>> FindUnseenAsync(string feed, string system, Kind kind, DateTimeOffset knownBefore, int limit, CancellationToken cancellation);

    /// <summary>Forgets what a census has seen: a new round begins.</summary>
    Task ClearSeenAsync(string feed, CancellationToken cancellation);
}

/// <summary>What is known of one record.</summary>
/// <param name="RemoteId">Its id in the system.</param>
/// <param name="EntityId">The entity that it is.</param>
/// <param name="Fingerprint">Of its last whole observation or stored receipt; <see cref="Fingerprint.None"/> where only parts were seen.</param>
/// <param name="Guards">Values that the brake compares.</param>
/// <param name="Deleted">The system said that it is gone.</param>
public sealed record KnownRecord(string RemoteId, string EntityId, Fingerprint Fingerprint, GuardValues Guards, bool Deleted);

/// <summary>Values by which mass mistakes are noticed before any actor wakes.</summary>
/// <param name="Stock">Stock, where the record has one.</param>
/// <param name="Prices">Its prices as <see cref="Core.Polling.GuardedPrices"/> writes them.</param>
public readonly record struct GuardValues(decimal? Stock, string? Prices);

/// <summary>A change to the record index that goes with a transition.</summary>
/// <param name="Key">Which record of which system.</param>
/// <param name="Fingerprint">Its fingerprint now; null removes the binding.</param>
/// <param name="Guards">Values that the brake compares.</param>
/// <param name="Deleted">The system said that it is gone.</param>
public sealed record RecordChange(RecordKey Key, Fingerprint? Fingerprint, GuardValues Guards = default, bool Deleted = false)
{
    /// <summary>Given where the entity holds the record by the version that the transition expects: whether it was gone then.</summary>
    public bool? WasDeleted { get; init; }
}
