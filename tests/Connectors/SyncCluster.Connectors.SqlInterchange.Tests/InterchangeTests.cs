using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests;

/// <summary>What every database must do. One class per subject inherits from this, one empty class per database from that.</summary>
public abstract class InterchangeTests : IAsyncLifetime
{
    protected TestDatabase Db { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected virtual InterchangeSpelling Spelling => InterchangeSpelling.Article;

    protected abstract Task<TestDatabase> CreateAsync();

    public async ValueTask InitializeAsync() => Db = await (await CreateAsync()).WithTablesAsync(Spelling);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Db is not null) await Db.DisposeAsync();
    }

    protected static Task<TestDatabase> Sqlite() => Task.FromResult(TestDatabase.Sqlite());

    protected static Task<TestDatabase> PostgreSql(PostgresDatabases databases) => TestDatabase.PostgreSqlAsync(databases);
}
