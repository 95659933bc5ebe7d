namespace SyncCluster.Engine.Storage.Tests.Sqlite;

public sealed class SqlitePerformance(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData(SqliteDurability.Full)]
    [InlineData(SqliteDurability.Normal)]
    [Trait("Speed", "slow")]
    public async Task how_fast_sqlite_is(SqliteDurability durability)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("SYNCCLUSTER_STORE_ENTITIES") ?? "200000", System.Globalization.CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("scstore");
        try
        {
            await using var store = StateStoreFactory.Open(
                new SqliteStoreOptions(Path.Combine(folder.FullName, "state.db")) { Durability = durability });
            await StorePerformance.MeasureAsync(store, count, output.WriteLine, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
