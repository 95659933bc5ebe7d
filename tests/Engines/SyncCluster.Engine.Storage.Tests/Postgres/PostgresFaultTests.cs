using Npgsql;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Tests.Postgres;

public sealed class PostgresFaultTests(PostgresSchemas schemas)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_schema_newer_than_the_program_is_refused()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using (var store = StateStoreFactory.Open(options)) await store.MigrateAsync(Cancellation);
        await RunAsync(options, "INSERT INTO migration (number, name, applied_at) VALUES (9000, 'future', 0)");
        await using var older = StateStoreFactory.Open(options);
        var refused = await Should.ThrowAsync<StoreException>(() => older.MigrateAsync(Cancellation));
        refused.MayPass.ShouldBeFalse();
        refused.Message.ShouldContain("9000");
    }

    [Fact]
    public async Task numbers_go_on_rising_in_a_restored_backup()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using (var store = StateStoreFactory.Open(options))
        {
            await store.MigrateAsync(Cancellation);
            await store.CommitAsync([NewEntity("e1")], Cancellation);
        }

        const long older = (1L << 52) + 7;
        await RunAsync(options, $"UPDATE history SET sequence = {older}; UPDATE entity SET last_step = {older}");
        await using var restored = StateStoreFactory.Open(options);
        await restored.MigrateAsync(Cancellation);
        await restored.CommitAsync([NewEntity("e2")], Cancellation);
        IReadOnlyList<HistoryRow> changes = [];
        while (changes.Count < 2) changes = await restored.ChangesAsync(0, 10, Cancellation);
        changes.Select(change => change.EntityId).ShouldBe(["e1", "e2"]);
    }

    [Fact]
    public async Task an_upgrade_forgotten_is_told()
    {
        await using var store = StateStoreFactory.Open(await schemas.CreateAsync(Cancellation));
        var fault = await Should.ThrowAsync<StoreException>(() => store.LoadAsync(["e1"], Cancellation));
        fault.MayPass.ShouldBeFalse();
        fault.Message.ShouldContain("migration");
    }

    [Fact]
    public async Task a_database_that_is_not_there_is_told()
    {
        var options = await schemas.CreateAsync(Cancellation);
        var wrong = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Database = "nowhere" };
        await using var store = StateStoreFactory.Open(options with { ConnectionString = wrong.ConnectionString });
        var fault = await Should.ThrowAsync<StoreException>(() => store.MigrateAsync(Cancellation));
        fault.MayPass.ShouldBeFalse();
        fault.Message.ShouldContain("Create the database");
    }

    [Fact]
    public async Task a_server_that_does_not_answer_may_come_back()
    {
        await using var store = StateStoreFactory.Open(new PostgresStoreOptions("Host=127.0.0.1;Port=1;Username=u;Password=hidden-secret"));
        var fault = await Should.ThrowAsync<StoreException>(() => store.MigrateAsync(Cancellation));
        fault.MayPass.ShouldBeTrue();
        fault.Message.ShouldNotContain("hidden-secret");
    }

    [Fact]
    public async Task people_can_read_states_and_steps_as_json()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using var store = StateStoreFactory.Open(options);
        await store.MigrateAsync(Cancellation);
        await store.CommitAsync([NewEntity("e1")], Cancellation);
        (await RunAsync(options, "SELECT state ->> 'stock' FROM entity_json WHERE entity_id = 'e1'")).ShouldBe("7");
        (await RunAsync(options, "SELECT json FROM history_json WHERE entity_id = 'e1'")).ShouldBe("[]");
    }

    private static Transition NewEntity(string id) => new()
    {
        EntityId = id, Kind = Kind.Product, ExpectedVersion = 0, State = """{"stock":7}"""u8.ToArray(), At = DateTimeOffset.UnixEpoch,
        Summary = new EntitySummary("", "", 0, 0, 0, 0, null, false), History = "[]"u8.ToArray(), Published = true,
    };

    private static async Task<object?> RunAsync(PostgresStoreOptions options, string sql)
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand($"SET search_path = \"{options.Schema}\"; {sql}", connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
