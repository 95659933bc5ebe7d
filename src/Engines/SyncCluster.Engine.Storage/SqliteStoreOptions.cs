namespace SyncCluster.Engine.Storage;

/// <summary>How sure a committed transaction is against a loss of power. A killed process loses nothing either way.</summary>
public enum SqliteDurability
{
    /// <summary>Every commit is flushed to the disk: a push that was noted as done stays noted.</summary>
    Full,

    /// <summary>
    /// Commits are flushed now and then: faster, and the file stays whole, but the last moments before a loss of power may
    /// be forgotten, so that pushes of those moments are made once more.
    /// </summary>
    Normal,
}

/// <summary>The state store in one SQLite file, for one process at a time.</summary>
/// <param name="Path">The file; its folder is made where it is missing. Two more files lie beside it while it is in use.</param>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>What a commit promises; default <see cref="SqliteDurability.Full"/>.</summary>
    public SqliteDurability Durability { get; init; } = SqliteDurability.Full;

    /// <summary>Memory for pages of the one writing connection, in MiB; default 128.</summary>
    public int WriterCacheMebibytes { get; init; } = 128;

    /// <summary>Memory for pages of each reading connection, in MiB; default 16.</summary>
    public int ReaderCacheMebibytes { get; init; } = 16;

    /// <summary>
    /// How much of the file readers map into memory, in MiB; default 0, none. Mapped pages count as this process' memory
    /// as long as the system has nothing better to do with it, and a file of a million entities has gigabytes of them.
    /// </summary>
    public int MemoryMapMebibytes { get; init; }

    /// <summary>How large the write-ahead log grows before it is written back into the file, in MiB; default 128.</summary>
    public int LogMebibytes { get; init; } = 128;

    /// <summary>How long to wait for another process (a backup, the command line) that holds the file; default 30 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
