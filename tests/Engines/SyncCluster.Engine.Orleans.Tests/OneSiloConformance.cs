using SyncCluster.Engine.Orleans.Tests.Stage;
using SyncCluster.Testing;
using SyncCluster.Testing.Engines;

[assembly: AssemblyFixture(typeof(PostgresDatabases))]

namespace SyncCluster.Engine.Orleans.Tests;

public sealed class OneSiloConformance(PostgresDatabases databases) : EngineConformance
{
    protected override async Task<EngineStage> OpenAsync()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        return new OrleansStage(await databases.CreateAsync(TestContext.Current.CancellationToken), silos: 1);
    }
}
