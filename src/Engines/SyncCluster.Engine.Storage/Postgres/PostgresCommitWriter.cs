using Npgsql;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Postgres;

/// <summary>
/// Writes a commit plan: one statement a table and kind of change, columns as arrays, all in one round trip, rows in one
/// order for every process. A plan that rests on what was noted before (<paramref name="isNoted"/>) is written only over
/// entities and records that are as they were then; the numbers of its steps count from 0.
/// <para>
/// In the statements of nearly every commit only texts and bytes are unnested, and what has a fixed size is taken from its
/// array by place: the server makes a table in memory of each array that it unnests, and finds the place of a text by
/// counting from the first.
/// </para>
/// </summary>
internal sealed class PostgresCommitWriter(Func<string, int> nameId, short slot, bool isNoted = false)
{
    private const string FirstStep = "(SELECT (pg_current_xact_id()::text::bigint + base) * 65536 FROM numbering)";

    private readonly List<(NpgsqlBatchCommand Command, int Rows)> _exact = [];
    private readonly List<NpgsqlBatchCommand> _commands = [];

    public async Task WriteAsync(PostgresSession session, CommitWrites writes)
    {
        Entities([.. writes.Entities.Where(write => write.ReadVersion == 0).OrderBy(write => write.Last.EntityId, StringComparer.Ordinal)], areNew: true);
        if (isNoted) Noted([.. writes.Entities.OrderBy(write => write.Id)]);
        else Entities([.. writes.Entities.Where(write => write.ReadVersion != 0)], areNew: false);
        Records([.. writes.Records.OrderBy(write => write.Record.Key.RemoteId, StringComparer.Ordinal)]);
        Keys([.. writes.Keys.Select(write => (write, StoredNumbers.Text(write.Key))).OrderBy(pair => pair.Item2, StringComparer.Ordinal)]);
        Mentions(writes.Mentions);
        Outbox([.. writes.Outbox.OrderBy(write => write.Entity).ThenBy(write => nameId(write.System)).ThenBy(write => write.Action)]);
        History(writes.History);
        Withdrawals(writes.WithdrawnFirst);
        Mails([.. writes.Mails.DistinctBy(write => write.Draft.Key)]);
        Withdrawals(writes.WithdrawnAfterwards);
        Counts(writes);
        if (_commands.Count == 0) return;

        await using var batch = new NpgsqlBatch(session.Connection);
        foreach (var command in _commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(session.Cancellation);
        foreach (var (command, rows) in _exact)
            if (command.Rows != (ulong)rows)
                throw new CommitOvertakenException();
    }

    private void Entities(EntityWrite[] writes, bool areNew)
    {
        if (writes.Length == 0) return;
        NpgsqlParameter[] columns =
        [
            Of(writes, write => write.Id), Of(writes, write => (short)write.Last.Kind), Of(writes, write => write.Version),
            Of(writes, write => StoredNumbers.Ticks(write.Last.At)), Of(writes, write => write.LastStep),
            Of(writes, write => write.Last.Summary.Pending), Of(writes, write => write.Last.Summary.Parked),
            Of(writes, write => write.Last.Summary.Conflicts), Of(writes, write => write.Last.Summary.Drift),
            Of(writes, write => StoredNumbers.Gone(write.Last.Summary)), Of(writes, write => write.Last.Summary.OrderState),
            Of(writes, write => StoredNumbers.Clean(write.Last.Summary.Title)),
            Of(writes, write => StoredNumbers.Clean(write.Last.Summary.SearchText)),
            Of(writes, write => write.Keys?.Text),
            Of(writes, write => write.Last.Summary.ExpectedBy?.DayNumber),
        ];
        if (areNew)
        {
            Add(
                """
                INSERT INTO entity (id, kind, version, changed_at, last_step, pending, parked, conflicts, drift, tombstoned, order_state,
                  title, search_text, natural_keys, expected_by, entity_id)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (entity_id) DO NOTHING
                """,
                writes.Length,
                [.. columns, Of(writes, write => write.Last.EntityId)]);
            Add("INSERT INTO entity_state (id, state) SELECT * FROM unnest($1, $2)", null, Of(writes, write => write.Id), States(writes));
            return;
        }

        Add(
            """
            UPDATE entity e SET kind = u.kind, version = u.version, changed_at = u.changed_at, last_step = u.last_step,
              pending = u.pending, parked = u.parked, conflicts = u.conflicts, drift = u.drift, tombstoned = u.tombstoned,
              order_state = u.order_state, title = u.title, search_text = u.search_text,
              expected_by = u.expected_by, natural_keys = CASE WHEN u.named THEN u.natural_keys ELSE e.natural_keys END
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) AS u (id, kind, version, changed_at,
              last_step, pending, parked, conflicts, drift, tombstoned, order_state, title, search_text, natural_keys, expected_by, named)
            WHERE e.id = u.id
            """,
            writes.Length,
            [.. columns, Of(writes, write => write.Keys is not null)]);
        ChangedStates(writes);
    }

    private void ChangedStates(EntityWrite[] writes) => Add(
        "UPDATE entity_state s SET state = u.state FROM unnest($2) WITH ORDINALITY AS u (state, at) WHERE s.id = ($1)[u.at]",
        writes.Length,
        Of(writes, write => write.Id),
        States(writes));

    /// <summary>Entities that were loaded before and not locked: the version is the lock. They are touched in the order in which others lock them.</summary>
    private void Noted(EntityWrite[] writes)
    {
        if (writes.Length == 0) return;
        Add(
            $"""
            UPDATE entity e SET version = ($3)[at], changed_at = ($4)[at], last_step = coalesce({FirstStep} + ($5)[at], e.last_step),
              pending = ($6)[at], parked = ($7)[at], conflicts = ($8)[at], drift = ($9)[at], tombstoned = ($10)[at],
              order_state = u.order_state, title = u.title, search_text = u.search_text, expected_by = ($14)[at]
            FROM unnest($11, $12, $13) WITH ORDINALITY AS u (order_state, title, search_text, at)
            WHERE e.id = ($1)[at] AND e.version = ($2)[at]
            """,
            writes.Length,
            Of(writes, write => write.Id), Of(writes, write => write.ReadVersion), Of(writes, write => write.Version),
            Of(writes, write => StoredNumbers.Ticks(write.Last.At)),
            Of(writes, write => write.Last.IsTold || write.Last.Published ? write.LastStep : null),
            Of(writes, write => write.Last.Summary.Pending), Of(writes, write => write.Last.Summary.Parked),
            Of(writes, write => write.Last.Summary.Conflicts), Of(writes, write => write.Last.Summary.Drift),
            Of(writes, write => StoredNumbers.Gone(write.Last.Summary)), Of(writes, write => write.Last.Summary.OrderState),
            Of(writes, write => StoredNumbers.Clean(write.Last.Summary.Title)),
            Of(writes, write => StoredNumbers.Clean(write.Last.Summary.SearchText)),
            Of(writes, write => write.Last.Summary.ExpectedBy?.DayNumber));
        ChangedStates(writes);
    }

    private void NotedRecords(RecordWrite[] writes)
    {
        if (writes.Length == 0) return;
        Add(
            """
            UPDATE record r SET fingerprint = ($4)[at], stock = u.stock, price = NULL, prices = u.prices, deleted = ($7)[at]
            FROM unnest($3, $5, $6) WITH ORDINALITY AS u (remote_id, stock, prices, at)
            WHERE r.system = ($1)[at] AND r.kind = ($2)[at] AND r.remote_id = u.remote_id AND r.entity = ($8)[at] AND r.deleted = ($9)[at]
            """,
            writes.Length,
            Of(writes, row => nameId(row.Record.Key.System)), Of(writes, row => (short)row.Record.Key.Kind),
            Of(writes, row => row.Record.Key.RemoteId), Of(writes, row => GuidOf(row.Record.Fingerprint!.Value)),
            Of(writes, row => StoredNumbers.Text(row.Record.Guards.Stock)), Of(writes, row => row.Record.Guards.Prices),
            Of(writes, row => Number(row.Record.Deleted)), Of(writes, row => row.Entity), Of(writes, row => Number(row.Record.WasDeleted == true)));
    }

    private void Records(RecordWrite[] writes)
    {
        if (isNoted)
        {
            NotedRecords(writes);
            return;
        }

        Change(RowChange.Insert,
            """
            INSERT INTO record (system, kind, remote_id, fingerprint, stock, prices, deleted, entity, entity_id, known_at)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (system, kind, remote_id) DO NOTHING
            """);
        Change(RowChange.Update,
            """
            UPDATE record r SET fingerprint = u.fingerprint, stock = u.stock, price = NULL, prices = u.prices, deleted = u.deleted, entity = u.entity,
              entity_id = u.entity_id, known_at = u.known_at
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS u (system, kind, remote_id, fingerprint, stock, prices, deleted,
              entity, entity_id, known_at)
            WHERE r.system = u.system AND r.kind = u.kind AND r.remote_id = u.remote_id
            """);
        Change(RowChange.Delete,
            """
            DELETE FROM record r USING unnest($1, $2, $3) AS u (system, kind, remote_id)
            WHERE r.system = u.system AND r.kind = u.kind AND r.remote_id = u.remote_id
            """);

        void Change(RowChange change, string sql)
        {
            var rows = Array.FindAll(writes, write => write.Change == change);
            if (rows.Length == 0) return;
            NpgsqlParameter[] key =
            [
                Of(rows, row => nameId(row.Record.Key.System)), Of(rows, row => (short)row.Record.Key.Kind), Of(rows, row => row.Record.Key.RemoteId),
            ];
            Add(sql, rows.Length, change == RowChange.Delete ? key :
            [
                .. key, Of(rows, row => GuidOf(row.Record.Fingerprint!.Value)), Of(rows, row => StoredNumbers.Text(row.Record.Guards.Stock)),
                Of(rows, row => row.Record.Guards.Prices), Of(rows, row => Number(row.Record.Deleted)),
                Of(rows, row => row.Entity), Of(rows, row => row.EntityId), Of(rows, row => row.KnownAt),
            ]);
        }
    }

    private void Keys((KeyWrite Write, string Text)[] writes)
    {
        Change(RowChange.Insert, "INSERT INTO natural_key (natural_key, entity_id) SELECT * FROM unnest($1, $2) ON CONFLICT (natural_key) DO NOTHING");
        Change(RowChange.Update,
            "UPDATE natural_key k SET entity_id = u.entity_id FROM unnest($1, $2) AS u (natural_key, entity_id) WHERE k.natural_key = u.natural_key");
        Change(RowChange.Delete,
            "DELETE FROM natural_key k USING unnest($1, $2) AS u (natural_key, entity_id) WHERE k.natural_key = u.natural_key AND k.entity_id = u.entity_id");

        void Change(RowChange change, string sql)
        {
            var rows = Array.FindAll(writes, write => write.Write.Change == change);
            if (rows.Length > 0) Add(sql, rows.Length, Of(rows, row => row.Text), Of(rows, row => row.Write.EntityId));
        }
    }

    private void Mentions(List<MentionWrite> writes)
    {
        if (writes.Count == 0) return;
        if (writes.Exists(write => !write.IsNew))
            Add("DELETE FROM mention WHERE entity = ANY($1)", null, Of(writes, write => write.Entity));
        var pairs = writes.SelectMany(write => write.Keys.Distinct().Select(key => (Key: StoredNumbers.Text(key), write.Entity)))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Entity).ToList();
        if (pairs.Count == 0) return;
        Add(
            "INSERT INTO mention (mention_key, entity) SELECT * FROM unnest($1, $2) ON CONFLICT (mention_key, entity) DO NOTHING",
            null,
            Of(pairs, pair => pair.Key), Of(pairs, pair => pair.Entity));
    }

    private void Outbox(OutboxWrite[] writes)
    {
        var removed = Array.FindAll(writes, write => write.Row is null);
        if (removed.Length > 0)
        {
            Add(
                """
                DELETE FROM outbox o USING unnest($1, $2, $3) AS u (entity, system, action)
                WHERE o.entity = u.entity AND o.system = u.system AND o.action = u.action
                """,
                null,
                Of(removed, write => write.Entity), Of(removed, write => nameId(write.System)), Of(removed, write => (short)write.Action));
        }

        var put = Array.FindAll(writes, write => write.Row is not null);
        foreach (var alike in put.GroupBy(write => (write.Fresh, write.KeepsPlace)))
        {
            var rows = alike.ToArray();
            var enqueued = alike.Key.Fresh ? "excluded.enqueued_at" : "CASE WHEN outbox.status = 3 THEN excluded.enqueued_at ELSE outbox.enqueued_at END";

            // The same time is no change to the database, and the row stays where every index expects it.
            var due = alike.Key.KeepsPlace
                ? "CASE WHEN outbox.status = 0 THEN least(excluded.not_before, outbox.not_before) ELSE excluded.not_before END"
                : "excluded.not_before";
            Add(
                $"""
                INSERT INTO outbox (entity, system, action, kind, operation_id, shard, status, not_before, enqueued_at, unanswered, reason, waiting_for)
                SELECT ($1)[at], ($2)[at], ($3)[at], ($4)[at], u.operation_id, ($6)[at], ($7)[at], ($8)[at], ($9)[at], ($10)[at], u.reason, u.waiting_for
                FROM unnest($5, $11, $12) WITH ORDINALITY AS u (operation_id, reason, waiting_for, at)
                ON CONFLICT (entity, system, action) DO UPDATE SET kind = excluded.kind, operation_id = excluded.operation_id,
                  shard = excluded.shard, status = excluded.status, not_before = {due}, enqueued_at = {enqueued},
                  unanswered = excluded.unanswered, reason = excluded.reason, waiting_for = excluded.waiting_for
                """,
                null,
                Of(rows, write => write.Entity), Of(rows, write => nameId(write.System)), Of(rows, write => (short)write.Action),
                Of(rows, write => (short)write.Row!.Kind), Of(rows, write => write.Row!.OperationId), Of(rows, write => write.Row!.Shard),
                Of(rows, write => (short)write.Row!.Status), Of(rows, write => StoredNumbers.Ticks(write.Row!.NotBefore)),
                Of(rows, write => StoredNumbers.Ticks(write.Row!.EnqueuedAt)), Of(rows, write => write.Row!.Unanswered),
                Of(rows, write => write.Row!.Reason is { } reason ? StoredNumbers.Clean(reason) : null),
                Of(rows, write => write.Row!.WaitingFor is { } key ? StoredNumbers.Text(key) : null));
        }
    }

    private void History(List<HistoryWrite> writes)
    {
        if (writes.Count == 0) return;
        Add(
            $"""
            INSERT INTO history (sequence, previous, entity, kind, at, told, published, json)
            SELECT {(isNoted ? FirstStep : "0")} + ($1)[u.place], ($2)[u.place], ($3)[u.place], ($4)[u.place], ($5)[u.place], ($6)[u.place],
              ($7)[u.place], u.json
            FROM unnest($8) WITH ORDINALITY AS u (json, place)
            """,
            null,
            Of(writes, write => write.Sequence), Of(writes, write => write.Previous), Of(writes, write => write.Entity),
            Of(writes, write => (short)write.Transition.Kind), Of(writes, write => StoredNumbers.Ticks(write.Transition.At)),
            Of(writes, write => Number(write.Transition.IsTold)), Of(writes, write => Number(write.Transition.Published)),
            Of(writes, write => Bytes(write.Transition.History ?? default)));
    }

    private void Mails(MailWrite[] writes)
    {
        if (writes.Length == 0) return;
        Add(
            """
            INSERT INTO mail (mail_key, entity_id, shard, template, language, recipient, model, status, created_at, not_before, attempts,
              mail_group)
            SELECT u.mail_key, u.entity_id, u.shard, u.template, u.language, u.recipient, u.model, 0, u.at, u.due, 0, u.mail_group
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
              AS u (mail_key, entity_id, shard, template, language, recipient, model, at, due, mail_group)
            ON CONFLICT (mail_key) DO NOTHING
            """,
            null,
            Of(writes, write => write.Draft.Key), Of(writes, write => write.EntityId), Of(writes, write => write.Draft.Shard),
            Of(writes, write => write.Draft.Template), Of(writes, write => write.Draft.Language), Of(writes, write => write.Draft.To),
            Of(writes, write => Bytes(write.Draft.Model)), Of(writes, write => StoredNumbers.Ticks(write.At)),
            Of(writes, write => StoredNumbers.Ticks(write.Draft.NotBefore ?? write.At)), Of(writes, write => write.Draft.Group));
    }

    private void Withdrawals(List<MailWithdrawn> writes)
    {
        if (writes.Count == 0) return;
        var first = writes.DistinctBy(write => write.Mail.Key).OrderBy(write => write.Mail.Key, StringComparer.Ordinal).ToList();
        Add(
            """
            UPDATE mail m SET status = 5, evidence = u.evidence, finished_at = u.at
            FROM unnest($1, $2, $3) AS u (mail_key, evidence, at) WHERE m.mail_key = u.mail_key AND m.status IN (0, 1)
            """,
            null,
            Of(first, write => write.Mail.Key), Of(first, write => StoredNumbers.Clean(write.Mail.Evidence)), Of(first, write => StoredNumbers.Ticks(write.At)));
    }

    private void Counts(CommitWrites writes)
    {
        foreach (var change in writes.EntityCounts)
        {
            Add(
                """
                INSERT INTO entity_count AS c (kind, slot, entities, pending, parked, conflicts, drift, tombstoned)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (kind, slot) DO UPDATE SET entities = c.entities + excluded.entities, pending = c.pending + excluded.pending,
                  parked = c.parked + excluded.parked, conflicts = c.conflicts + excluded.conflicts, drift = c.drift + excluded.drift,
                  tombstoned = c.tombstoned + excluded.tombstoned
                """,
                null,
                One((short)change.Kind), One(slot), One(change.Entities), One(change.Pending), One(change.Parked), One(change.Conflicts),
                One(change.Drift), One(change.Tombstoned));
        }

        foreach (var change in writes.RecordCounts)
        {
            Add(
                """
                INSERT INTO record_count AS c (system, kind, slot, records) VALUES ($1, $2, $3, $4)
                ON CONFLICT (system, kind, slot) DO UPDATE SET records = c.records + excluded.records
                """,
                null,
                One(nameId(change.System)), One((short)change.Kind), One(slot), One(change.Records));
        }
    }

    /// <summary>One more statement. Where <paramref name="rows"/> is given, that many rows must change, else the plan was overtaken.</summary>
    private void Add(string sql, int? rows, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        _commands.Add(command);
        if (rows is { } exact) _exact.Add((command, exact));
    }

    private static NpgsqlParameter<byte[][]> States(EntityWrite[] writes) => Of(writes, write => Bytes(write.Last.State));

    private static NpgsqlParameter<T[]> Of<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = column(rows[i]);
        return new NpgsqlParameter<T[]> { TypedValue = values };
    }

    private static NpgsqlParameter<T> One<T>(T value) => new() { TypedValue = value };

    private static short Number(bool flag) => flag ? (short)1 : (short)0;

    private static byte[] Bytes(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var whole) && whole.Offset == 0 && whole.Count == whole.Array!.Length
            ? whole.Array
            : bytes.ToArray();

    private static Guid GuidOf(Fingerprint fingerprint)
    {
        Span<byte> bytes = stackalloc byte[Fingerprint.Size];
        fingerprint.Write(bytes);
        return new Guid(bytes, bigEndian: true);
    }
}
