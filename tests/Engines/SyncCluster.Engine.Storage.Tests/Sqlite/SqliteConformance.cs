using SyncCluster.Testing.Storage;

namespace SyncCluster.Engine.Storage.Tests.Sqlite;

public sealed class SqliteConformance : StateStoreConformance
{
    protected override Task<StoreDatabase> CreateAsync(CancellationToken cancellation) => Task.FromResult<StoreDatabase>(new SqliteDatabase());
}

public sealed class SqliteModelConformance : StateStoreModelConformance
{
    protected override Task<StoreDatabase> CreateAsync(CancellationToken cancellation) => Task.FromResult<StoreDatabase>(new SqliteDatabase());
}
