namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadDocumentAsync(string key, CancellationToken cancellation) =>
        ReadAsync<ReadOnlyMemory<byte>?>("reading a document", async session =>
        {
            var found = await session.QueryAsync("SELECT json FROM document WHERE document_key = @key", row => row.Blob(0), ("@key", key));
            return found.Count == 0 ? (ReadOnlyMemory<byte>?)null : found[0];
        }, cancellation);

    /// <inheritdoc/>
    public Task WriteDocumentsAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellation) =>
        documents.Count == 0
            ? Task.CompletedTask
            : WriteAsync("writing documents", session => WriteAsync(session, documents), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDocument>> ListDocumentsAsync(string prefix, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredDocument>>("listing documents", async session => await session.QueryAsync(
            """
            SELECT document_key, json FROM document
            WHERE document_key >= @prefix AND substr(document_key, 1, length(@prefix)) = @prefix ORDER BY document_key
            """,
            row => new StoredDocument(row.GetString(0), row.Blob(1)),
            ("@prefix", prefix)), cancellation);

    /// <inheritdoc/>
    public async Task StageAsync(string feed, IReadOnlyList<StagedRecord> records, StoredDocument cursor, CancellationToken cancellation)
    {
        await EnsureNamesAsync([feed], cancellation);
        var now = StoredNumbers.Ticks(Now);
        await WriteAsync("staging a page", async session =>
        {
            await session.ExecuteManyAsync(
                """
                INSERT INTO staged (feed, source_index, payload, staged_at, handled) VALUES (@feed, @index, @payload, @now, 0)
                ON CONFLICT (feed, source_index) DO NOTHING
                """,
                [.. records.Select(record => new (string, object?)[]
                {
                    ("@feed", NameId(feed)), ("@index", record.SourceIndex), ("@payload", record.Payload), ("@now", now),
                })]);
            await WriteAsync(session, [cursor]);
        }, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StagedRecord>> ReadStagedAsync(string feed, int limit, CancellationToken cancellation)
    {
        if (await FindNameAsync(feed, cancellation) is not { } feedId) return [];
        return await ReadAsync("reading staged records", session => session.QueryAsync(
            "SELECT source_index, payload FROM staged WHERE feed = @feed AND handled = 0 ORDER BY id LIMIT @limit",
            row => new StagedRecord(row.GetString(0), row.Blob(1)),
            ("@feed", feedId), ("@limit", limit)), cancellation);
    }

    /// <inheritdoc/>
    public async Task RemoveStagedAsync(string feed, IReadOnlyList<string> sourceIndexes, CancellationToken cancellation)
    {
        if (sourceIndexes.Count == 0 || await FindNameAsync(feed, cancellation) is not { } feedId) return;
        await WriteAsync("removing staged records", session => session.ExecuteAsync(
            $"UPDATE staged SET handled = 1, payload = @nothing WHERE feed = @feed AND {session.Dialect.Among("source_index", "@indexes")}",
            ("@nothing", Array.Empty<byte>()), ("@feed", feedId), ("@indexes", sourceIndexes.ToArray())), cancellation);
    }

    /// <inheritdoc/>
    public async Task<long> CountStagedAsync(string feed, CancellationToken cancellation)
    {
        if (await FindNameAsync(feed, cancellation) is not { } feedId) return 0;
        var counts = await ReadAsync("counting staged records", session => session.QueryAsync(
            "SELECT count(*) FROM staged WHERE feed = @feed AND handled = 0", row => row.GetInt64(0), ("@feed", feedId)), cancellation);
        return counts[0];
    }

    private static Task WriteAsync(SqlSession session, IEnumerable<StoredDocument> documents) => session.ExecuteManyAsync(
        """
        INSERT INTO document (document_key, json) VALUES (@key, @json)
        ON CONFLICT (document_key) DO UPDATE SET json = excluded.json
        """,
        [.. documents.OrderBy(document => document.Key, StringComparer.Ordinal)
            .Select(document => new (string, object?)[] { ("@key", document.Key), ("@json", document.Json) })]);
}
