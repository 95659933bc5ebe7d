using SyncCluster.Testing.Storage;

namespace SyncCluster.Engine.Storage.Tests.Sqlite;

/// <summary>A SQLite file of one test's own.</summary>
internal sealed class SqliteDatabase : StoreDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scstore");

    public string Path => System.IO.Path.Combine(_folder.FullName, "state.db");

    public override IStateStore Open(TimeProvider time) => StateStoreFactory.Open(new SqliteStoreOptions(Path), time);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }
}
