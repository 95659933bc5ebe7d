using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>
/// Commits transitions inside the writer's transaction: reads what the plan asks for, writes what it says. One for the
/// writer's life, with its statements.
/// </summary>
internal sealed class SqliteCommit(SqliteSession session, Func<string, int> nameId) : ICommitFacts
{
    /// <summary>What <see cref="HeadOf"/> reads, of an entity <c>e</c>.</summary>
    public const string HeadColumns = "e.id, e.version, e.last_step, e.kind, e.pending, e.parked, e.conflicts, e.drift, e.tombstoned";

    private readonly SqliteCommitWriter _writer = new(session, nameId);

    private readonly SqliteStatement _lastEntity = session.Statement("SELECT coalesce(max(id), 0) FROM entity");

    private readonly SqliteStatement _lastStep = session.Statement("SELECT coalesce(max(sequence), 0) FROM history");

    private readonly SqliteStatement _head = session.Statement(
        $"SELECT {HeadColumns} FROM entity e WHERE e.entity_id = ?1");

    private readonly SqliteStatement _record = session.Statement(
        "SELECT entity_id, known_at, deleted FROM record WHERE system = ?1 AND kind = ?2 AND remote_id = ?3");

    private readonly SqliteStatement _owner = session.Statement("SELECT entity_id FROM natural_key WHERE natural_key = ?1");

    private readonly SqliteStatement _keys = session.Statement("SELECT natural_keys FROM entity WHERE id = ?1");

    public CommitVerdict[] Run(IReadOnlyList<Transition> transitions)
    {
        var plan = CommitPlan.Of(transitions, this, new CommitNumbers(One(_lastEntity) + 1, One(_lastStep) + 1));
        _writer.Write(plan.Writes, isNoted: false);
        return plan.Verdicts;
    }

    /// <summary>Commits what rests on <paramref name="facts"/> that were noted before; where they do not hold any more, throws.</summary>
    public CommitVerdict[] Run(IReadOnlyList<Transition> transitions, NotedFacts facts)
    {
        var plan = CommitPlan.Of(transitions, facts, new CommitNumbers(0, One(_lastStep) + 1));
        _writer.Write(plan.Writes, isNoted: true);
        return plan.Verdicts;
    }

    /// <summary>The head in the first columns of a row.</summary>
    public static EntityHead HeadOf(SqliteStatement row) => new(
        row.Long(0),
        row.Long(1),
        row.IsNull(2) ? null : row.Long(2),
        StoredNumbers.Kinds[row.Int(3)],
        new EntityFlags(row.Long(4) > 0, row.Long(5) > 0, row.Long(6) > 0, row.Long(7) > 0, row.Long(8) > 0, row.Long(8) == StoredNumbers.Merged));

    public EntityHead? Head(string entityId)
    {
        if (!_head.Bind(1, entityId).Next()) return null;
        var head = HeadOf(_head);
        _head.Reset();
        return head;
    }

    public BoundRecord? Record(RecordKey key)
    {
        if (!_record.Bind(1, nameId(key.System)).Bind(2, (long)key.Kind).Bind(3, key.RemoteId).Next()) return null;
        var record = new BoundRecord(_record.Text(0), _record.Long(1), _record.Flag(2));
        _record.Reset();
        return record;
    }

    public string? Owner(NaturalKey key)
    {
        if (!_owner.Bind(1, StoredNumbers.Text(key)).Next()) return null;
        var owner = _owner.Text(0);
        _owner.Reset();
        return owner;
    }

    public string? Keys(EntityHead head)
    {
        if (!_keys.Bind(1, head.Id).Next()) return null;
        var keys = _keys.IsNull(0) ? null : _keys.Text(0);
        _keys.Reset();
        return keys;
    }

    private static long One(SqliteStatement statement)
    {
        statement.Next();
        var number = statement.Long(0);
        statement.Reset();
        return number;
    }
}
