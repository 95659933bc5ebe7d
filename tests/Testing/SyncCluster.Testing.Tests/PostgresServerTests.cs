using Npgsql;

namespace SyncCluster.Testing.Tests;

public sealed class PostgresServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_server_hands_out_databases_that_know_nothing_of_each_other()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        string first;
        await using (var server = await PostgresServer.StartAsync(Cancellation))
        {
            first = await server.CreateDatabaseAsync(Cancellation);
            var second = await server.CreateDatabaseAsync(Cancellation);
            await ExecuteAsync(first, "CREATE TABLE \"Relación\" (\"Año\" int)");
            await ExecuteAsync(second, "CREATE TABLE \"Relación\" (\"Año\" int)");
        }

        var folder = new NpgsqlConnectionStringBuilder(first).Host!;
        if (Path.IsPathRooted(folder)) Directory.Exists(folder).ShouldBeFalse();
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
