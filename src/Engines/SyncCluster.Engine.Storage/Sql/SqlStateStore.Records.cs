using System.Data.Common;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string?>> FindRemoteIdsAsync(string system, IReadOnlyList<string> entityIds, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return new string?[entityIds.Count];
        return await ReadAsync<IReadOnlyList<string?>>("looking up remote ids", async session =>
        {
            // Of several, a record that is gone never counts, and a provisional id only where there is no other.
            var found = await session.QueryAsync(
                $"""
                SELECT e.entity_id, k.remote_id FROM entity e JOIN record k ON k.entity = e.id
                WHERE {session.Dialect.Among("e.entity_id", "@entities")} AND k.system = @system AND k.deleted = 0
                ORDER BY CASE WHEN substr(k.remote_id, 1, 1) = '~' THEN 0 ELSE 1 END, k.remote_id DESC
                """,
                row => (row.GetString(0), row.GetString(1)),
                ("@system", systemId), ("@entities", entityIds.ToArray()));
            return InOrder(entityIds, found);
        }, cancellation);
    }

    /// <inheritdoc/>
    public async Task<long> CountRecordsAsync(string system, Kind kind, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return 0;
        var counts = await ReadAsync("counting records", session => session.QueryAsync(
            "SELECT records FROM record_count WHERE system = @system AND kind = @kind",
            row => row.GetInt64(0),
            ("@system", systemId), ("@kind", (int)kind)), cancellation);
        return counts.Sum();
    }

    /// <inheritdoc/>
    public async Task MarkSeenAsync(string feed, string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation)
    {
        if (remoteIds.Count == 0) return;
        await EnsureNamesAsync([feed, system], cancellation);
        await WriteAsync("noting seen records", session => session.ExecuteAsync(
            $"""
            INSERT INTO seen (feed, system, kind, remote_id, round)
            SELECT DISTINCT @feed, @system, @kind, r.value, coalesce((SELECT round FROM census WHERE feed = @feed), 0)
            FROM {session.Dialect.List("@ids")} WHERE true ORDER BY r.value
            ON CONFLICT (feed, system, kind, remote_id) DO UPDATE SET round = excluded.round
            """,
            ("@feed", NameId(feed)), ("@system", NameId(system)), ("@kind", (int)kind), ("@ids", remoteIds.ToArray())), cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KnownRecord>> FindUnseenAsync(
        string feed, string system, Kind kind, DateTimeOffset knownBefore, int limit, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return [];
        var feedId = await FindNameAsync(feed, cancellation);
        return await ReadAsync("finding unseen records", session => session.QueryAsync(
            """
            SELECT k.remote_id, k.entity_id, k.fingerprint, k.stock, coalesce(k.prices, k.price), k.deleted FROM record k
            WHERE k.system = @system AND k.kind = @kind AND k.deleted = 0 AND k.known_at < @before
              AND substr(k.remote_id, 1, 1) <> '~'
              AND NOT EXISTS (
                SELECT 1 FROM seen s WHERE s.feed = @feed AND s.system = @system AND s.kind = @kind AND s.remote_id = k.remote_id
                  AND s.round = coalesce((SELECT round FROM census WHERE feed = @feed), 0))
            ORDER BY k.remote_id LIMIT @limit
            """,
            KnownOf,
            ("@system", systemId), ("@kind", (int)kind), ("@before", StoredNumbers.Ticks(knownBefore)),
            ("@feed", feedId ?? -1), ("@limit", limit)), cancellation);
    }

    /// <inheritdoc/>
    public async Task ClearSeenAsync(string feed, CancellationToken cancellation)
    {
        // A new round makes every mark of the old one worthless at once, however many there are.
        await EnsureNamesAsync([feed], cancellation);
        await WriteAsync("beginning a census' round", session => session.ExecuteAsync(
            "INSERT INTO census (feed, round) VALUES (@feed, 1) ON CONFLICT (feed) DO UPDATE SET round = census.round + 1",
            ("@feed", NameId(feed))), cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KnownRecord>> ListRecordsAsync(string system, Kind kind, string? after, int limit, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return [];
        return await ReadAsync("listing records", session => session.QueryAsync(
            $"""
            SELECT k.remote_id, k.entity_id, k.fingerprint, k.stock, coalesce(k.prices, k.price), k.deleted FROM record k
            WHERE k.system = @system AND k.kind = @kind AND {(after is null ? "true" : "k.remote_id > @after")}
            ORDER BY k.remote_id LIMIT @limit
            """,
            KnownOf,
            [("@system", systemId), ("@kind", (int)kind), .. Given("@after", after), ("@limit", limit)]), cancellation);
    }

    private KnownRecord KnownOf(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        FingerprintOf(row, 2),
        new GuardValues(StoredNumbers.Decimal(row.TextOrNull(3)), row.TextOrNull(4)),
        row.GetInt32(5) != 0);

    /// <summary>A fingerprint as the dialect keeps it.</summary>
    protected abstract Fingerprint FingerprintOf(DbDataReader row, int column);
}
