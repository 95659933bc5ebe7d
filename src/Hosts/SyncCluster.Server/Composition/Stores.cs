using SyncCluster.Engine.Storage;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>Opens the store that the file names.</summary>
internal static class Stores
{
    /// <summary>Copies what a store knows into another one on SQLite; false where it was never used.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static async Task<bool> CopyAsync(StoreConfiguration from, StoreConfiguration into, TimeProvider time, CancellationToken cancellation)
    {
        if (from.SqlitePath is { } path && !File.Exists(path)) return false;
        await using (var made = Open(into, time)) await made.MigrateAsync(cancellation);
        try
        {
            await (from.PostgresConnection is { } connection
                ? StoreCopy.TakeAsync(new PostgresStoreOptions(connection), into.SqlitePath!, cancellation)
                : StoreCopy.TakeAsync(new SqliteStoreOptions(from.SqlitePath!), into.SqlitePath!, cancellation));
            return true;
        }
        catch (StoreException failure) when (failure.IsNotMade)
        {
            return false;
        }
    }

    /// <summary>The store, not migrated yet.</summary>
    /// <exception cref="StoreException">The connection string is none.</exception>
    public static IStateStore Open(StoreConfiguration store, TimeProvider time)
    {
        if (store.PostgresConnection is not { } connection) return StateStoreFactory.Open(new SqliteStoreOptions(store.SqlitePath!), time);
        try
        {
            return StateStoreFactory.Open(new PostgresStoreOptions(connection), time);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            // What is wrong may be the password: the text is not shown.
            throw new StoreException("store.postgres is no connection string. Write: Host=HOST;Database=NAME;Username=USER;Password=${env:NAME}", mayPass: false);
        }
    }
}
