using System.Text;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Tests.Postgres;
using SyncCluster.Engine.Storage.Tests.Sqlite;

namespace SyncCluster.Engine.Storage.Tests;

/// <summary>A copy knows what the store knows, and what is done to it stays in it.</summary>
public sealed class StoreCopyTests(PostgresSchemas schemas)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Fingerprint Print = new(ulong.MaxValue - 3, 4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_copy_of_a_store_on_sqlite_knows_the_same()
    {
        await using var database = new SqliteDatabase();
        await using var store = database.Open(TimeProvider.System);
        await CopiesAsync(store, path => StoreCopy.TakeAsync(new SqliteStoreOptions(database.Path), path, Cancellation));
    }

    [Fact]
    public async Task a_copy_of_a_store_on_postgresql_knows_the_same()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using var store = StateStoreFactory.Open(options);
        await CopiesAsync(store, path => StoreCopy.TakeAsync(options, path, Cancellation));
    }

    [Fact]
    public async Task a_store_that_was_never_made_is_told_from_one_that_fails()
    {
        var options = await schemas.CreateAsync(Cancellation);
        await using var target = new SqliteDatabase();
        await using (var empty = target.Open(TimeProvider.System)) await empty.MigrateAsync(Cancellation);
        (await Should.ThrowAsync<StoreException>(() => StoreCopy.TakeAsync(options, target.Path, Cancellation))).IsNotMade.ShouldBeTrue();
    }

    private static async Task CopiesAsync(IStateStore store, Func<string, Task> copyTo)
    {
        await store.MigrateAsync(Cancellation);
        var row = new OutboxRow("shop", "e1", Kind.Product, OutboxAction.Push, "e1:shop:1", 0, Start, Start);
        (await store.CommitAsync(
        [
            Transition("e1", "the state") with
            {
                Records = [new RecordChange(new RecordKey("erp", Kind.Product, "r1"), Print, default, false)], Outbox = [new OutboxChange.Put(row)], History = Json("step"),
            },
        ], Cancellation)).ShouldBe([CommitVerdict.Committed]);
        await store.ClaimAsync([(new NaturalKey(Kind.Product, "sku", "CH-1"), "e1")], Cancellation);
        await store.WriteDocumentsAsync([new StoredDocument("feed/erp/products", Json("cursor"))], Cancellation);

        await using var target = new SqliteDatabase();
        await using (var empty = target.Open(TimeProvider.System)) await empty.MigrateAsync(Cancellation);
        await copyTo(target.Path);
        await using var copy = target.Open(TimeProvider.System);
        var known = (await copy.LoadAsync(["e1"], Cancellation))[0].ShouldNotBeNull();
        (known.Version, Encoding.UTF8.GetString(known.State.Span)).ShouldBe((1, "\"the state\""));
        (await copy.FindRecordsAsync("erp", Kind.Product, ["r1"], Cancellation))[0].ShouldNotBeNull().Fingerprint.ShouldBe(Print);
        (await copy.FindOwnersAsync([new NaturalKey(Kind.Product, "sku", "CH-1")], Cancellation)).ShouldBe(["e1"]);
        (await copy.ReadDocumentAsync("feed/erp/products", Cancellation)).ShouldNotBeNull();
        (await copy.ListOutboxAsync(null, null, 10, Cancellation)).Single().OperationId.ShouldBe("e1:shop:1");

        // It goes on from there, and the store does not.
        (await copy.CommitAsync([Transition("e1", "another") with { ExpectedVersion = 1, History = Json("next") }, Transition("e2", "new")], Cancellation))
            .ShouldBe([CommitVerdict.Committed, CommitVerdict.Committed]);
        (await store.LoadAsync(["e1", "e2"], Cancellation)).Select(one => one?.Version).ShouldBe([1, null]);
    }

    private static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes($"\"{text}\"");

    private static Transition Transition(string entityId, string state) => new()
    {
        EntityId = entityId, Kind = Kind.Product, ExpectedVersion = 0, State = Json(state), At = Start,
        Summary = new EntitySummary("Thing", "thing", 0, 0, 0, 0, null, false),
    };
}
