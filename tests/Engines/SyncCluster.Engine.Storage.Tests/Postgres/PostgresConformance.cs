using SyncCluster.Testing.Storage;

namespace SyncCluster.Engine.Storage.Tests.Postgres;

public sealed class PostgresConformance(PostgresSchemas schemas) : StateStoreConformance
{
    protected override async Task<StoreDatabase> CreateAsync(CancellationToken cancellation) =>
        new PostgresDatabase(await schemas.CreateAsync(cancellation));
}

public sealed class PostgresModelConformance(PostgresSchemas schemas) : StateStoreModelConformance
{
    protected override async Task<StoreDatabase> CreateAsync(CancellationToken cancellation) =>
        new PostgresDatabase(await schemas.CreateAsync(cancellation));
}
