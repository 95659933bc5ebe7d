using System.Globalization;
using SyncCluster.Engine.Storage.Tests.Postgres;
using SyncCluster.Testing;
using SyncCluster.Testing.Storage;

[assembly: AssemblyFixture(typeof(PostgresSchemas))]

namespace SyncCluster.Engine.Storage.Tests.Postgres;

/// <summary>Schemas of one database on the assembly's server: a test has its own, and a database is slow to make.</summary>
public sealed class PostgresSchemas : IAsyncDisposable
{
    private readonly PostgresDatabases _databases = new();
    private readonly Lock _gate = new();
    private Task<string>? _database;
    private int _schemas;

    /// <summary>Where an empty schema is; skips the test where there is no server.</summary>
    public async Task<PostgresStoreOptions> CreateAsync(CancellationToken cancellation)
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        Task<string> database;
        lock (_gate) database = _database ??= _databases.CreateAsync(CancellationToken.None);
        var number = Interlocked.Increment(ref _schemas).ToString(CultureInfo.InvariantCulture);
        return new PostgresStoreOptions(await database.WaitAsync(cancellation) + ";Maximum Pool Size=8") { Schema = $"Store {number}" };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _databases.DisposeAsync();
}

/// <summary>A PostgreSQL schema of one test's own.</summary>
internal sealed class PostgresDatabase(PostgresStoreOptions options) : StoreDatabase
{
    public override IStateStore Open(TimeProvider time) => StateStoreFactory.Open(options, time);
}
