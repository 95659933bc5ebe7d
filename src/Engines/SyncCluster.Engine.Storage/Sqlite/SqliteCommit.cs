using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>Commits transitions inside the writer's transaction: reads what the plan asks for, writes what it says.</summary>
internal sealed class SqliteCommit(SqliteSession session, Func<string, int> nameId) : ICommitFacts
{
    public CommitVerdict[] Run(IReadOnlyList<Transition> transitions)
    {
        var numbers = new CommitNumbers(One("SELECT coalesce(max(id), 0) + 1 FROM entity_state"), One("SELECT coalesce(max(sequence), 0) + 1 FROM history"));
        var plan = CommitPlan.Of(transitions, this, numbers);
        new SqliteCommitWriter(session, nameId).Write(plan.Writes);
        return plan.Verdicts;
    }

    public EntityHead? Head(string entityId)
    {
        var find = session.Statement(
            "SELECT id, version, last_step, kind, pending, parked, conflicts, drift, tombstoned FROM entity WHERE entity_id = ?1");
        if (!find.Bind(1, entityId).Next()) return null;
        var head = new EntityHead(
            find.Long(0),
            find.Long(1),
            find.IsNull(2) ? null : find.Long(2),
            StoredNumbers.Kinds[find.Int(3)],
            new EntityFlags(find.Long(4) > 0, find.Long(5) > 0, find.Long(6) > 0, find.Long(7) > 0, find.Flag(8)));
        find.Reset();
        return head;
    }

    public BoundRecord? Record(RecordKey key)
    {
        var find = session.Statement(
            "SELECT entity_id, known_at, deleted FROM record WHERE system = ?1 AND kind = ?2 AND remote_id = ?3");
        if (!find.Bind(1, nameId(key.System)).Bind(2, (long)key.Kind).Bind(3, key.RemoteId).Next()) return null;
        var record = new BoundRecord(find.Text(0), find.Long(1), find.Flag(2));
        find.Reset();
        return record;
    }

    public string? Owner(NaturalKey key)
    {
        var find = session.Statement("SELECT entity_id FROM natural_key WHERE natural_key = ?1");
        if (!find.Bind(1, StoredNumbers.Text(key)).Next()) return null;
        var owner = find.Text(0);
        find.Reset();
        return owner;
    }

    public IReadOnlyList<OwnedKey> Keys(string entityId)
    {
        List<OwnedKey>? keys = null;
        var find = session.Statement("SELECT natural_key, committed FROM natural_key WHERE entity_id = ?1").Bind(1, entityId);
        while (find.Next()) (keys ??= []).Add(new OwnedKey(StoredNumbers.Key(find.Text(0)), find.Flag(1)));
        return keys ?? (IReadOnlyList<OwnedKey>)[];
    }

    private long One(string sql)
    {
        var statement = session.Statement(sql);
        statement.Next();
        var number = statement.Long(0);
        statement.Reset();
        return number;
    }
}
