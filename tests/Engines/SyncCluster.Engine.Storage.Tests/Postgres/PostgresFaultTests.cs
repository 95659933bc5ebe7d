using Npgsql;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Tests.Sql;

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
    public async Task a_price_of_the_version_before_is_read_until_the_record_changes()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using var store = StateStoreFactory.Open(options);
        await PricesOfBefore.AreReadUntilTheRecordChangesAsync(store, sql => RunAsync(options, sql), Cancellation);
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
        (fault.MayPass, fault.IsNotMade).ShouldBe((false, true));
        fault.Message.ShouldContain("the server makes them when it starts");
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
    public async Task a_commit_that_waited_too_long_for_a_lock_leaves_nothing_behind_that_fails_the_next()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using var store = StateStoreFactory.Open(
            options with { ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = 1, CommandTimeout = 1 }.ConnectionString });
        await store.MigrateAsync(Cancellation);
        await store.CommitAsync(Steps(0), Cancellation);
        await using (var other = await OpenAsync(options))
        {
            await using var transaction = await other.BeginTransactionAsync(Cancellation);
            await using var locks = new NpgsqlCommand("SELECT FROM entity ORDER BY id DESC LIMIT 1 FOR UPDATE", other);
            await locks.ExecuteNonQueryAsync(Cancellation);

            // More than once, so that it happens to statements that are about to be prepared too.
            for (var time = 0; time < 2; time++)
            {
                var fault = await Should.ThrowAsync<StoreException>(() => store.CommitAsync(Steps(1), Cancellation));
                fault.MayPass.ShouldBeTrue(fault.Message);
            }
        }

        for (var version = 1; version < 4; version++)
            (await store.CommitAsync(Steps(version), Cancellation)).ShouldAllBe(verdict => verdict == CommitVerdict.Committed);

        // So many that the server has sent some of them before it waits for the last one.
        static Transition[] Steps(long version) => [.. Enumerable.Range(0, 500).Select(number => Step($"e{number}", version))];
    }

    [Fact]
    public async Task a_transaction_whose_process_stands_still_is_ended_by_the_server()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using var store = StateStoreFactory.Open(options);
        await store.MigrateAsync(Cancellation);
        await store.CommitAsync([NewEntity("e1")], Cancellation);
        await RunAsync(options, """
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN NEW.title = current_setting('idle_in_transaction_session_timeout'); RETURN NEW; END $$;
            CREATE TRIGGER tell BEFORE UPDATE ON entity FOR EACH ROW EXECUTE FUNCTION tell()
            """);
        await store.CommitAsync([Step("e1", 1)], Cancellation);
        (await RunAsync(options, "SELECT title FROM entity")).ShouldBe("10s");
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

    private static Transition Step(string id, long version) => NewEntity(id) with { ExpectedVersion = version, Keys = [new NaturalKey(Kind.Product, "sku", id)] };

    private static async Task<object?> RunAsync(PostgresStoreOptions options, string sql)
    {
        await using var connection = await OpenAsync(options);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static async Task<NpgsqlConnection> OpenAsync(PostgresStoreOptions options)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = $"\"{options.Schema}\"" }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}
