using System.Data.Common;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    private const string OutboxColumns =
        "n.name, e.entity_id, o.kind, o.action, o.operation_id, o.shard, o.not_before, o.enqueued_at, o.status, o.unanswered, o.reason, o.waiting_for";

    private const string Outbox = "outbox o JOIN name n ON n.id = o.system JOIN entity e ON e.id = o.entity";

    // A row that is no longer in flight under this operation and lease is somebody else's by now.
    private const string AsTaken =
        """
        entity = (SELECT id FROM entity WHERE entity_id = @entity) AND system = @system AND action = @action
          AND operation_id = @operation AND status = 1 AND not_before = @lease
        """;

    // One seek a kind instead of a walk over everything that is due.
    private static readonly string KindOfOldest =
        $"SELECT kind FROM ({string.Join(" UNION ALL ", StoredNumbers.Kinds.Select(OldestOf))}) AS oldest "
        + "ORDER BY not_before, enqueued_at, entity, action LIMIT 1";

    private static readonly string KindNumbers = string.Join(", ", StoredNumbers.Kinds.Select(kind => (int)kind));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OutboxRow>> TakeAsync(
        string system, int shard, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellation)
    {
        if (await NextDueAsync(system, shard, cancellation) is not { } next || next > now) return [];
        var lease = StoredNumbers.Ticks(leaseUntil);
        (string, object?)[] due = [("@system", NameId(system)), ("@shard", shard), ("@now", StoredNumbers.Ticks(now))];
        return await WriteAsync<IReadOnlyList<OutboxRow>>("taking outbox rows", async session =>
        {
            var kinds = await session.QueryAsync(KindOfOldest, row => row.GetInt32(0), due);
            if (kinds.Count == 0) return [];
            var rows = await session.QueryAsync(
                $"""
                SELECT {OutboxColumns}, o.entity FROM {Outbox}
                WHERE o.system = @system AND o.shard = @shard AND o.status <> 3 AND o.kind = @kind AND o.not_before <= @now
                ORDER BY o.not_before, o.enqueued_at, o.entity, o.action LIMIT @limit {session.Dialect.SkipLocked("o")}
                """,
                row => (Row: OutboxRowOf(row), Entity: row.GetInt64(12)),
                [.. due, ("@kind", kinds[0]), ("@limit", limit)]);
            foreach (var action in rows.GroupBy(row => row.Row.Action, row => row.Entity))
            {
                // A row that is still in flight was taken and never answered: it may have been applied.
                await session.ExecuteAsync(
                    $"""
                    UPDATE outbox SET unanswered = unanswered + CASE WHEN status = 1 THEN 1 ELSE 0 END,
                      status = 1, not_before = @lease, reason = NULL, waiting_for = NULL
                    WHERE system = @system AND action = @action AND {session.Dialect.Among("entity", "@entities")}
                    """,
                    ("@lease", lease), ("@system", NameId(system)), ("@action", (int)action.Key), ("@entities", action.ToArray()));
            }

            return [.. rows.Select(row => Taken(row.Row, leaseUntil))];
        }, cancellation);
    }

    /// <inheritdoc/>
    public async Task<int> ReclaimAsync(string system, int shard, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return 0;
        return await WriteAsync("reclaiming outbox rows", session => session.ExecuteAsync(
            "UPDATE outbox SET not_before = @now WHERE system = @system AND shard = @shard AND status = 1 AND not_before > @now",
            ("@now", StoredNumbers.Ticks(now)), ("@system", systemId), ("@shard", shard)), cancellation);
    }

    /// <inheritdoc/>
    public async Task ReturnAsync(IReadOnlyList<OutboxReturn> returns, CancellationToken cancellation)
    {
        if (returns.Count == 0) return;
        await EnsureNamesAsync(returns.Select(given => given.Row.System).Distinct(), cancellation);

        await WriteAsync("giving outbox rows back", session => session.ExecuteManyAsync(
            $"""
            UPDATE outbox SET status = @status, not_before = @not_before, reason = @reason, waiting_for = @waiting
            WHERE {AsTaken}
            """,
            [.. returns.OrderBy(given => given.Row.EntityId, StringComparer.Ordinal).Select(Given)]), cancellation);
    }

    /// <inheritdoc/>
    public async Task FinishFetchesAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        await EnsureNamesAsync(rows.Select(row => row.System).Distinct(), cancellation);
        await WriteAsync(
            "removing answered fetches",
            session => session.ExecuteManyAsync($"DELETE FROM outbox WHERE {AsTaken}", [.. rows.Select(TakenAs)]),
            cancellation);
    }

    /// <inheritdoc/>
    public async Task<int> CountUndeliveredAsync(IReadOnlyCollection<string> systems, IReadOnlyList<string> entityIds, CancellationToken cancellation)
    {
        if (entityIds.Count == 0 || systems.Count == 0) return 0;
        var counts = await ReadAsync("counting undelivered changes", session => session.QueryAsync(
            $"""
            SELECT count(DISTINCT o.entity) FROM entity e JOIN outbox o ON o.entity = e.id JOIN name n ON n.id = o.system
            WHERE {session.Dialect.Among("e.entity_id", "@entities")} AND {session.Dialect.Among("n.name", "@systems")} AND o.action = @push AND o.status IN (0, 1)
            """,
            row => row.GetInt32(0),
            ("@entities", entityIds.ToArray()), ("@systems", systems.ToArray()), ("@push", (int)OutboxAction.Push)), cancellation);
        return counts[0];
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> NextDueAsync(string system, int shard, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return null;
        var due = await ReadAsync("looking for the next due outbox row", session => session.QueryAsync(
            KindOfOldest.Replace("SELECT kind FROM", "SELECT not_before FROM", StringComparison.Ordinal),
            row => row.Instant(0),
            ("@system", systemId), ("@shard", shard), ("@now", long.MaxValue)), cancellation);
        return due.Count == 0 ? null : due[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> DueShardsAsync(string system, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return [];

        // Walks from shard to shard instead of over every row.
        return await ReadAsync("looking for due shards", session => session.QueryAsync(
            $"""
            WITH RECURSIVE shards (shard) AS (
              SELECT min(shard) FROM outbox WHERE system = @system AND status <> 3
              UNION ALL
              SELECT (SELECT min(o.shard) FROM outbox o WHERE o.system = @system AND o.status <> 3 AND o.shard > shards.shard)
              FROM shards WHERE shards.shard IS NOT NULL)
            SELECT shard FROM shards WHERE shard IS NOT NULL AND EXISTS (
              SELECT 1 FROM outbox o WHERE o.system = @system AND o.status <> 3 AND o.shard = shards.shard
                AND o.kind IN ({KindNumbers}) AND o.not_before <= @now)
            ORDER BY shard
            """,
            row => row.GetInt32(0),
            ("@system", systemId), ("@now", StoredNumbers.Ticks(now))), cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> WakeWaitingAsync(
        string system, IReadOnlyList<NaturalKey> keys, DateTimeOffset now, CancellationToken cancellation)
    {
        if (keys.Count == 0 || await FindNameAsync(system, cancellation) is not { } systemId) return [];
        (string, object?)[] awaited = [("@system", systemId), ("@keys", keys.Select(StoredNumbers.Text).ToArray())];

        // Asked after every new record, and nearly always for nothing: reading first keeps the writer free.
        var any = await ReadAsync("looking for waiting outbox rows", session => session.QueryAsync(
            $"SELECT 1 FROM outbox WHERE status = 2 AND system = @system AND {session.Dialect.Among("waiting_for", "@keys")} LIMIT 1",
            row => row.GetInt32(0),
            awaited), cancellation);
        if (any.Count == 0) return [];
        var shards = await WriteAsync("waking waiting outbox rows", session => session.QueryAsync(
            $"""
            UPDATE outbox SET status = 0, not_before = @now, reason = NULL, waiting_for = NULL
            WHERE status = 2 AND system = @system AND {session.Dialect.Among("waiting_for", "@keys")} RETURNING shard
            """,
            row => row.GetInt32(0),
            [.. awaited, ("@now", StoredNumbers.Ticks(now))]), cancellation);
        return [.. shards.Distinct().Order()];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxRow>> ListOutboxAsync(string? system, OutboxStatus? status, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<OutboxRow>>("listing the outbox", async session => await session.QueryAsync(
            $"""
            SELECT {OutboxColumns} FROM {Outbox}
            WHERE {(system is null ? "true" : "n.name = @system")} AND {(status is null ? "true" : "o.status = @status")}
            ORDER BY o.enqueued_at, o.entity, n.name, o.action LIMIT @limit
            """,
            OutboxRowOf,
            [.. Given("@system", system), .. Given("@status", (int?)status), ("@limit", limit)]), cancellation);

    private static string OldestOf(Kind kind) =>
        "SELECT * FROM (SELECT kind, not_before, enqueued_at, entity, action FROM outbox "
        + $"WHERE system = @system AND shard = @shard AND status <> 3 AND kind = {(int)kind} AND not_before <= @now "
        + $"ORDER BY not_before, enqueued_at, entity, action LIMIT 1) AS of{kind}";

    private static OutboxRow Taken(OutboxRow row, DateTimeOffset leaseUntil) => row with
    {
        Unanswered = row.Unanswered + (row.Status == OutboxStatus.InFlight ? 1 : 0),
        Status = OutboxStatus.InFlight,
        NotBefore = leaseUntil,
        Reason = null,
        WaitingFor = null,
    };

    private (string, object?)[] Given(OutboxReturn given) =>
    [
        ("@status", (int)(given.WaitingFor is null ? OutboxStatus.Pending : OutboxStatus.Waiting)),
        ("@not_before", StoredNumbers.Ticks(given.NotBefore)),
        ("@reason", given.Reason is { } reason ? StoredNumbers.Clean(reason) : null),
        ("@waiting", given.WaitingFor is { } key ? StoredNumbers.Text(key) : null),
        .. TakenAs(given.Row),
    ];

    private (string, object?)[] TakenAs(OutboxRow row) =>
    [
        ("@entity", row.EntityId),
        ("@system", NameId(row.System)),
        ("@action", (int)row.Action),
        ("@operation", row.OperationId),
        ("@lease", StoredNumbers.Ticks(row.NotBefore)),
    ];

    /// <summary>A parameter where it has a value: databases refuse parameters whose type nothing tells.</summary>
    private static (string, object?)[] Given(string name, object? value) => value is null ? [] : [(name, value)];

    private static OutboxRow OutboxRowOf(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.Kind(2),
        (OutboxAction)row.GetInt32(3),
        row.GetString(4),
        row.GetInt32(5),
        row.Instant(6),
        row.Instant(7))
    {
        Status = (OutboxStatus)row.GetInt32(8),
        Unanswered = row.GetInt32(9),
        Reason = row.TextOrNull(10),
        WaitingFor = row.TextOrNull(11) is { } key ? StoredNumbers.Key(key) : null,
    };
}
