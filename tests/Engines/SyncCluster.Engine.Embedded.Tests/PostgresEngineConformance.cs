using SyncCluster.Engine.Storage;
using SyncCluster.Testing;
using SyncCluster.Testing.Engines;
using SyncCluster.Testing.Storage;

[assembly: AssemblyFixture(typeof(PostgresDatabases))]

namespace SyncCluster.Engine.Embedded.Tests;

public sealed class PostgresEngineConformance(PostgresDatabases databases) : EngineConformance
{
    protected override async Task<EngineStage> OpenAsync()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        return new EmbeddedStage(new Database(await databases.CreateAsync(TestContext.Current.CancellationToken)));
    }

    private sealed class Database(string connection) : StoreDatabase
    {
        public override IStateStore Open(TimeProvider time) => StateStoreFactory.Open(new PostgresStoreOptions(connection), time);
    }
}
