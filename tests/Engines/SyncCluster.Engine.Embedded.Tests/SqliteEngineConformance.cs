using SyncCluster.Engine.Storage;
using SyncCluster.Testing.Engines;
using SyncCluster.Testing.Storage;

namespace SyncCluster.Engine.Embedded.Tests;

public sealed class SqliteEngineConformance : EngineConformance
{
    protected override Task<EngineStage> OpenAsync() => Task.FromResult<EngineStage>(new EmbeddedStage(new Database()));

    private sealed class Database : StoreDatabase
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scengine");

        public override IStateStore Open(TimeProvider time) =>
            StateStoreFactory.Open(new SqliteStoreOptions(Path.Combine(_folder.FullName, "state.db")), time);

        public override ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return base.DisposeAsync();
        }
    }
}
