using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>
/// That one process works on a SQLite store: two would read the same feeds and keep gates of their own. It ends with the
/// process, however that ends. Commands that only look, or ask, need none.
/// </summary>
internal sealed class SqliteClaim : IDisposable
{
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream? _file;

    private SqliteClaim(FileStream? file) => _file = file;

    /// <summary>Claims the store of a configuration; null where another process has it. A store on PostgreSQL needs no claim.</summary>
    public static SqliteClaim? Take(StoreConfiguration store)
    {
        if (store.SqlitePath is not { } path) return new SqliteClaim(null);
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            return new SqliteClaim(new FileStream(path + ".run", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException taken) when (taken.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What is wrong with the folder is told when the store is opened.
            return new SqliteClaim(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
