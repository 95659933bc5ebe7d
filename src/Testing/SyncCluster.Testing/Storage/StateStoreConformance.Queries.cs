using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task entities_are_searched_by_everything_people_search_by()
    {
        await CommittedAsync(
            Summed("e1", new("Blue chair", "blue chair sku-1", 1, 0, 0, 0, null, false)),
            Summed("e2", new("Red chair", "red chair 100%", 0, 2, 1, 0, null, false), At(5)),
            Summed("e3", new("Order 7", "order 7", 0, 0, 0, 3, "Sent", false)) with { Kind = Kind.Order },
            Summed("e4", new("Order 8", "order 8", 0, 0, 0, 0, "Received", true)) with { Kind = Kind.Order });
        (await SearchAsync(new())).ShouldBe(["e1", "e2", "e3", "e4"]);
        (await SearchAsync(new() { Kind = Kind.Order })).ShouldBe(["e3", "e4"]);
        (await SearchAsync(new() { Text = "CHAIR" })).ShouldBe(["e1", "e2"]);
        (await SearchAsync(new() { Text = "100%" })).ShouldBe(["e2"]);
        (await SearchAsync(new() { Text = "_" })).ShouldBeEmpty();
        (await SearchAsync(new() { OrderState = "Sent" })).ShouldBe(["e3"]);
        (await SearchAsync(new() { ChangedSince = At(5) })).ShouldBe(["e2"]);
        (await SearchAsync(new() { Having = "pending" })).ShouldBe(["e1"]);
        (await SearchAsync(new() { Having = "parked" })).ShouldBe(["e2"]);
        (await SearchAsync(new() { Having = "conflict" })).ShouldBe(["e2"]);
        (await SearchAsync(new() { Having = "drift" })).ShouldBe(["e3"]);
        (await SearchAsync(new() { After = "e1", Limit = 2 })).ShouldBe(["e2", "e3"]);
        (await Store.SearchAsync(new() { Text = "order 8" }, Cancellation)).ShouldHaveSingleItem()
            .ShouldBe(new EntityRow("e4", Kind.Order, 1, new("Order 8", "order 8", 0, 0, 0, 0, "Received", true), Start));

        async Task<IEnumerable<string>> SearchAsync(EntityQuery query) =>
            (await Store.SearchAsync(query, Cancellation)).Select(row => row.EntityId);
    }

    [Fact]
    public async Task counts_follow_every_change()
    {
        await CommittedAsync(
            Summed("e1", new("", "", 1, 0, 2, 0, null, false)), Summed("e2", new("", "", 2, 1, 0, 1, null, false)),
            Summed("e3", new("", "", 0, 0, 0, 0, null, false)) with { Kind = Kind.Order });
        (await Store.CountEntitiesAsync(Cancellation)).ShouldBe(
            [new KindCount(Kind.Product, 2, 2, 1, 1, 1, 0), new KindCount(Kind.Order, 1, 0, 0, 0, 0, 0)]);
        await CommittedAsync(
            Summed("e1", new("", "", 0, 0, 0, 0, null, true), version: 1), Summed("e2", new("", "", 5, 0, 0, 0, null, false), version: 1),
            Summed("e2", new("", "", 0, 0, 0, 1, null, false), version: 2));
        (await Store.CountEntitiesAsync(Cancellation)).ShouldBe(
            [new KindCount(Kind.Product, 2, 0, 0, 0, 1, 1), new KindCount(Kind.Order, 1, 0, 0, 0, 0, 0)]);
    }

    [Fact]
    public async Task systems_are_counted_by_kind_with_the_age_of_the_oldest_push()
    {
        await CommittedAsync(
            Transition("e1", 0) with
            {
                Records = [Bound("r1"), Bound("r2", deleted: true), Bound("s1", system: "shop")],
                Outbox = [new OutboxChange.Put(Push("e1", "a", 3))],
            },
            Putting("e2", 0, Push("e2", "b", 4) with { Status = OutboxStatus.Waiting, WaitingFor = Key("A") }),
            Putting("e3", 0, Push("e3", "c", 1) with { Status = OutboxStatus.Parked }),
            Putting("e4", 0, Push("e4", "d", 2), Push("e4", "r4", 0) with { Action = OutboxAction.Fetch, Shard = 1 }));
        (await TakeAsync(2)).ShouldBe(["d"]);
        (await Store.CountSystemsAsync(Cancellation)).ShouldBe(
            [new SystemCount("erp", Kind.Product, 1, 0, 0, 0, null), new SystemCount("shop", Kind.Product, 1, 2, 1, 1, At(2))]);
    }

    [Fact]
    public async Task outbox_rows_are_listed_by_age()
    {
        await CommittedAsync(
            Putting("e1", 0, Push("e1", "a", 9, 3)), Putting("e2", 0, Push("e2", "b", 1, 2)),
            Putting("e3", 0, Push("e3", "c", 0, 1) with { System = "erp", Status = OutboxStatus.Parked, Reason = "refused" }));
        (await Store.ListOutboxAsync(null, null, 10, Cancellation)).Select(row => row.OperationId).ShouldBe(["c", "b", "a"]);
        (await Store.ListOutboxAsync("shop", null, 1, Cancellation)).Select(row => row.OperationId).ShouldBe(["b"]);
        var parked = (await Store.ListOutboxAsync(null, OutboxStatus.Parked, 10, Cancellation)).ShouldHaveSingleItem();
        (parked.System, parked.Reason).ShouldBe(("erp", "refused"));
        (await Store.ListOutboxAsync("erp", OutboxStatus.Pending, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task history_is_told_newest_first_and_quiet_steps_are_left_out()
    {
        for (var version = 0; version < 6; version++)
            await CommittedAsync(
                Transition("e1", version) with { History = version == 2 ? default(ReadOnlyMemory<byte>?) : Json($"step {version}"), Published = version is 2 or 4, At = At(version) },
                Transition("e2", version) with { History = Json($"other {version}") });
        var steps = await Store.HistoryAsync("e1", 4, Cancellation);
        steps.Select(step => (Text(step.Json), step.At, step.EntityId, step.Kind)).ShouldBe(
            [.. from version in (int[])[5, 4, 3, 1] select ($"step {version}", At(version), "e1", Kind.Product)]);
        steps.Select(step => step.Sequence).ShouldBeInOrder(SortDirection.Descending);
        (await Store.HistoryAsync("none", 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task changes_are_read_on_from_any_of_them()
    {
        for (var version = 0; version < 5; version++)
            await CommittedAsync(
                Transition("e1", version) with { History = Json($"a{version}"), Published = true },
                Transition("e2", version) with { History = Json("unpublished") },
                Transition("e3", version) with { History = version == 0 ? default(ReadOnlyMemory<byte>?) : Json($"b{version}"), Published = true });
        var all = await ChangesUntilAsync(10);
        all.Select(change => Text(change.Json)).ShouldBe(["a0", "", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"]);
        all.Select(change => change.Sequence).ShouldBeInOrder();
        (await Store.ChangesAsync(all[3].Sequence, 2, Cancellation)).Select(change => change.Sequence).ShouldBe([all[4].Sequence, all[5].Sequence]);
        (await Store.ChangesAsync(all[^1].Sequence, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task no_change_appears_before_one_that_was_given_out()
    {
        var stores = new[] { Store, await OpenAsync(), await OpenAsync() };
        var writers = stores.Select((store, writer) => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
                await store.CommitAsync(
                    [.. Enumerable.Range(0, 1 + (round % 5)).Select(i => Transition($"{writer}/{round}/{i}", 0) with { Published = true })], Cancellation);
        }, Cancellation)).ToArray();
        var everything = Task.WhenAll(writers);
        var seen = new List<HistoryRow>();
        while (!everything.IsCompleted) seen.AddRange(await Store.ChangesAsync(seen.Count == 0 ? 0 : seen[^1].Sequence, 7, Cancellation));
        await everything;
        while (await Store.ChangesAsync(seen.Count == 0 ? 0 : seen[^1].Sequence, 1000, Cancellation) is { Count: > 0 } more) seen.AddRange(more);
        var all = await ChangesUntilAsync(225);
        seen.AddRange(all.Where(change => seen.Count == 0 || change.Sequence > seen[^1].Sequence).ToList());
        seen.Select(change => change.EntityId).ShouldBe(all.Select(change => change.EntityId));
    }

    /// <summary>Changes may lag behind commits for a moment: asks until there are as many as expected.</summary>
    private async Task<IReadOnlyList<HistoryRow>> ChangesUntilAsync(int count)
    {
        while (true)
        {
            var changes = await Store.ChangesAsync(0, 1000, Cancellation);
            if (changes.Count >= count) return changes;
            Cancellation.ThrowIfCancellationRequested();
        }
    }

    private static Transition Summed(string entityId, EntitySummary summary, DateTimeOffset? at = null, long version = 0) =>
        Transition(entityId, version) with { Summary = summary, At = at ?? Start };
}
