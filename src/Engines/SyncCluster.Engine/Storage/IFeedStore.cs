namespace SyncCluster.Engine.Storage;

/// <summary>Cursors, staged pages and small documents of feeds and other long-lived actors.</summary>
public interface IFeedStore
{
    /// <summary>A small JSON document by key (<c>feed/erp/tables</c>); null where there is none.</summary>
    Task<ReadOnlyMemory<byte>?> ReadDocumentAsync(string key, CancellationToken cancellation);

    /// <summary>Writes documents together: the last writer wins.</summary>
    Task WriteDocumentsAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellation);

    /// <summary>Every document whose key begins with <paramref name="prefix"/>, by key.</summary>
    Task<IReadOnlyList<StoredDocument>> ListDocumentsAsync(string prefix, CancellationToken cancellation);

    /// <summary>
    /// Stages a page that reading consumes, together with the document that holds the cursor (X8). A record whose
    /// <see cref="StagedRecord.SourceIndex"/> is staged or was handled already is left out.
    /// </summary>
    Task StageAsync(string feed, IReadOnlyList<StagedRecord> records, StoredDocument cursor, CancellationToken cancellation);

    /// <summary>The oldest staged records of a feed, in their order.</summary>
    Task<IReadOnlyList<StagedRecord>> ReadStagedAsync(string feed, int limit, CancellationToken cancellation);

    /// <summary>Removes staged records that were handled; their source indexes stay known as handled.</summary>
    Task RemoveStagedAsync(string feed, IReadOnlyList<string> sourceIndexes, CancellationToken cancellation);

    /// <summary>How many records of a feed are staged.</summary>
    Task<long> CountStagedAsync(string feed, CancellationToken cancellation);
}

/// <summary>A small JSON document.</summary>
public sealed record StoredDocument(string Key, ReadOnlyMemory<byte> Json);

/// <summary>One record of a staged page.</summary>
/// <param name="SourceIndex">The record's index in its source: equal for the same record read twice.</param>
/// <param name="Payload">The observation or the rejected record in the codec's form.</param>
public sealed record StagedRecord(string SourceIndex, ReadOnlyMemory<byte> Payload);
