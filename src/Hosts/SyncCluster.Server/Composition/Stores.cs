using SyncCluster.Engine.Storage;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>Opens the store that the file names.</summary>
internal static class Stores
{
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
