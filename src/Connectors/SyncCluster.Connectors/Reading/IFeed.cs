using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.Reading;

/// <summary>One kind of record as read from a system, page by page, by a cursor.</summary>
public interface IFeed
{
    /// <summary>Lower case with hyphens, unique within the system: <c>products</c>, <c>order-states</c>.</summary>
    string Name { get; }

    /// <summary>The kind of what it mainly brings (a page may carry other kinds along).</summary>
    Kind Kind { get; }

    /// <summary>
    /// Feeds of one group are read one after the other in the order in which the system lists them, by one actor.
    /// Most feeds are a group of their own.
    /// </summary>
    string Group => Name;

    /// <summary>
    /// True where a whole round says what exists: a record that a complete round does not bring may be concluded to be
    /// gone. A reader of changes says false.
    /// </summary>
    bool IsCensus => false;

    /// <summary>How often it should be read unless <c>sync.yaml</c> says otherwise.</summary>
    TimeSpan DefaultInterval { get; }

    /// <summary>Reads the next page. Retries nothing.</summary>
    /// <exception cref="FaultException">The page could not be read; the cursor stays.</exception>
    Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation);

    /// <summary>
    /// Called after everything up to <paramref name="cursor"/> is safe in our store, before the next page is read. Where
    /// reading consumes, the source's records are deleted here. Called again after a crash: must be repeatable.
    /// </summary>
    Task AcknowledgeAsync(string cursor, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>What to read.</summary>
/// <param name="Cursor">Where the last page ended, in the feed's own words; null at the very beginning.</param>
/// <param name="PageSize">At most this many records.</param>
public sealed record FeedRequest(string? Cursor, int PageSize)
{
    /// <summary>
    /// The failure that had stopped the feed, where a person has run it again since: said with every request until a page
    /// has been read, also by another process. Null where nobody did.
    /// </summary>
    public Fault? RunAgainAfter { get; init; }
}

/// <summary>One answer of a feed.</summary>
/// <param name="Observations">The records, in the order in which they must be handled.</param>
/// <param name="Cursor">Where to go on after this page. Saved once the page is safe.</param>
/// <param name="More">True where the next page can be read at once; false ends the round.</param>
public sealed record FeedPage(EquatableList<Observation> Observations, string Cursor, bool More)
{
    /// <summary>Records that could not be understood; they are parked and shown, the others go on.</summary>
    public EquatableList<RejectedRecord> Rejected { get; init; } = EquatableList<RejectedRecord>.Empty;

    /// <summary>
    /// True where <see cref="More"/> is false only because the feed spent its budget: the walk goes on from
    /// <see cref="Cursor"/> the next time. Of a census, nothing may be concluded to be gone before a page ends the walk;
    /// everything since the last page that did belongs to one round.
    /// </summary>
    public bool Paused { get; init; }

    /// <summary>
    /// True where the source takes long and has not come to its end: nothing was read yet, nothing is saved, and the same
    /// page is asked for again at once. A feed that reads for minutes says so every second or so, that its actor may answer
    /// people in between.
    /// </summary>
    public bool StillReading { get; init; }

    /// <summary>How many records the source says there are in all; null where it does not say.</summary>
    public long? TotalInSource { get; init; }
}

/// <summary>A record that could not be understood.</summary>
/// <param name="Key">Which record, as far as it is known; the remote id may be a row number.</param>
/// <param name="Fault">What is wrong, with the fields named.</param>
/// <param name="Raw">The record as it came, as text, cut to 64 KiB.</param>
public sealed record RejectedRecord(RecordKey Key, Fault Fault, string Raw)
{
    /// <summary>See <see cref="Observation.SourceIndex"/>.</summary>
    public string? SourceIndex { get; init; }
}
