namespace SyncCluster.Engine.Storage.Tests.Sqlite;

public sealed class SqlitePerformance(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData(SqliteDurability.Full)]
    [InlineData(SqliteDurability.Normal)]
    [Trait("Speed", "slow")]
    public async Task how_fast_sqlite_is(SqliteDurability durability)
    {
        var folder = Directory.CreateTempSubdirectory("scstore");
        try
        {
            await using var store = StateStoreFactory.Open(
                new SqliteStoreOptions(Path.Combine(folder.FullName, "state.db")) { Durability = durability });
            await StorePerformance.MeasureAsync(store, StorePerformance.Entities, output.WriteLine, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
