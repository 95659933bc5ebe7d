using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>Says what SQLite's faults mean and what to do.</summary>
internal static class SqliteFaults
{
    public static StoreException Of(string what, string path, SqliteException fault)
    {
        var (mayPass, advice) = fault.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => (true, "The disk is full: make room, nothing is lost."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (true, "Another process holds the file for long: end the backup or command that does."),
            raw.SQLITE_IOERR => (true, "The disk failed to read or write: look at the system's log and at free space."),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => (false, "The file or its folder cannot be written: give this user the right to."),
            raw.SQLITE_CANTOPEN => (false, "The file cannot be opened: see that its folder exists and this user may write there."),
            raw.SQLITE_CORRUPT => (false, "The file is damaged: restore a backup, or try 'sqlite3 FILE .recover'."),
            raw.SQLITE_NOTADB => (false, "The file is not a SQLite database: name another path, or remove the file."),
            raw.SQLITE_NOMEM => (true, "There was not enough memory: lower the cache or give the process more."),
            _ => (false, "This should not happen: please report it with this text."),
        };
        return new StoreException($"The state store '{path}' failed while {what}: {fault.Message} {advice}", mayPass, fault);
    }
}
