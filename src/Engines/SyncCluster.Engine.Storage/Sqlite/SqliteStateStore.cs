using System.Buffers.Text;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Committing;
using SyncCluster.Engine.Storage.Migrations;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>The state store in one SQLite file: one thread writes, any number read.</summary>
internal sealed class SqliteStateStore : SqlStateStore
{
    private readonly SqliteStoreOptions _options;
    private readonly SqliteConnections _connections;
    private readonly Lock _opening = new();
    private SqliteWriter? _writer;

    // Of the writer's thread alone.
    private SqliteCommit? _commit;

    public SqliteStateStore(SqliteStoreOptions options, TimeProvider time)
        : base(time)
    {
        _options = options;
        _connections = new SqliteConnections(options);
    }

    public override Task MigrateAsync(CancellationToken cancellation) => WriteAsync("upgrading the schema", async session =>
    {
        await Migrator.RunAsync(session, "sqlite", Now);
        return true;
    }, cancellation);

    public override async Task<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<Transition> transitions, CancellationToken cancellation)
    {
        if (transitions.Count == 0) return [];
        await EnsureSystemsAsync(transitions, cancellation);
        if (NotedFacts.Of(transitions) is { } noted)
        {
            try
            {
                return await WriteRawAsync("committing transitions", session => Commit(session).Run(transitions, noted), cancellation);
            }
            catch (CommitOvertakenException)
            {
                // Something changed since the states were loaded: all is read, and each transition gets its own verdict.
            }
        }

        return await WriteRawAsync("committing transitions", session => Commit(session).Run(transitions), cancellation);
    }

    public override Task<IReadOnlyList<StoredEntity?>> LoadAsync(IReadOnlyList<string> entityIds, CancellationToken cancellation) =>
        ReadRawAsync("loading entities", one => one.AtOnce<IReadOnlyList<StoredEntity?>>(session =>
        {
            var find = session.Statement(
                $"SELECT {SqliteCommit.HeadColumns}, s.state FROM entity e JOIN entity_state s ON s.id = e.id WHERE e.entity_id = ?1");
            var entities = new StoredEntity?[entityIds.Count];
            for (var i = 0; i < entities.Length; i++)
            {
                if (!find.Bind(1, entityIds[i]).Next()) continue;
                var head = SqliteCommit.HeadOf(find);
                entities[i] = new StoredEntity(entityIds[i], head.Kind, head.Version, find.Bytes(9).ToArray()) { Note = new NotedHead(head) };
                find.Reset();
            }

            return entities;
        }), cancellation);

    public override async Task<IReadOnlyList<KnownRecord?>> FindRecordsAsync(
        string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation)
    {
        if (await FindNameAsync(system, cancellation) is not { } systemId) return new KnownRecord?[remoteIds.Count];
        return await ReadRawAsync("looking up fingerprints", one => one.AtOnce(session =>
        {
            var find = session.Statement(
                "SELECT entity_id, fingerprint, stock, coalesce(prices, price), deleted FROM record WHERE system = ?1 AND kind = ?2 AND remote_id = ?3");
            find.Bind(1, systemId).Bind(2, (long)kind);
            var records = new KnownRecord?[remoteIds.Count];
            for (var i = 0; i < records.Length; i++)
            {
                if (!find.Bind(3, remoteIds[i]).Next()) continue;
                records[i] = new KnownRecord(
                    remoteIds[i],
                    find.Text(0),
                    Fingerprint.Read(find.Bytes(1)),
                    new GuardValues(DecimalOf(find.Bytes(2)), TextOf(find.Bytes(3))),
                    find.Flag(4));
                find.Reset();
            }

            return records;
        }), cancellation);
    }

    public override ValueTask DisposeAsync()
    {
        _connections.Dispose();
        lock (_opening) _writer?.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override Fingerprint FingerprintOf(DbDataReader row, int column) => Fingerprint.Read(row.GetFieldValue<byte[]>(column));

    // The driver works synchronously: what a session gives is done already, and waiting for it never waits.
    protected override Task<T> ReadAsync<T>(string what, Func<SqlSession, Task<T>> work, CancellationToken cancellation) =>
        ReadRawAsync(what, session => work(session).GetAwaiter().GetResult(), cancellation);

    protected override Task<T> WriteAsync<T>(string what, Func<SqlSession, Task<T>> work, CancellationToken cancellation) =>
        WriteRawAsync(what, session => work(session).GetAwaiter().GetResult(), cancellation);

    private Task<T> ReadRawAsync<T>(string what, Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var reader = _connections.Rent();
            try
            {
                var result = work(reader);
                _connections.Return(reader);
                return Task.FromResult(result);
            }
            catch
            {
                // Statements may stand in the middle of a read: such a connection is not used again.
                reader.Dispose();
                throw;
            }
        }
        catch (SqliteException fault)
        {
            return Task.FromException<T>(SqliteFaults.Of(what, _options.Path, fault));
        }
    }

    private async Task<T> WriteRawAsync<T>(string what, Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        try
        {
            return await Writer().WriteAsync(work, cancellation);
        }
        catch (SqliteException fault)
        {
            throw SqliteFaults.Of(what, _options.Path, fault);
        }
    }

    private SqliteCommit Commit(SqliteSession session) => _commit ??= new SqliteCommit(session, NameId);

    private SqliteWriter Writer()
    {
        if (_writer is { } writer) return writer;
        lock (_opening)
            return _writer ??= new SqliteWriter(_connections.OpenWriter(), $"synccluster store {Path.GetFileName(_options.Path)}");
    }

    private static string? TextOf(ReadOnlySpan<byte> text) => text.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(text);

    private static decimal? DecimalOf(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out decimal value, out _) ? value : null;
}
