namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    /// <inheritdoc/>
    public async Task<bool> AddSignalAsync(StoredSignal signal, CancellationToken cancellation)
    {
        await EnsureNamesAsync([signal.System], cancellation);
        return await WriteAsync("keeping a signal", async session => await session.ExecuteAsync(
            """
            INSERT INTO signal (system, content_key, received_at, payload, handled) VALUES (@system, @key, @at, @payload, 0)
            ON CONFLICT (system, content_key) DO NOTHING
            """,
            ("@system", NameId(signal.System)), ("@key", signal.ContentKey),
            ("@at", StoredNumbers.Ticks(signal.ReceivedAt)), ("@payload", signal.Payload)) > 0, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredSignal>> ReadSignalsAsync(string system, int limit, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return [];
        return await ReadAsync("reading signals", session => session.QueryAsync(
            "SELECT content_key, received_at, payload FROM signal WHERE system = @system AND handled = 0 ORDER BY id LIMIT @limit",
            row => new StoredSignal(system, row.GetString(0), row.Instant(1), row.Blob(2)),
            ("@system", systemId), ("@limit", limit)), cancellation);
    }

    /// <inheritdoc/>
    public async Task MarkSignalsHandledAsync(string system, IReadOnlyList<string> contentKeys, CancellationToken cancellation)
    {
        if (contentKeys.Count == 0 || await FindNameAsync(system, cancellation) is not { } systemId) return;
        await WriteAsync("noting signals as handled", session => session.ExecuteAsync(
            $"UPDATE signal SET handled = 1, payload = @nothing WHERE system = @system AND {session.Dialect.Among("content_key", "@keys")}",
            ("@nothing", Array.Empty<byte>()), ("@system", systemId), ("@keys", contentKeys.ToArray())), cancellation);
    }

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset before, CancellationToken cancellation) =>
        WriteAsync("forgetting what was handled", async session =>
        {
            (string, object?) time = ("@before", StoredNumbers.Ticks(before));
            await session.ExecuteAsync("DELETE FROM signal WHERE handled = 1 AND received_at < @before", time);
            await session.ExecuteAsync("DELETE FROM staged WHERE handled = 1 AND staged_at < @before", time);
            await session.ExecuteAsync("DELETE FROM unmatched_item WHERE last_at < @before", time);

            // Marks of rounds long gone belong to records that exist no longer; the last round's are about to be renewed.
            await session.ExecuteAsync(
                "DELETE FROM seen WHERE round < (SELECT census.round - 1 FROM census WHERE census.feed = seen.feed)");
        }, cancellation);
}
