using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>
/// Writes a commit plan, one prepared statement a row. An update names no indexed column that stays as it is. A plan that
/// rests on what was noted before is written only over entities and records that are as they were then.
/// </summary>
internal sealed class SqliteCommitWriter(SqliteSession session, Func<string, int> nameId)
{
    private const string OfRecord = "WHERE system = ?1 AND kind = ?2 AND remote_id = ?3";

    private readonly SqliteStatement _insertEntity = session.Statement(
        """
        INSERT INTO entity (kind, version, changed_at, last_step, pending, parked, conflicts, drift, tombstoned, order_state, title,
          search_text, natural_keys, id, entity_id, expected_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        """);

    private readonly SqliteStatement _updateEntity = session.Statement(
        """
        UPDATE entity SET kind = ?1, version = ?2, changed_at = ?3, last_step = ?4, pending = ?5, parked = ?6, conflicts = ?7,
          drift = ?8, tombstoned = ?9, order_state = ?10, title = ?11, search_text = ?12, expected_by = ?16,
          natural_keys = CASE WHEN ?15 THEN ?13 ELSE natural_keys END WHERE id = ?14 AND version = ?17
        """);

    private readonly SqliteStatement _insertState = session.Statement("INSERT INTO entity_state (id, state) VALUES (?1, ?2)");

    private readonly SqliteStatement _updateState = session.Statement("UPDATE entity_state SET state = ?2 WHERE id = ?1");

    private readonly SqliteStatement _insertRecord = session.Statement(
        """
        INSERT INTO record (system, kind, remote_id, fingerprint, stock, prices, deleted, entity, entity_id, known_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    private readonly SqliteStatement _moveRecord = session.Statement(
        $"UPDATE record SET fingerprint = ?4, stock = ?5, price = NULL, prices = ?6, deleted = ?7, entity = ?8, entity_id = ?9, known_at = ?10 {OfRecord}");

    private readonly SqliteStatement _updateRecord = session.Statement(
        $"UPDATE record SET fingerprint = ?4, stock = ?5, price = NULL, prices = ?6, deleted = ?7 {OfRecord}");

    private readonly SqliteStatement _updateNotedRecord = session.Statement(
        $"UPDATE record SET fingerprint = ?4, stock = ?5, price = NULL, prices = ?6, deleted = ?7 {OfRecord} AND entity = ?8 AND deleted = ?9");

    private readonly SqliteStatement _deleteRecord = session.Statement($"DELETE FROM record {OfRecord}");

    private readonly SqliteStatement _insertKey = session.Statement("INSERT INTO natural_key (natural_key, entity_id) VALUES (?1, ?2)");

    private readonly SqliteStatement _moveKey = session.Statement("UPDATE natural_key SET entity_id = ?2 WHERE natural_key = ?1");

    private readonly SqliteStatement _deleteKey = session.Statement("DELETE FROM natural_key WHERE natural_key = ?1");

    private readonly SqliteStatement _deleteMentions = session.Statement("DELETE FROM mention WHERE entity = ?1");

    private readonly SqliteStatement _insertMention = session.Statement(
        "INSERT INTO mention (mention_key, entity) VALUES (?1, ?2) ON CONFLICT (mention_key, entity) DO NOTHING");

    private readonly SqliteStatement _putOutbox = session.Statement(
        """
        INSERT INTO outbox (entity, system, action, kind, operation_id, shard, status, not_before, enqueued_at, unanswered, reason,
          waiting_for) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (entity, system, action) DO UPDATE SET kind = excluded.kind, operation_id = excluded.operation_id,
          shard = excluded.shard, status = excluded.status,
          not_before = CASE WHEN ?14 AND outbox.status = 0 THEN min(excluded.not_before, outbox.not_before) ELSE excluded.not_before END,
          enqueued_at = CASE WHEN ?13 OR outbox.status = 3 THEN excluded.enqueued_at ELSE outbox.enqueued_at END,
          unanswered = excluded.unanswered, reason = excluded.reason, waiting_for = excluded.waiting_for
        """);

    private readonly SqliteStatement _removeOutbox = session.Statement(
        "DELETE FROM outbox WHERE entity = ?1 AND system = ?2 AND action = ?3");

    private readonly SqliteStatement _insertStep = session.Statement(
        "INSERT INTO history (sequence, previous, entity, kind, at, told, published, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

    private readonly SqliteStatement _insertMail = session.Statement(
        """
        INSERT INTO mail (mail_key, entity_id, shard, template, language, recipient, model, status, created_at, not_before, attempts,
          mail_group) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, 0, ?10) ON CONFLICT (mail_key) DO NOTHING
        """);

    private readonly SqliteStatement _withdrawMail = session.Statement(
        "UPDATE mail SET status = 5, evidence = ?2, finished_at = ?3 WHERE mail_key = ?1 AND status IN (0, 1)");

    private readonly SqliteStatement _countEntities = session.Statement(
        """
        INSERT INTO entity_count (kind, slot, entities, pending, parked, conflicts, drift, tombstoned)
        VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (kind, slot) DO UPDATE SET entities = entities + excluded.entities, pending = pending + excluded.pending,
          parked = parked + excluded.parked, conflicts = conflicts + excluded.conflicts, drift = drift + excluded.drift,
          tombstoned = tombstoned + excluded.tombstoned
        """);

    private readonly SqliteStatement _countRecords = session.Statement(
        """
        INSERT INTO record_count (system, kind, slot, records) VALUES (?1, ?2, 0, ?3)
        ON CONFLICT (system, kind, slot) DO UPDATE SET records = records + excluded.records
        """);

    public void Write(CommitWrites writes, bool isNoted)
    {
        foreach (var entity in writes.Entities) Write(entity);
        foreach (var record in writes.Records) Write(record, isNoted);
        foreach (var key in writes.Keys) Write(key);
        foreach (var mentions in writes.Mentions) Write(mentions);
        foreach (var row in writes.Outbox) Write(row);
        foreach (var step in writes.History) Write(step);
        foreach (var mail in writes.WithdrawnFirst) Write(mail);
        foreach (var mail in writes.Mails) Write(mail);
        foreach (var mail in writes.WithdrawnAfterwards) Write(mail);
        foreach (var change in writes.EntityCounts) Write(change);
        foreach (var change in writes.RecordCounts) Write(change);
    }

    private void Write(EntityWrite write)
    {
        var last = write.Last;
        var summary = last.Summary;
        var isNew = write.ReadVersion == 0;
        var entity = isNew ? _insertEntity : _updateEntity;
        entity.Bind(1, (long)last.Kind).Bind(2, write.Version).Bind(3, StoredNumbers.Ticks(last.At)).Bind(4, write.LastStep)
            .Bind(5, summary.Pending).Bind(6, summary.Parked).Bind(7, summary.Conflicts).Bind(8, summary.Drift)
            .Bind(9, (long)StoredNumbers.Gone(summary)).Bind(10, summary.OrderState).Bind(11, StoredNumbers.Clean(summary.Title))
            .Bind(12, StoredNumbers.Clean(summary.SearchText))
            .Bind(13, write.Keys?.Text).Bind(14, write.Id);
        if (isNew) entity.Bind(15, last.EntityId);
        else entity.Bind(15, write.Keys is not null).Bind(17, write.ReadVersion);
        if (summary.ExpectedBy is { } day) entity.Bind(16, day.DayNumber);
        else entity.Bind(16, (string?)null);
        entity.Run();
        if (!isNew && session.Changed != 1) throw new CommitOvertakenException();
        (isNew ? _insertState : _updateState).Bind(1, write.Id).Bind(2, last.State.Span).Run();
    }

    private void Write(RecordWrite write, bool isNoted)
    {
        var (key, fingerprint, guards, deleted) = write.Record;
        var statement = write switch
        {
            { Change: RowChange.Delete } => _deleteRecord,
            { Change: RowChange.Insert } => _insertRecord,
            { Moved: true } => _moveRecord,
            _ when isNoted => _updateNotedRecord,
            _ => _updateRecord,
        };
        statement.Bind(1, nameId(key.System)).Bind(2, (long)key.Kind).Bind(3, key.RemoteId);
        if (write.Change != RowChange.Delete)
        {
            Span<byte> bytes = stackalloc byte[Fingerprint.Size];
            fingerprint!.Value.Write(bytes);
            statement.Bind(4, bytes).Bind(5, StoredNumbers.Text(guards.Stock)).Bind(6, guards.Prices).Bind(7, deleted);
            if (write.Change == RowChange.Insert || write.Moved)
                statement.Bind(8, write.Entity).Bind(9, write.EntityId).Bind(10, write.KnownAt);
            else if (isNoted)
                statement.Bind(8, write.Entity).Bind(9, write.Record.WasDeleted == true);
        }

        statement.Run();
        if (isNoted && session.Changed != 1) throw new CommitOvertakenException();
    }

    private void Write(KeyWrite write)
    {
        var statement = write.Change switch { RowChange.Delete => _deleteKey, RowChange.Insert => _insertKey, _ => _moveKey };
        statement.Bind(1, StoredNumbers.Text(write.Key));
        if (write.Change != RowChange.Delete) statement.Bind(2, write.EntityId);
        statement.Run();
    }

    private void Write(MentionWrite write)
    {
        if (!write.IsNew) _deleteMentions.Bind(1, write.Entity).Run();
        foreach (var key in write.Keys) _insertMention.Bind(1, StoredNumbers.Text(key)).Bind(2, write.Entity).Run();
    }

    private void Write(OutboxWrite write)
    {
        var statement = write.Row is null ? _removeOutbox : _putOutbox;
        statement.Bind(1, write.Entity).Bind(2, nameId(write.System)).Bind(3, (long)write.Action);
        if (write.Row is { } row)
        {
            statement.Bind(4, (long)row.Kind).Bind(5, row.OperationId).Bind(6, row.Shard).Bind(7, (long)row.Status)
                .Bind(8, StoredNumbers.Ticks(row.NotBefore)).Bind(9, StoredNumbers.Ticks(row.EnqueuedAt)).Bind(10, row.Unanswered)
                .Bind(11, row.Reason is { } reason ? StoredNumbers.Clean(reason) : null)
                .Bind(12, row.WaitingFor is { } key ? StoredNumbers.Text(key) : null).Bind(13, write.Fresh).Bind(14, write.KeepsPlace);
        }

        statement.Run();
    }

    private void Write(HistoryWrite write) => _insertStep
        .Bind(1, write.Sequence).Bind(2, write.Previous).Bind(3, write.Entity).Bind(4, (long)write.Transition.Kind)
        .Bind(5, StoredNumbers.Ticks(write.Transition.At)).Bind(6, write.Transition.IsTold)
        .Bind(7, write.Transition.Published).Bind(8, (write.Transition.History ?? default).Span).Run();

    private void Write(MailWrite write) => _insertMail
        .Bind(1, write.Draft.Key).Bind(2, write.EntityId).Bind(3, write.Draft.Shard).Bind(4, write.Draft.Template)
        .Bind(5, write.Draft.Language).Bind(6, write.Draft.To).Bind(7, write.Draft.Model.Span).Bind(8, StoredNumbers.Ticks(write.At))
        .Bind(9, StoredNumbers.Ticks(write.Draft.NotBefore ?? write.At)).Bind(10, write.Draft.Group).Run();

    private void Write(MailWithdrawn write) => _withdrawMail
        .Bind(1, write.Mail.Key).Bind(2, StoredNumbers.Clean(write.Mail.Evidence)).Bind(3, StoredNumbers.Ticks(write.At)).Run();

    private void Write(EntityCountChange change) => _countEntities
        .Bind(1, (long)change.Kind).Bind(2, change.Entities).Bind(3, change.Pending).Bind(4, change.Parked)
        .Bind(5, change.Conflicts).Bind(6, change.Drift).Bind(7, change.Tombstoned).Run();

    private void Write(RecordCountChange change) => _countRecords
        .Bind(1, nameId(change.System)).Bind(2, (long)change.Kind).Bind(3, change.Records).Run();
}
