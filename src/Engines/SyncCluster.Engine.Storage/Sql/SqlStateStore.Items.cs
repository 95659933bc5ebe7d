using System.Data.Common;
using SyncCluster.Core.Kinds;

namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    private const string UnmatchedColumns = "n.name, u.remote_id, u.seen, u.reason, u.first_at, u.last_at";

    /// <inheritdoc/>
    public Task<IReadOnlyList<Mention>> FindMentionsAsync(IReadOnlyList<NaturalKey> keys, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<Mention>>("looking up who mentions keys", async session => await session.QueryAsync(
            $"""
            SELECT m.mention_key, e.entity_id FROM mention m JOIN entity e ON e.id = m.entity
            WHERE {session.Dialect.Among("m.mention_key", "@keys")}
            """,
            row => new Mention(StoredNumbers.Key(row.GetString(0)), row.GetString(1)),
            ("@keys", TextsOf(keys.Distinct()))), cancellation);

    /// <inheritdoc/>
    public async Task PutUnmatchedAsync(IReadOnlyList<UnmatchedItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        await EnsureNamesAsync(items.Select(item => item.System).Distinct(), cancellation);
        await WriteAsync("keeping unmatched items", session => session.ExecuteManyAsync(
            """
            INSERT INTO unmatched_item (system, remote_id, seen, reason, first_at, last_at)
            VALUES (@system, @remote, @seen, @reason, @first, @last)
            ON CONFLICT (system, remote_id) DO UPDATE SET seen = excluded.seen, reason = excluded.reason, last_at = excluded.last_at
            """,
            [
                .. items.DistinctBy(item => item.Place).OrderBy(item => item.Place, StringComparer.Ordinal).Select(item => new (string, object?)[]
                {
                    ("@system", NameId(item.System)), ("@remote", item.RemoteId), ("@seen", item.Seen), ("@reason", StoredNumbers.Clean(item.Reason)),
                    ("@first", StoredNumbers.Ticks(item.FirstAt)), ("@last", StoredNumbers.Ticks(item.LastAt)),
                }),
            ]), cancellation);
    }

    /// <inheritdoc/>
    public async Task RemoveUnmatchedAsync(string system, IReadOnlyList<string> remoteIds, CancellationToken cancellation)
    {
        if (remoteIds.Count == 0 || await FindNameAsync(system, cancellation) is not { } id) return;
        (string, object?)[] which = [("@system", id), ("@ids", remoteIds.ToArray())];
        var any = await ReadAsync("looking up unmatched items", session => session.QueryAsync(
            $"SELECT 1 FROM unmatched_item WHERE system = @system AND {session.Dialect.Among("remote_id", "@ids")} LIMIT 1",
            row => row.GetInt32(0), which), cancellation);
        if (any.Count == 0) return;
        await WriteAsync("removing unmatched items", session => session.ExecuteAsync(
            $"DELETE FROM unmatched_item WHERE system = @system AND {session.Dialect.Among("remote_id", "@ids")}", which), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnmatchedItem>> ListUnmatchedAsync(string? system, string? after, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<UnmatchedItem>>("listing unmatched items", async session =>
        {
            var slash = after?.IndexOf('/', StringComparison.Ordinal) ?? -1;
            return await session.QueryAsync(
                $"""
                SELECT {UnmatchedColumns} FROM unmatched_item u JOIN name n ON n.id = u.system
                WHERE {(system is null ? "true" : "n.name = @of")}
                  AND {(slash < 0 ? "true" : "(n.name > @system OR (n.name = @system AND u.remote_id > @remote))")}
                ORDER BY n.name, u.remote_id LIMIT @limit
                """,
                UnmatchedOf,
                [
                    .. Given("@of", system), .. Given("@system", slash < 0 ? null : after![..slash]),
                    .. Given("@remote", slash < 0 ? null : after![(slash + 1)..]), ("@limit", limit),
                ]);
        }, cancellation);

    /// <inheritdoc/>
    public Task<UnmatchedItem?> FindUnmatchedAsync(string system, string remoteId, CancellationToken cancellation) =>
        ReadAsync("looking up an unmatched item", async session => FirstOrNull(await session.QueryAsync(
            $"SELECT {UnmatchedColumns} FROM unmatched_item u JOIN name n ON n.id = u.system WHERE n.name = @of AND u.remote_id = @remote",
            UnmatchedOf,
            ("@of", system), ("@remote", remoteId))), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountUnmatchedAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyDictionary<string, long>>("counting unmatched items", async session =>
        {
            var counts = await session.QueryAsync(
                "SELECT n.name, count(*) FROM unmatched_item u JOIN name n ON n.id = u.system GROUP BY n.name",
                row => (row.GetString(0), row.GetInt64(1)));
            return counts.ToDictionary(count => count.Item1, count => count.Item2, StringComparer.Ordinal);
        }, cancellation);

    private static UnmatchedItem UnmatchedOf(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.Blob(2), row.GetString(3), row.Instant(4), row.Instant(5));
}
