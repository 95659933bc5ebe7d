using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage;

/// <summary>What came in and could not be handled, kept whole until a person or time resolves it.</summary>
public interface IParkedStore
{
    /// <summary>Parks items; one with the same key takes the place of the older, keeps its first time and counts on.</summary>
    Task ParkAsync(IReadOnlyList<ParkedItem> items, CancellationToken cancellation);

    /// <summary>Items that wait for <paramref name="awaited"/> (a text of the parker's own), the oldest first.</summary>
    Task<IReadOnlyList<ParkedItem>> FindWaitingAsync(IReadOnlyList<string> awaited, int limit, CancellationToken cancellation);

    /// <summary>Items, the newest first.</summary>
    Task<IReadOnlyList<ParkedItem>> ListParkedAsync(string? system, Kind? kind, int limit, CancellationToken cancellation);

    /// <summary>
    /// Items of a system that may go on without a person, by key above <paramref name="after"/>: those that wait for
    /// something, and those whose keys begin with <paramref name="prefix"/>.
    /// </summary>
    Task<IReadOnlyList<ParkedItem>> ListResumableAsync(string system, string prefix, string after, int limit, CancellationToken cancellation);

    /// <summary>One item; null where it is gone.</summary>
    Task<ParkedItem?> FindParkedAsync(string key, CancellationToken cancellation);

    /// <summary>Removes items that were resolved, skipped, or overtaken by a good observation of the same record.</summary>
    Task UnparkAsync(IReadOnlyList<string> keys, CancellationToken cancellation);
}

/// <summary>Something that came in and could not be handled.</summary>
/// <param name="Key">Unique: system, kind, record and where it came from.</param>
/// <param name="Record">Which record of which system.</param>
/// <param name="Fault">What is wrong, in the codec's form.</param>
/// <param name="Payload">What came, in the codec's form, so that it can be handled again.</param>
/// <param name="FirstAt">When it was parked first.</param>
public sealed record ParkedItem(string Key, RecordKey Record, ReadOnlyMemory<byte> Fault, ReadOnlyMemory<byte> Payload, DateTimeOffset FirstAt)
{
    /// <summary>What it waits for, where it resumes by itself; null where a person must act.</summary>
    public string? Awaits { get; init; }

    /// <summary>When it came last.</summary>
    public DateTimeOffset LastAt { get; init; } = FirstAt;

    /// <summary>How often it came.</summary>
    public int Times { get; init; } = 1;
}
