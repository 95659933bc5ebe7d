using System.Data.Common;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    private const string ParkedColumns =
        "p.parked_key, n.name, p.kind, p.remote_id, p.fault, p.payload, p.first_at, p.awaits, p.last_at, p.times";

    /// <inheritdoc/>
    public async Task ParkAsync(IReadOnlyList<ParkedItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        await EnsureNamesAsync(items.Select(item => item.Record.System).Distinct(), cancellation);
        await WriteAsync("parking items", session => session.ExecuteManyAsync(
            """
            INSERT INTO parked (parked_key, system, kind, remote_id, fault, payload, first_at, last_at, times, awaits)
            VALUES (@key, @system, @kind, @remote, @fault, @payload, @first, @last, @times, @awaits)
            ON CONFLICT (parked_key) DO UPDATE SET system = excluded.system, kind = excluded.kind, remote_id = excluded.remote_id,
              fault = excluded.fault, payload = excluded.payload, last_at = excluded.last_at,
              times = parked.times + excluded.times, awaits = excluded.awaits
            """,
            [.. items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(Parameters)]), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedItem>> FindWaitingAsync(IReadOnlyList<string> awaited, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ParkedItem>>("looking for parked items that wait", async session => await session.QueryAsync(
            $"""
            SELECT {ParkedColumns} FROM parked p JOIN name n ON n.id = p.system
            WHERE p.awaits IS NOT NULL AND {session.Dialect.Among("p.awaits", "@awaited")}
            ORDER BY p.first_at, p.parked_key LIMIT @limit
            """,
            ParkedOf,
            ("@awaited", awaited.ToArray()), ("@limit", limit)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedItem>> ListParkedAsync(string? system, Kind? kind, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ParkedItem>>("listing parked items", async session => await session.QueryAsync(
            $"""
            SELECT {ParkedColumns} FROM parked p JOIN name n ON n.id = p.system
            WHERE {(system is null ? "true" : "n.name = @system")} AND {(kind is null ? "true" : "p.kind = @kind")}
            ORDER BY p.last_at DESC, p.parked_key DESC LIMIT @limit
            """,
            ParkedOf,
            [.. Given("@system", system), .. Given("@kind", (int?)kind), ("@limit", limit)]), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ParkedItem>> ListResumableAsync(string system, string prefix, string after, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ParkedItem>>("listing parked items that may go on", async session => await session.QueryAsync(
            $"""
            SELECT {ParkedColumns} FROM parked p JOIN name n ON n.id = p.system
            WHERE n.name = @system AND p.parked_key > @after AND (p.awaits IS NOT NULL OR p.parked_key LIKE @prefix)
            ORDER BY p.parked_key LIMIT @limit
            """,
            ParkedOf,
            ("@system", system), ("@after", after), ("@prefix", prefix + "%"), ("@limit", limit)), cancellation);

    /// <inheritdoc/>
    public Task<ParkedItem?> FindParkedAsync(string key, CancellationToken cancellation) =>
        ReadAsync("looking up a parked item", async session => FirstOrNull(await session.QueryAsync(
            $"SELECT {ParkedColumns} FROM parked p JOIN name n ON n.id = p.system WHERE p.parked_key = @key",
            ParkedOf,
            ("@key", key))), cancellation);

    /// <inheritdoc/>
    public async Task UnparkAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        if (keys.Count == 0) return;
        (string, object?) parameter = ("@keys", keys.ToArray());

        // Asked after every good observation, and nearly always for nothing: reading first keeps the writer free.
        var any = await ReadAsync("looking up parked items", session => session.QueryAsync(
            $"SELECT 1 FROM parked WHERE {session.Dialect.Among("parked_key", "@keys")} LIMIT 1", row => row.GetInt32(0), parameter), cancellation);
        if (any.Count == 0) return;
        await WriteAsync("removing parked items", session => session.ExecuteAsync(
            $"DELETE FROM parked WHERE {session.Dialect.Among("parked_key", "@keys")}", parameter), cancellation);
    }

    private (string, object?)[] Parameters(ParkedItem item) =>
    [
        ("@key", item.Key), ("@system", NameId(item.Record.System)), ("@kind", (int)item.Record.Kind), ("@remote", item.Record.RemoteId),
        ("@fault", item.Fault), ("@payload", item.Payload), ("@first", StoredNumbers.Ticks(item.FirstAt)),
        ("@last", StoredNumbers.Ticks(item.LastAt)), ("@times", item.Times), ("@awaits", item.Awaits),
    ];

    private static ParkedItem ParkedOf(DbDataReader row) => new(
        row.GetString(0),
        new RecordKey(row.GetString(1), row.Kind(2), row.GetString(3)),
        row.Blob(4),
        row.Blob(5),
        row.Instant(6))
    {
        Awaits = row.TextOrNull(7),
        LastAt = row.Instant(8),
        Times = row.GetInt32(9),
    };
}
