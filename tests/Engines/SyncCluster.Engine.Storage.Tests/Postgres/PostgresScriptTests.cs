using Npgsql;

namespace SyncCluster.Engine.Storage.Tests.Postgres;

public sealed class PostgresScriptTests(PostgresSchemas schemas)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_user_who_may_create_nothing_starts_on_what_an_administrator_made()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await RunAsync(options.ConnectionString, PostgresScript.Store(options.Schema, DateTimeOffset.UnixEpoch));
        var guest = $"guest of {options.Schema}";
        await RunAsync(options.ConnectionString, $"""
            CREATE ROLE "{guest}" LOGIN;
            GRANT USAGE ON SCHEMA "{options.Schema}" TO "{guest}";
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{options.Schema}" TO "{guest}";
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{options.Schema}" TO "{guest}";
            """);
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = guest }.ConnectionString;
        await using var store = StateStoreFactory.Open(new PostgresStoreOptions(connection) { Schema = options.Schema }, TimeProvider.System);
        await store.MigrateAsync(Cancellation);
        (await store.SearchAsync(new EntityQuery(), Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_script_makes_what_the_program_makes()
    {
        var byHand = await schemas.CreateAsync(Cancellation);
        var byProgram = await schemas.CreateAsync(Cancellation);
        await RunAsync(byHand.ConnectionString, PostgresScript.Store(byHand.Schema, DateTimeOffset.UnixEpoch));
        await using var store = StateStoreFactory.Open(byProgram, TimeProvider.System);
        await store.MigrateAsync(Cancellation);
        var made = await ObjectsAsync(byHand);
        made.ShouldContain("entity_state");
        made.ShouldBe(await ObjectsAsync(byProgram));
    }

    private static async Task<string> ObjectsAsync(PostgresStoreOptions options)
    {
        await using var source = NpgsqlDataSource.Create(options.ConnectionString);
        await using var command = source.CreateCommand(
            """
            SELECT concat_ws(E'\n',
              (SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, collation_name, is_nullable), E'\n'
                 ORDER BY table_name, ordinal_position) FROM information_schema.columns WHERE table_schema = $1),
              (SELECT string_agg(replace(indexdef, $1, ''), E'\n' ORDER BY indexname) FROM pg_indexes WHERE schemaname = $1),
              (SELECT string_agg(concat_ws(' ', relname, reloptions), E'\n' ORDER BY relname) FROM pg_class
                 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)))
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = options.Schema });
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
