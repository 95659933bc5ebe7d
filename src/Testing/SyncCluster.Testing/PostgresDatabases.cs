namespace SyncCluster.Testing;

/// <summary>
/// The one PostgreSQL server of a test assembly, started when the first test asks for a database. Use it as an assembly
/// fixture: <c>[assembly: AssemblyFixture(typeof(PostgresDatabases))]</c>, and skip with <see cref="PostgresServer.WhyMissing"/>.
/// </summary>
public sealed class PostgresDatabases : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private PostgresServer? _server;

    /// <summary>Creates an empty database and says how to connect to it.</summary>
    public async Task<string> CreateAsync(CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _server ??= await PostgresServer.StartAsync(cancellation);
            return await _server.CreateDatabaseAsync(cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _turn.Dispose();
    }
}
