using System.Data.Common;
using Npgsql;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Migrations;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Postgres;

/// <summary>The state store in PostgreSQL: any number of processes, each transaction decided under locks on its entities.</summary>
internal sealed class PostgresStateStore : SqlStateStore
{
    // One look into the index a record, whatever the planner believes of a table that it has not counted yet.
    private const string FindRecords =
        """
        SELECT u.place, r.entity_id, r.fingerprint, r.stock, coalesce(r.prices, r.price), r.deleted
        FROM unnest($3) WITH ORDINALITY AS u (remote_id, place) CROSS JOIN LATERAL (
          SELECT * FROM record WHERE system = $1 AND kind = $2 AND remote_id = u.remote_id LIMIT 1) AS r
        """;

    private const string Load =
        """
        SELECT u.place, e.kind, e.version, s.state, e.id, e.last_step, e.pending, e.parked, e.conflicts, e.drift, e.tombstoned FROM unnest($1) WITH ORDINALITY AS u (entity_id, place)
        JOIN entity e ON e.entity_id = u.entity_id JOIN entity_state s ON s.id = e.id
        """;

    private const int Slots = 64;

    private readonly PostgresStoreOptions _options;
    private readonly NpgsqlDataSource _source;
    private int _slot;

    public PostgresStateStore(PostgresStoreOptions options, TimeProvider time)
        : base(time)
    {
        _options = options;
        _source = Source(options);
        _slot = Environment.ProcessId;
    }

    /// <summary>Where the next commit counts: commits that run beside each other, in whatever process, seldom meet in one row.</summary>
    private short Slot() => (short)((uint)Interlocked.Increment(ref _slot) % Slots);

    public override Task MigrateAsync(CancellationToken cancellation) => WriteAsync("upgrading the schema", async session =>
    {
        var schema = new NpgsqlCommandBuilder().QuoteIdentifier(_options.Schema);
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))", ("@name", $"synccluster/{_options.Schema}"));
        var there = await session.QueryAsync("SELECT 1 FROM pg_namespace WHERE nspname = @name", _ => true, ("@name", _options.Schema));
        if (there.Count == 0) await session.RunAsync($"CREATE SCHEMA {schema}");
        await Migrator.RunAsync(session, "postgres", Now);

        // A restored backup may hold numbers that this server's transactions have not reached yet.
        return await session.ExecuteAsync(
            """
            UPDATE numbering SET base = base + n.used - n.next + 1 FROM (
              SELECT greatest((SELECT max(sequence) FROM history), (SELECT max(id) FROM entity)) / 65536 AS used,
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint + (SELECT base FROM numbering) AS next) AS n
            WHERE n.used >= n.next
            """);
    }, cancellation);

    public override async Task<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<Transition> transitions, CancellationToken cancellation)
    {
        if (transitions.Count == 0) return [];
        await EnsureSystemsAsync(transitions, cancellation);
        if (transitions.Count <= PostgresDialect.NumbersInTransaction)
        {
            // What was noted when the states were loaded nearly always still holds; where it does not, all is read.
            var noted = NotedFacts.Of(transitions);
            return await WriteRawAsync("committing transitions", session =>
            {
                var facts = noted;
                noted = null;
                return facts is null
                    ? PostgresCommit.RunAsync(session, NameId, Slot(), transitions)
                    : PostgresCommit.RunAsync(session, NameId, Slot(), transitions, facts);
            }, cancellation);
        }

        throw new ArgumentException(
            $"{transitions.Count} transitions are too many for one transaction: {PostgresDialect.NumbersInTransaction} at most.", nameof(transitions));
    }

    public override Task<IReadOnlyList<StoredEntity?>> LoadAsync(IReadOnlyList<string> entityIds, CancellationToken cancellation) =>
        ReadRawAsync<IReadOnlyList<StoredEntity?>>("loading entities", async session =>
        {
            await using var command = new NpgsqlCommand(Load, session.Connection) { Parameters = { Of(entityIds.ToArray()) } };
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var entities = new StoredEntity?[entityIds.Count];
            while (await row.ReadAsync(cancellation))
            {
                var place = (int)row.GetInt64(0) - 1;
                var (kind, version) = (row.Kind(1), row.GetInt64(2));
                entities[place] = new StoredEntity(entityIds[place], kind, version, row.Blob(3))
                {
                    Note = new NotedHead(new EntityHead(row.GetInt64(4), version, row.LongOrNull(5), kind, PostgresCommit.Flags(row, 6))),
                };
            }

            return entities;
        }, cancellation);

    public override async Task<IReadOnlyList<KnownRecord?>> FindRecordsAsync(
        string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return new KnownRecord?[remoteIds.Count];
        return await ReadRawAsync("looking up fingerprints", async session =>
        {
            await using var command = new NpgsqlCommand(FindRecords, session.Connection)
            {
                Parameters = { Of(systemId), Of((short)kind), Of(remoteIds.ToArray()) },
            };
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var records = new KnownRecord?[remoteIds.Count];
            while (await row.ReadAsync(cancellation))
            {
                var place = (int)row.GetInt64(0) - 1;
                records[place] = new KnownRecord(
                    remoteIds[place],
                    row.GetString(1),
                    FingerprintOf(row, 2),
                    new GuardValues(StoredNumbers.Decimal(row.TextOrNull(3)), row.TextOrNull(4)),
                    row.GetInt16(5) != 0);
            }

            return records;
        }, cancellation);
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override Fingerprint FingerprintOf(DbDataReader row, int column)
    {
        Span<byte> bytes = stackalloc byte[Fingerprint.Size];
        row.GetFieldValue<Guid>(column).TryWriteBytes(bytes, bigEndian: true, out _);
        return Fingerprint.Read(bytes);
    }

    protected override Task<T> ReadAsync<T>(string what, Func<SqlSession, Task<T>> work, CancellationToken cancellation) =>
        ReadRawAsync(what, work, cancellation);

    protected override Task<T> WriteAsync<T>(string what, Func<SqlSession, Task<T>> work, CancellationToken cancellation) =>
        WriteRawAsync(what, work, cancellation);

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlDataSource Source(PostgresStoreOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            SearchPath = new NpgsqlCommandBuilder().QuoteIdentifier(options.Schema),

            // No statement leaves anything behind in its session, so nothing need be reset.
            NoResetOnClose = true,
        };
        if (string.IsNullOrEmpty(settings.ApplicationName)) settings.ApplicationName = "synccluster";
        if (options.Prepare && settings.MaxAutoPrepare == 0) (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (100, 2);
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);

        // A transaction here takes milliseconds. One whose process stands still, or cannot be reached any more, would hold its
        // entities until the connection is missed: the server ends it.
        //
        // Every statement here finds few rows by an index. A plan made while a table was empty must not read all of it
        // once it has grown, so plans that do are not considered where there is another.
        const string settled = "SET idle_in_transaction_session_timeout = '10s'; SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; "
            + "SET enable_mergejoin = off; SET enable_material = off";
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(settled, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(settled, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    private async Task<T> ReadRawAsync<T>(string what, Func<PostgresSession, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellation);
            return await work(new PostgresSession(connection, cancellation));
        }
        catch (Exception fault) when (IsOfDatabase(fault))
        {
            Distrust(fault);
            throw PostgresFaults.Of(what, _options, fault);
        }
    }

    private async Task<T> WriteRawAsync<T>(string what, Func<PostgresSession, Task<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                var result = await work(new PostgresSession(connection, cancellation));
                await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (Exception fault) when (PostgresFaults.IsWorthAnAttempt(fault) && attempt < _options.Attempts)
            {
                // The transaction is rolled back by now; the next attempt sees what the other one did.
                Distrust(fault);
            }
            catch (Exception fault) when (IsOfDatabase(fault))
            {
                Distrust(fault);
                throw PostgresFaults.Of(what, _options, fault);
            }
        }
    }

    /// <summary>
    /// Npgsql 10.0 takes statements of a batch for prepared that the server never came to, where it failed while rows of an
    /// earlier one were read: every later use of that connection fails (26000). So none is used again after a fault.
    /// </summary>
    private void Distrust(Exception fault)
    {
        if (_options.Prepare && fault is NpgsqlException) _source.Clear();
    }

    private static bool IsOfDatabase(Exception fault) => fault is NpgsqlException or CommitOvertakenException or TimeoutException or IOException;
}
