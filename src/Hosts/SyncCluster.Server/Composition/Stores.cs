using SyncCluster.Engine.Storage;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>Opens the store that the file names.</summary>
internal static class Stores
{
    /// <summary>The store, not migrated yet.</summary>
    /// <exception cref="StoreException">This build has no such store.</exception>
    public static IStateStore Open(StoreConfiguration store, TimeProvider time) => store.SqlitePath is { } path
        ? StateStoreFactory.Open(new SqliteStoreOptions(path), time)
        : throw new StoreException("This build has no PostgreSQL store yet. Write store.sqlite.", mayPass: false);
}
