using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using SyncCluster.Engine.Storage.Postgres;
using SyncCluster.Engine.Storage.Sqlite;

namespace SyncCluster.Engine.Storage;

/// <summary>
/// Copies what a store knows into a SQLite file, at one moment and without changing anything in it: for whoever wants to
/// try out what would happen. Left behind is what nothing is decided by: the steps of the past, and what mails said.
/// </summary>
public static class StoreCopy
{
    private static readonly string[] Tables =
    [
        "name", "entity", "entity_state", "entity_count", "natural_key", "record", "record_count", "census", "seen", "outbox", "mail", "document", "staged",
        "parked", "mention", "unmatched_item",
    ];

    /// <summary>Copies a SQLite store, also one that a server is using.</summary>
    /// <param name="from">The store; its file must be there.</param>
    /// <param name="path">The file of a migrated, empty store.</param>
    /// <param name="cancellation">Ends it; the copy is of no use then.</param>
    /// <exception cref="StoreException">The store cannot be read, or is another version's.</exception>
    public static async Task TakeAsync(SqliteStoreOptions from, string path, CancellationToken cancellation)
    {
        try
        {
            await using var source = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = from.Path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = (int)from.LockTimeout.TotalSeconds,
            }.ConnectionString);
            await source.OpenAsync(cancellation);
            await using var moment = source.BeginTransaction(deferred: true);
            await TakeAsync(source, moment, path, cancellation);
        }
        catch (SqliteException fault)
        {
            throw SqliteFaults.Of("copying it", from.Path, fault);
        }
    }

    /// <summary>Copies a store on PostgreSQL, also one that silos are using.</summary>
    /// <inheritdoc cref="TakeAsync(SqliteStoreOptions, string, CancellationToken)"/>
    public static async Task TakeAsync(PostgresStoreOptions from, string path, CancellationToken cancellation)
    {
        try
        {
            await using var source = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(from.ConnectionString)
            {
                SearchPath = new NpgsqlCommandBuilder().QuoteIdentifier(from.Schema), Pooling = false,
            }.ConnectionString);
            await source.OpenAsync(cancellation);
            await using var moment = await source.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await ExecuteAsync(source, moment, "SET TRANSACTION READ ONLY", cancellation);
            await TakeAsync(source, moment, path, cancellation);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            throw PostgresFaults.Of("copying it", from, fault);
        }
    }

    private static async Task TakeAsync(DbConnection source, DbTransaction moment, string path, CancellationToken cancellation)
    {
        await using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        await target.OpenAsync(cancellation);
        await ExecuteAsync(target, null, "PRAGMA synchronous = OFF", cancellation);
        await using var writing = target.BeginTransaction();
        var (theirs, ours) = (await VersionAsync(source, moment, cancellation), await VersionAsync(target, writing, cancellation));
        if (theirs != ours)
        {
            throw new StoreException(
                string.Create(CultureInfo.InvariantCulture, $"The store's tables are of version {theirs}, and this program's of version {ours}: start the server once, which upgrades them."), mayPass: false);
        }

        foreach (var table in Tables) await CopyAsync(source, moment, target, writing, table, cancellation);
        await writing.CommitAsync(cancellation);
    }

    private static async Task<long> VersionAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        await using var command = Command(connection, transaction, "SELECT max(number) FROM migration");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    private static async Task CopyAsync(
        DbConnection source, DbTransaction moment, SqliteConnection target, SqliteTransaction writing, string table, CancellationToken cancellation)
    {
        var columns = new List<string>();
        await using (var told = Command(target, writing, $"SELECT name FROM pragma_table_info('{table}')"))
        await using (var rows = await told.ExecuteReaderAsync(cancellation))
            while (await rows.ReadAsync(cancellation)) columns.Add(rows.GetString(0));

        await using var read = Command(source, moment, $"SELECT {string.Join(", ", columns)} FROM {table}");
        await using var write = (SqliteCommand)Command(
            target, writing, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => "@" + column))})");
        var parameters = columns.ConvertAll(column => write.Parameters.Add(new SqliteParameter { ParameterName = "@" + column }));
        var leftOut = table == "mail" ? columns.IndexOf("model") : -1;
        await using var reader = await read.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            for (var i = 0; i < columns.Count; i++) parameters[i].Value = i == leftOut ? Array.Empty<byte>() : Plain(reader.GetValue(i));
            await write.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>PostgreSQL keeps fingerprints as uuids.</summary>
    private static object Plain(object value) => value is Guid fingerprint ? fingerprint.ToByteArray(bigEndian: true) : value;

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellation)
    {
        await using var command = Command(connection, transaction, sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Names of the program's own tables and columns.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        return command;
    }
}
