namespace SyncCluster.Engine.Storage.Tests.Postgres;

public sealed class PostgresPerformance(PostgresSchemas schemas, ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    [Trait("Speed", "slow")]
    public async Task how_fast_postgresql_is()
    {
        await using var store = StateStoreFactory.Open(await schemas.CreateAsync(TestContext.Current.CancellationToken));
        await StorePerformance.MeasureAsync(store, StorePerformance.Entities, output.WriteLine, TestContext.Current.CancellationToken);
    }
}
