using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>Opens connections with the settings that speed and safety rest on, and keeps those that read.</summary>
internal sealed class SqliteConnections(SqliteStoreOptions options) : IDisposable
{
    // Three states of the usual size fill a page nearly whole; smaller pages were no faster, and the file a third larger.
    private const int PageBytes = 8192;

    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private volatile bool _ended;

    /// <summary>The connection that writes; makes the file where it is missing.</summary>
    public SqliteSession OpenWriter()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder) Directory.CreateDirectory(folder);
        var synchronous = options.Durability == SqliteDurability.Full ? "FULL" : "NORMAL";
        return Open(
            $"""
            PRAGMA page_size = {Text(PageBytes)};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {synchronous};
            PRAGMA cache_size = -{Text(options.WriterCacheMebibytes * 1024)};
            PRAGMA wal_autocheckpoint = {Text(options.LogMebibytes * 1024 / (PageBytes / 1024))};
            PRAGMA journal_size_limit = {Text(options.LogMebibytes * 1024L * 1024)};
            """);
    }

    /// <summary>A connection that reads; give it back with <see cref="Return"/>.</summary>
    public SqliteSession Rent()
    {
        ObjectDisposedException.ThrowIf(_ended, typeof(SqliteStateStore));
        return _readers.TryTake(out var reader)
            ? reader
            : Open($"""
                PRAGMA cache_size = -{Text(options.ReaderCacheMebibytes * 1024)};
                PRAGMA mmap_size = {Text(options.MemoryMapMebibytes * 1024L * 1024)};
                PRAGMA query_only = ON;
                """);
    }

    /// <summary>Takes a reading connection back.</summary>
    public void Return(SqliteSession reader)
    {
        if (_ended) reader.Dispose();
        else _readers.Add(reader);
    }

    public void Dispose()
    {
        _ended = true;
        while (_readers.TryTake(out var reader)) reader.Dispose();
    }

    private SqliteSession Open(string settings)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = (int)options.LockTimeout.TotalSeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Numbers and words of the program's own.
            command.CommandText = $"PRAGMA busy_timeout = {Text((long)options.LockTimeout.TotalMilliseconds)}; PRAGMA temp_store = MEMORY; {settings}";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
