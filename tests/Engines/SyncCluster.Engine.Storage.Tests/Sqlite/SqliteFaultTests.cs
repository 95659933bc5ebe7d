using Microsoft.Data.Sqlite;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Tests.Sql;

namespace SyncCluster.Engine.Storage.Tests.Sqlite;

public sealed class SqliteFaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scstore");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "state.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task a_schema_newer_than_the_program_is_refused()
    {
        await using (var store = Open()) await store.MigrateAsync(Cancellation);
        Run("INSERT INTO migration (number, name, applied_at) VALUES (9000, 'future', 0)");
        await using var older = Open();
        var refused = await Should.ThrowAsync<StoreException>(() => older.MigrateAsync(Cancellation));
        refused.MayPass.ShouldBeFalse();
        refused.Message.ShouldContain("9000");
        refused.Message.ShouldContain("newer");
    }

    [Fact]
    public async Task a_price_of_the_version_before_is_read_until_the_record_changes()
    {
        await using var store = Open();
        await PricesOfBefore.AreReadUntilTheRecordChangesAsync(store, sql => Task.FromResult(Run(sql)), Cancellation);
    }

    [Fact]
    public async Task a_file_that_is_no_database_is_told_with_what_to_do()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000), Cancellation);
        await using var store = Open();
        var fault = await Should.ThrowAsync<StoreException>(() => store.MigrateAsync(Cancellation));
        fault.MayPass.ShouldBeFalse();
        fault.Message.ShouldContain("upgrading the schema");
        fault.Message.ShouldContain("not a SQLite database");
    }

    [Fact]
    public async Task a_file_that_another_process_holds_may_be_free_later()
    {
        await using var store = Open();
        await store.MigrateAsync(Cancellation);
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            var fault = await Should.ThrowAsync<StoreException>(() => store.CommitAsync([NewEntity("e1")], Cancellation));
            fault.MayPass.ShouldBeTrue();
        }

        (await store.CommitAsync([NewEntity("e1")], Cancellation)).ShouldBe([CommitVerdict.Committed]);
    }

    [Fact]
    public async Task a_full_disk_is_told_and_loses_nothing_that_was_committed()
    {
        await using var store = Open();
        await store.MigrateAsync(Cancellation);
        await store.CommitAsync([NewEntity("e1")], Cancellation);

        // A file that may not grow is what a full disk is to the database.
        using var connections = new Storage.Sqlite.SqliteConnections(new SqliteStoreOptions(File));
        using var writer = new Storage.Sqlite.SqliteWriter(connections.OpenWriter(), "test");
        var fault = await Should.ThrowAsync<SqliteException>(() => writer.WriteAsync(
            session =>
            {
                var pages = session.Statement("PRAGMA max_page_count = 1");
                pages.Next();
                pages.Reset();
                session.Statement("INSERT INTO document (document_key, json) VALUES ('big', zeroblob(10000000))").Run();
                return true;
            },
            Cancellation));
        var told = Storage.Sqlite.SqliteFaults.Of("committing", File, fault);
        told.MayPass.ShouldBeTrue();
        told.Message.ShouldContain("make room");
        (await store.LoadAsync(["e1"], Cancellation))[0].ShouldNotBeNull();
        (await store.CommitAsync([NewEntity("e2")], Cancellation)).ShouldBe([CommitVerdict.Committed]);
    }

    [Fact]
    public async Task what_was_committed_is_there_when_the_process_is_killed()
    {
        await using var store = Open();
        await store.MigrateAsync(Cancellation);
        for (var i = 0; i < 20; i++) await store.CommitAsync([NewEntity($"e{i}")], Cancellation);

        // What lies on the disk while the store is open is what a killed process leaves behind.
        var image = Path.Combine(_folder.FullName, "image.db");
        System.IO.File.Copy(File, image);
        System.IO.File.Copy(File + "-wal", image + "-wal");
        await using var after = StateStoreFactory.Open(new SqliteStoreOptions(image));
        await after.MigrateAsync(Cancellation);
        (await after.LoadAsync([.. Enumerable.Range(0, 20).Select(i => $"e{i}")], Cancellation)).ShouldAllBe(entity => entity != null);
    }

    [Fact]
    public async Task work_that_shares_a_transaction_stands_or_falls_alone()
    {
        await using var store = Open();
        await store.MigrateAsync(Cancellation);
        using var writer = new Storage.Sqlite.SqliteWriter(new Storage.Sqlite.SqliteConnections(new SqliteStoreOptions(File)).OpenWriter(), "test");
        using var gate = new ManualResetEventSlim();
        var first = writer.WriteAsync(_ => { gate.Wait(Cancellation); return 0; }, Cancellation);
        var good = writer.WriteAsync(session => Insert(session, "a"), Cancellation);
        var bad = writer.WriteAsync<int>(session => { Insert(session, "b"); throw new InvalidOperationException("bad"); }, Cancellation);
        var late = writer.WriteAsync(session => Insert(session, "c"), Cancellation);
        gate.Set();
        await Task.WhenAll(first, good, late);
        (await Should.ThrowAsync<InvalidOperationException>(() => bad)).Message.ShouldBe("bad");
        (await store.ListDocumentsAsync("", Cancellation)).Select(document => document.Key).ShouldBe(["a", "c"]);

        static int Insert(Storage.Sqlite.SqliteSession session, string key)
        {
            session.Statement("INSERT INTO document (document_key, json) VALUES (?1, x'31')").Bind(1, key).Run();
            return 1;
        }
    }

    private static Transition NewEntity(string id) => new()
    {
        EntityId = id, Kind = Kind.Product, ExpectedVersion = 0, State = new byte[] { 1 }, At = DateTimeOffset.UnixEpoch,
        Summary = new EntitySummary("", "", 0, 0, 0, 0, null, false),
    };

    private IStateStore Open() => StateStoreFactory.Open(new SqliteStoreOptions(File) { LockTimeout = TimeSpan.FromMilliseconds(50) });

    private object? Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
