using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>Writes a commit plan, one prepared statement a row. Columns that no index needs renewed are updated alone.</summary>
internal sealed class SqliteCommitWriter(SqliteSession session, Func<string, int> nameId)
{
    private static readonly byte[] NothingTold = "{}"u8.ToArray();

    public void Write(CommitWrites writes)
    {
        foreach (var entity in writes.Entities) Write(entity);
        foreach (var record in writes.Records) Write(record);
        foreach (var key in writes.Keys) Write(key);
        foreach (var row in writes.Outbox) Write(row);
        foreach (var step in writes.History) Write(step);
        foreach (var mail in writes.Mails) Write(mail);
        foreach (var change in writes.EntityCounts) Write(change);
        foreach (var change in writes.RecordCounts) Write(change);
    }

    private void Write(EntityWrite write)
    {
        var last = write.Last;
        var summary = last.Summary;
        var isNew = write.ReadVersion == 0;
        session.Statement(isNew
                ? """
                  INSERT INTO entity (entity_id, kind, version, changed_at, last_step, pending, parked, conflicts, drift, tombstoned,
                    order_state, title, search_text, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                  """
                : """
                  UPDATE entity SET kind = ?2, version = ?3, changed_at = ?4, last_step = ?5, pending = ?6, parked = ?7, conflicts = ?8,
                    drift = ?9, tombstoned = ?10, order_state = ?11, title = ?12, search_text = ?13, id = ?14 WHERE entity_id = ?1
                  """)
            .Bind(1, last.EntityId).Bind(2, (long)last.Kind).Bind(3, write.Version).Bind(4, StoredNumbers.Ticks(last.At))
            .Bind(5, write.LastStep).Bind(6, summary.Pending).Bind(7, summary.Parked).Bind(8, summary.Conflicts).Bind(9, summary.Drift)
            .Bind(10, summary.Tombstoned).Bind(11, summary.OrderState).Bind(12, StoredNumbers.Clean(summary.Title))
            .Bind(13, StoredNumbers.Clean(summary.SearchText)).Bind(14, write.Id).Run();
        session.Statement(isNew ? "INSERT INTO entity_state (id, state) VALUES (?1, ?2)" : "UPDATE entity_state SET state = ?2 WHERE id = ?1")
            .Bind(1, write.Id).Bind(2, last.State.Span).Run();
    }

    private void Write(RecordWrite write)
    {
        var (key, fingerprint, guards, deleted) = write.Record;
        const string where = "WHERE system = ?1 AND kind = ?2 AND remote_id = ?3";
        var statement = session.Statement(write switch
        {
            { Change: RowChange.Delete } => $"DELETE FROM record {where}",
            { Change: RowChange.Insert } =>
                """
                INSERT INTO record (system, kind, remote_id, fingerprint, stock, price, deleted, entity_id, known_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """,
            { Moved: true } =>
                $"UPDATE record SET fingerprint = ?4, stock = ?5, price = ?6, deleted = ?7, entity_id = ?8, known_at = ?9 {where}",
            _ => $"UPDATE record SET fingerprint = ?4, stock = ?5, price = ?6, deleted = ?7 {where}",
        }).Bind(1, nameId(key.System)).Bind(2, (long)key.Kind).Bind(3, key.RemoteId);
        if (write.Change != RowChange.Delete)
        {
            Span<byte> bytes = stackalloc byte[Fingerprint.Size];
            fingerprint!.Value.Write(bytes);
            statement.Bind(4, bytes).Bind(5, StoredNumbers.Text(guards.Stock)).Bind(6, StoredNumbers.Text(guards.Price)).Bind(7, deleted);
            if (write.Change == RowChange.Insert || write.Moved) statement.Bind(8, write.EntityId).Bind(9, write.KnownAt);
        }

        statement.Run();
    }

    private void Write(KeyWrite write)
    {
        var statement = session.Statement(write.Change switch
        {
            RowChange.Delete => "DELETE FROM natural_key WHERE natural_key = ?1",
            RowChange.Insert => "INSERT INTO natural_key (natural_key, entity_id, committed) VALUES (?1, ?2, 1)",
            _ => "UPDATE natural_key SET entity_id = ?2, committed = 1 WHERE natural_key = ?1",
        }).Bind(1, StoredNumbers.Text(write.Key));
        if (write.Change != RowChange.Delete) statement.Bind(2, write.EntityId);
        statement.Run();
    }

    private void Write(OutboxWrite write)
    {
        if (write.Row is not { } row)
        {
            session.Statement("DELETE FROM outbox WHERE entity_id = ?1 AND system = ?2 AND action = ?3")
                .Bind(1, write.EntityId).Bind(2, nameId(write.System)).Bind(3, (long)write.Action).Run();
            return;
        }

        session.Statement(
                """
                INSERT INTO outbox (entity_id, system, action, kind, operation_id, shard, status, not_before, enqueued_at, unanswered,
                  reason, waiting_for) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                ON CONFLICT (entity_id, system, action) DO UPDATE SET kind = excluded.kind, operation_id = excluded.operation_id,
                  shard = excluded.shard, status = excluded.status, not_before = excluded.not_before,
                  enqueued_at = CASE WHEN ?13 OR outbox.status = 3 THEN excluded.enqueued_at ELSE outbox.enqueued_at END,
                  unanswered = excluded.unanswered, reason = excluded.reason, waiting_for = excluded.waiting_for
                """)
            .Bind(1, write.EntityId).Bind(2, nameId(write.System)).Bind(3, (long)write.Action).Bind(4, (long)row.Kind)
            .Bind(5, row.OperationId).Bind(6, row.Shard).Bind(7, (long)row.Status).Bind(8, StoredNumbers.Ticks(row.NotBefore))
            .Bind(9, StoredNumbers.Ticks(row.EnqueuedAt)).Bind(10, row.Unanswered)
            .Bind(11, row.Reason is { } reason ? StoredNumbers.Clean(reason) : null)
            .Bind(12, row.WaitingFor is { } key ? StoredNumbers.Text(key) : null).Bind(13, write.Fresh).Run();
    }

    private void Write(HistoryWrite write) => session.Statement(
            "INSERT INTO history (sequence, previous, entity_id, kind, at, told, published, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .Bind(1, write.Sequence).Bind(2, write.Previous).Bind(3, write.Transition.EntityId).Bind(4, (long)write.Transition.Kind)
        .Bind(5, StoredNumbers.Ticks(write.Transition.At)).Bind(6, write.Transition.History is not null)
        .Bind(7, write.Transition.Published).Bind(8, write.Transition.History is { } json ? json.Span : NothingTold).Run();

    private void Write(MailWrite write) => session.Statement(
            """
            INSERT INTO mail (mail_key, entity_id, shard, template, language, recipient, model, status, created_at, not_before, attempts)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?8, 0) ON CONFLICT (mail_key) DO NOTHING
            """)
        .Bind(1, write.Draft.Key).Bind(2, write.EntityId).Bind(3, write.Draft.Shard).Bind(4, write.Draft.Template)
        .Bind(5, write.Draft.Language).Bind(6, write.Draft.To).Bind(7, write.Draft.Model.Span).Bind(8, StoredNumbers.Ticks(write.At)).Run();

    private void Write(EntityCountChange change) => session.Statement(
            """
            INSERT INTO entity_count (kind, slot, entities, pending, parked, conflicts, drift, tombstoned)
            VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (kind, slot) DO UPDATE SET entities = entities + excluded.entities, pending = pending + excluded.pending,
              parked = parked + excluded.parked, conflicts = conflicts + excluded.conflicts, drift = drift + excluded.drift,
              tombstoned = tombstoned + excluded.tombstoned
            """)
        .Bind(1, (long)change.Kind).Bind(2, change.Entities).Bind(3, change.Pending).Bind(4, change.Parked)
        .Bind(5, change.Conflicts).Bind(6, change.Drift).Bind(7, change.Tombstoned).Run();

    private void Write(RecordCountChange change) => session.Statement(
            """
            INSERT INTO record_count (system, kind, slot, records) VALUES (?1, ?2, 0, ?3)
            ON CONFLICT (system, kind, slot) DO UPDATE SET records = records + excluded.records
            """)
        .Bind(1, nameId(change.System)).Bind(2, (long)change.Kind).Bind(3, change.Records).Run();
}
