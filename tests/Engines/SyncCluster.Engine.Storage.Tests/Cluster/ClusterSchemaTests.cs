using Npgsql;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Engine.Storage.Tests.Postgres;

namespace SyncCluster.Engine.Storage.Tests.Cluster;

public sealed class ClusterSchemaTests(PostgresSchemas schemas)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ten_silos_may_start_at_once()
    {
        var connection = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => UpgradeAsync(connection)));
        (await AskAsync<long>(connection, "SELECT count(*) FROM step")).ShouldBe(ClusterSchema.Newest);
        (await AskAsync<long>(connection, "SELECT count(*) FROM OrleansQuery")).ShouldBe(ClusterSchema.Queries.Count);
    }

    [Fact]
    public async Task a_second_start_changes_nothing()
    {
        var connection = await CreateAsync();
        await UpgradeAsync(connection);
        var before = await ObjectsAsync(connection);
        var steps = await AskAsync<DateTime>(connection, "SELECT max(applied_at) FROM step");
        await UpgradeAsync(connection);
        (await ObjectsAsync(connection)).ShouldBe(before);
        (await AskAsync<DateTime>(connection, "SELECT max(applied_at) FROM step")).ShouldBe(steps);
    }

    [Fact]
    public async Task a_schema_that_is_behind_is_upgraded_and_gets_the_newest_statements()
    {
        var connection = await CreateAsync();
        await RunAsync(connection, "CREATE TABLE step (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)");
        await UpgradeAsync(connection);
        (await AskAsync<int>(connection, "SELECT max(number) FROM step")).ShouldBe(ClusterSchema.Newest);
        (await AskAsync<long>(connection, "SELECT count(*) FROM OrleansQuery")).ShouldBe(ClusterSchema.Queries.Count);
    }

    [Fact]
    public async Task a_newer_schema_is_refused_with_the_way_out()
    {
        var connection = await CreateAsync();
        await UpgradeAsync(connection);
        await RunAsync(connection, "INSERT INTO step VALUES (9999, 'future', now())");
        var refused = await Should.ThrowAsync<StoreException>(() => UpgradeAsync(connection));
        refused.MayPass.ShouldBeFalse();
        refused.Message.ShouldContain("Start that version or a newer one");
    }

    [Fact]
    public async Task missing_rights_are_told_with_the_way_out()
    {
        var connection = await CreateAsync();
        await RunAsync(connection, $"CREATE ROLE \"guest of {SchemaOf(connection)}\" LOGIN");
        var guest = new NpgsqlConnectionStringBuilder(connection) { Username = $"guest of {SchemaOf(connection)}" }.ConnectionString;
        var refused = await Should.ThrowAsync<StoreException>(() => ClusterSchema.UpgradeAsync(guest, "elsewhere", TimeProvider.System, Cancellation));
        refused.MayPass.ShouldBeFalse();
        refused.Message.ShouldContain("schema --print");
    }

    [Fact]
    public async Task what_administrators_run_is_what_the_program_makes()
    {
        var byHand = await CreateAsync();
        var byProgram = await CreateAsync();
        await using (var source = NpgsqlDataSource.Create(byHand))
        await using (var command = source.CreateCommand(ClusterSchema.Script(SchemaOf(byHand)))) await command.ExecuteNonQueryAsync(Cancellation);
        await UpgradeAsync(byProgram);
        (await ObjectsAsync(byHand)).ShouldBe(await ObjectsAsync(byProgram));
        await UpgradeAsync(byHand);
    }

    [Fact]
    public async Task of_silos_that_saw_the_same_membership_one_changes_it()
    {
        var connection = await CreateAsync();
        await UpgradeAsync(connection);
        await QueryAsync(connection, "InsertMembershipVersionKey", 0, 0);
        var joined = await Task.WhenAll(Enumerable.Range(1, 20).Select(port => QueryAsync(connection, "InsertMembershipKey", port, 0)));
        joined.Count(won => won).ShouldBe(1);
        (await AskAsync<int>(connection, "SELECT version FROM cluster")).ShouldBe(1);
        (await AskAsync<long>(connection, "SELECT count(*) FROM silo")).ShouldBe(1);
        var port = await AskAsync<int>(connection, "SELECT port FROM silo");
        (await QueryAsync(connection, "InsertMembershipKey", port, 1)).ShouldBeFalse();
        (await AskAsync<int>(connection, "SELECT version FROM cluster")).ShouldBe(1);
        var changed = await Task.WhenAll(Enumerable.Range(1, 20).Select(_ => QueryAsync(connection, "UpdateMembershipKey", port, 1)));
        changed.Count(won => won).ShouldBe(1);
        (await QueryAsync(connection, "UpdateMembershipKey", port + 1000, 2)).ShouldBeFalse();
        (await AskAsync<int>(connection, "SELECT version FROM cluster")).ShouldBe(2);
    }

    [Fact]
    public async Task a_dead_silo_is_cleared_away_only_as_it_was_seen()
    {
        var connection = await CreateAsync();
        await UpgradeAsync(connection);
        await RunAsync(connection, """
            INSERT INTO cluster VALUES ('c', 3);
            INSERT INTO silo (cluster_id, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
            VALUES ('c', '10.0.0.1', 1, 7, 's', 'h', 6, 0, 'epoch', 'epoch'), ('c', '10.0.0.1', 2, 7, 's', 'h', 6, 0, 'epoch', '1970-01-02'),
              ('c', '10.0.0.1', 3, 7, 's', 'h', 3, 0, 'epoch', 'epoch');
            """);
        foreach (var port in new[] { 1, 2, 3 }) await ExecuteAsync(connection, "CleanupDefunctSiloEntryKey", port, 3);
        (await AskAsync<string>(connection, "SELECT string_agg(port::text, ',' ORDER BY port) FROM silo")).ShouldBe("2,3");
    }

    /// <summary>How to connect to a schema of the test's own, which is not there yet.</summary>
    private async Task<string> CreateAsync()
    {
        var options = await schemas.CreateAsync(Cancellation);
        return new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = $"\"{options.Schema}\"" }.ConnectionString;
    }

    private static string SchemaOf(string connection) => new NpgsqlConnectionStringBuilder(connection).SearchPath!.Trim('"');

    private static Task UpgradeAsync(string connection) => ClusterSchema.UpgradeAsync(connection, SchemaOf(connection), TimeProvider.System, Cancellation);

    private static async Task RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand($"CREATE SCHEMA IF NOT EXISTS \"{SchemaOf(connection)}\"; {sql}");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<T> AskAsync<T>(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>Every column, index and statement.</summary>
    private static Task<string> ObjectsAsync(string connection) => AskAsync<string>(
        connection,
        """
        SELECT concat_ws(E'\n',
          (SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable), E'\n' ORDER BY table_name, ordinal_position)
           FROM information_schema.columns WHERE table_schema = current_schema()),
          (SELECT string_agg(replace(indexdef, current_schema(), ''), E'\n' ORDER BY indexname) FROM pg_indexes WHERE schemaname = current_schema()),
          (SELECT string_agg(concat_ws(' ', querykey, querytext), E'\n' ORDER BY querykey) FROM OrleansQuery),
          (SELECT string_agg(concat_ws(' ', number, name), E'\n' ORDER BY number) FROM step))
        """);

    private static async Task<bool> QueryAsync(string connection, string key, int port, int version) =>
        (bool)(await ExecuteAsync(connection, key, port, version))!;

    private static async Task<object?> ExecuteAsync(string connection, string key, int port, int version)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(ClusterSchema.Queries[key]);
        foreach (var (name, value) in new (string, object)[]
                 {
                     ("DeploymentId", "c"), ("Address", "10.0.0.1"), ("Port", port), ("Generation", 7), ("SiloName", "s"), ("HostName", "h"), ("Status", 3),
                     ("ProxyPort", 30000), ("StartTime", DateTime.UnixEpoch), ("IAmAliveTime", DateTime.UnixEpoch), ("SuspectTimes", ""), ("Version", version),
                 })
            command.Parameters.AddWithValue(name, value);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
