using Npgsql;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Postgres;

/// <summary>
/// Commits transitions in two round trips: one locks the entities, in the order of their numbers, and reads all that the
/// plan may ask for; one writes. What belongs to an entity is changed under its lock only; what is new and appears in
/// the middle of it makes the transaction begin anew.
/// </summary>
internal sealed class PostgresCommit : ICommitFacts
{
    private readonly Dictionary<string, EntityHead> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _keys = [];
    private readonly Dictionary<RecordKey, BoundRecord> _records = [];
    private readonly Dictionary<NaturalKey, string> _owners = [];

    public static async Task<IReadOnlyList<CommitVerdict>> RunAsync(
        PostgresSession session, Func<string, int> nameId, short slot, IReadOnlyList<Transition> transitions)
    {
        var facts = new PostgresCommit();
        var first = await facts.ReadAsync(session, nameId, transitions);
        var plan = CommitPlan.Of(transitions, facts, new CommitNumbers(first, first));
        await new PostgresCommitWriter(nameId, slot).WriteAsync(session, plan.Writes);
        return plan.Verdicts;
    }

    /// <summary>
    /// Commits in one round trip what rests on <paramref name="facts"/> that were noted before. The numbers of its steps count
    /// from 0: the server adds the first.
    /// </summary>
    public static async Task<IReadOnlyList<CommitVerdict>> RunAsync(
        PostgresSession session, Func<string, int> nameId, short slot, IReadOnlyList<Transition> transitions, NotedFacts facts)
    {
        var plan = CommitPlan.Of(transitions, facts, new CommitNumbers(0, 0));
        await new PostgresCommitWriter(nameId, slot, isNoted: true).WriteAsync(session, plan.Writes);
        return plan.Verdicts;
    }

    public EntityHead? Head(string entityId) => _heads.GetValueOrDefault(entityId);

    public BoundRecord? Record(RecordKey key) => _records.GetValueOrDefault(key);

    public string? Owner(NaturalKey key) => _owners.GetValueOrDefault(key);

    public string? Keys(EntityHead head) => _keys.GetValueOrDefault(head.Id);

    private async Task<long> ReadAsync(PostgresSession session, Func<string, int> nameId, IReadOnlyList<Transition> transitions)
    {
        var named = transitions.Where(transition => transition.Keys is not null).Select(transition => transition.EntityId).ToHashSet(StringComparer.Ordinal);
        var records = transitions.SelectMany(transition => transition.Records).Select(record => record.Key).Distinct().ToArray();
        var keys = transitions.SelectMany(transition => transition.Keys ?? []).Distinct().ToArray();
        await using var batch = new NpgsqlBatch(session.Connection);
        Add("SELECT (pg_current_xact_id()::text::bigint + base) * 65536 FROM numbering");
        Add(
            """
            SELECT entity_id, id, version, last_step, kind, pending, parked, conflicts, drift, tombstoned, natural_keys
            FROM entity WHERE entity_id = ANY($1) ORDER BY id FOR UPDATE
            """,
            Of(transitions.Select(transition => transition.EntityId).Distinct(StringComparer.Ordinal).ToArray()));
        if (records.Length > 0)
        {
            Add(
                """
                SELECT u.place, r.entity_id, r.known_at, r.deleted
                FROM unnest($1, $2, $3) WITH ORDINALITY AS u (system, kind, remote_id, place) CROSS JOIN LATERAL (
                  SELECT * FROM record WHERE system = u.system AND kind = u.kind AND remote_id = u.remote_id LIMIT 1) AS r
                """,
                Of(Array.ConvertAll(records, record => nameId(record.System))),
                Of(Array.ConvertAll(records, record => (short)record.Kind)),
                Of(Array.ConvertAll(records, record => record.RemoteId)));
        }

        if (keys.Length > 0)
        {
            Add(
                "SELECT u.place, k.entity_id FROM unnest($1) WITH ORDINALITY AS u (natural_key, place) JOIN natural_key k ON k.natural_key = u.natural_key",
                Of(Array.ConvertAll(keys, StoredNumbers.Text)));
        }

        await using var row = await batch.ExecuteReaderAsync(session.Cancellation);
        await row.ReadAsync(session.Cancellation);
        var first = row.GetInt64(0);
        await row.NextResultAsync(session.Cancellation);
        while (await row.ReadAsync(session.Cancellation)) Head(row, named);
        if (records.Length > 0)
        {
            await row.NextResultAsync(session.Cancellation);
            while (await row.ReadAsync(session.Cancellation))
                _records.Add(records[row.GetInt64(0) - 1], new BoundRecord(row.GetString(1), row.GetInt64(2), row.GetInt16(3) != 0));
        }

        if (keys.Length > 0)
        {
            await row.NextResultAsync(session.Cancellation);
            while (await row.ReadAsync(session.Cancellation)) _owners[keys[row.GetInt64(0) - 1]] = row.GetString(1);
        }

        return first;

        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter);
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>What an entity is counted under, from five columns.</summary>
    public static EntityFlags Flags(NpgsqlDataReader row, int at)
    {
        var gone = row.GetInt16(at + 4);
        return new EntityFlags(
            row.GetInt32(at) > 0, row.GetInt32(at + 1) > 0, row.GetInt32(at + 2) > 0, row.GetInt32(at + 3) > 0, gone != 0, gone == StoredNumbers.Merged);
    }

    private void Head(NpgsqlDataReader row, HashSet<string> named)
    {
        var entityId = row.GetString(0);
        _heads.Add(entityId, new EntityHead(
            row.GetInt64(1),
            row.GetInt64(2),
            row.LongOrNull(3),
            row.Kind(4),
            Flags(row, 5)));
        if (!named.Contains(entityId) || row.IsDBNull(10)) return;
        var keys = row.GetString(10);
        _keys.Add(row.GetInt64(1), keys);

        // A key that the entity has named is its own for as long as the entity is locked.
        foreach (var key in StoredNumbers.Keys(keys)) _owners[key] = entityId;
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
