using System.Data.Common;

namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<EntityRow>> SearchAsync(EntityQuery query, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<EntityRow>>("searching entities", async session =>
        {
            var (where, parameters) = Conditions(query, session.Dialect);
            return await session.QueryAsync(
                $"""
                SELECT entity_id, kind, version, changed_at, title, search_text, pending, parked, conflicts, drift, order_state, tombstoned, expected_by
                FROM entity WHERE {where} ORDER BY entity_id LIMIT @limit
                """,
                EntityRowOf,
                parameters);
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KindCount>> CountEntitiesAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<KindCount>>("counting entities", async session => await session.QueryAsync(
            """
            SELECT kind, {sum:entities}, {sum:pending}, {sum:parked}, {sum:conflicts}, {sum:drift}, {sum:tombstoned}
            FROM entity_count GROUP BY kind HAVING sum(entities) > 0 ORDER BY kind
            """,
            row => new KindCount(
                row.Kind(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6))), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SystemCount>> CountSystemsAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<SystemCount>>("counting records and pushes", async session => await session.QueryAsync(
            """
            SELECT n.name, c.kind, {sum:records}, {sum:pending}, {sum:in_flight}, {sum:parked}, min(c.oldest) FROM (
              SELECT system, kind, records, 0 AS pending, 0 AS in_flight, 0 AS parked, {none} AS oldest FROM record_count
              UNION ALL
              SELECT system, kind, 0, CASE WHEN status IN (0, 2) THEN 1 ELSE 0 END, CASE WHEN status = 1 THEN 1 ELSE 0 END,
                CASE WHEN status = 3 THEN 1 ELSE 0 END, CASE WHEN status <> 3 THEN enqueued_at END
              FROM outbox WHERE action = 0) AS c
            JOIN name n ON n.id = c.system
            GROUP BY n.name, c.kind HAVING sum(c.records) + sum(c.pending) + sum(c.in_flight) + sum(c.parked) > 0 ORDER BY n.name, c.kind
            """,
            row => new SystemCount(
                row.GetString(0), row.Kind(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.InstantOrNull(6))), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryRow>> HistoryAsync(string entityId, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<HistoryRow>>("reading an entity's history", async session => await session.QueryAsync(
            """
            WITH RECURSIVE step (sequence, previous, entity_id, kind, at, told, json) AS (
              SELECT h.sequence, h.previous, e.entity_id, h.kind, h.at, h.told, h.json
              FROM entity e JOIN history h ON h.sequence = e.last_step WHERE e.entity_id = @entity
              UNION ALL
              SELECT h.sequence, h.previous, step.entity_id, h.kind, h.at, h.told, h.json
              FROM step JOIN history h ON h.sequence = step.previous)
            SELECT sequence, entity_id, kind, at, json FROM step WHERE told = 1 LIMIT @limit
            """,
            HistoryRowOf,
            ("@entity", entityId), ("@limit", limit)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryRow>> ChangesAsync(long after, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<HistoryRow>>("reading changes", async session => await session.QueryAsync(
            $"""
            SELECT h.sequence, e.entity_id, h.kind, h.at, h.json FROM history h JOIN entity e ON e.id = h.entity
            WHERE h.published = 1 AND h.sequence > @after AND h.sequence < {session.Dialect.StepsFinalBelow} ORDER BY h.sequence LIMIT @limit
            """,
            HistoryRowOf,
            ("@after", after), ("@limit", limit)), cancellation);

    private static (string Where, (string, object?)[] Parameters) Conditions(EntityQuery query, SqlDialect dialect)
    {
        var where = new List<string> { $"tombstoned < {StoredNumbers.Merged}" };
        var parameters = new List<(string, object?)> { ("@limit", query.Limit) };
        Add(query.After, "entity_id > @after", "@after", query.After);
        Add(query.Kind, "kind = @kind", "@kind", (int?)query.Kind);
        Add(query.OrderState, "order_state = @state", "@state", query.OrderState);
        Add(query.OrderStates, dialect.Among("order_state", "@states"), "@states", query.OrderStates?.ToArray());
        Add(query.ExpectedBefore, "expected_by < @day", "@day", query.ExpectedBefore?.DayNumber);
        Add(query.ChangedSince, "changed_at >= @since", "@since", query.ChangedSince is { } since ? StoredNumbers.Ticks(since) : null);
        var text = query.Text?.ToLowerInvariant();
        Add(text, dialect.Contains("search_text", "@text"), "@text", text);
        if (query.Having is { } having) where.Add(Having(having));
        return (string.Join(" AND ", where), [.. parameters]);

        void Add(object? given, string condition, string name, object? value)
        {
            if (given is null) return;
            where.Add(condition);
            parameters.Add((name, value));
        }
    }

    private static string Having(string having) => having switch
    {
        "pending" => "pending > 0",
        "parked" => "parked > 0",
        "conflict" => "conflicts > 0",
        "drift" => "drift > 0",
        _ => throw new ArgumentException($"'{having}' is none of pending, parked, conflict, drift.", nameof(having)),
    };

    private static EntityRow EntityRowOf(DbDataReader row) => new(
        row.GetString(0),
        row.Kind(1),
        row.GetInt64(2),
        new EntitySummary(
            row.GetString(4), row.GetString(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8), row.GetInt32(9), row.TextOrNull(10),
            row.GetInt32(11) != 0)
        {
            ExpectedBy = row.IsDBNull(12) ? null : DateOnly.FromDayNumber(row.GetInt32(12)),
        },
        row.Instant(3));

    private static HistoryRow HistoryRowOf(DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.Kind(2), row.Instant(3), row.Blob(4));
}
