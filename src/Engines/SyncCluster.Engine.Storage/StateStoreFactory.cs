using SyncCluster.Engine.Storage.Postgres;
using SyncCluster.Engine.Storage.Sqlite;

namespace SyncCluster.Engine.Storage;

/// <summary>Opens state stores. Call <see cref="IStateStore.MigrateAsync"/> before anything else.</summary>
public static class StateStoreFactory
{
    /// <summary>The store in a SQLite file.</summary>
    /// <param name="options">Which file and how.</param>
    /// <param name="time">Tells when pages are staged and migrations run; default the system's clock.</param>
    public static IStateStore Open(SqliteStoreOptions options, TimeProvider? time = null) =>
        new SqliteStateStore(options, time ?? TimeProvider.System);

    /// <summary>The store in a schema of a PostgreSQL database.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="time">Tells when pages are staged and migrations run; default the system's clock.</param>
    public static IStateStore Open(PostgresStoreOptions options, TimeProvider? time = null) =>
        new PostgresStateStore(options, time ?? TimeProvider.System);
}
