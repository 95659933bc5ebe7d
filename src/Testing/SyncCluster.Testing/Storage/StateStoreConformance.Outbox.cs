using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task due_rows_are_taken_oldest_first_and_of_the_oldest_row_s_kind()
    {
        await CommittedAsync(
            Putting("e1", 0, Push("e1", "third", 3, 0)),
            Putting("e2", 0, Push("e2", "second", 2, 5)),
            Putting("e3", 0, Push("e3", "first", 2, 4)),
            Putting("e4", 0, Push("e4", "other kind", 2.5) with { Kind = Kind.Order }),
            Putting("e5", 0, Push("e5", "not due", 50)),
            Putting("e6", 0, Push("e6", "other shard", 1, shard: 1)));
        (await TakeAsync(10, limit: 2)).ShouldBe(["first", "second"]);
        (await TakeAsync(10)).ShouldBe(["other kind"]);
        (await TakeAsync(10)).ShouldBe(["third"]);
        (await TakeAsync(10)).ShouldBeEmpty();
        (await TakeAsync(10, shard: 1)).ShouldBe(["other shard"]);
        (await Store.TakeAsync("unheard-of", 0, At(10), At(20), 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_taken_row_is_in_flight_until_its_lease_ends_and_then_uncertain()
    {
        var put = Push("e1", "op", 1, 0);
        await CommittedAsync(Putting("e1", 0, put));
        (await Store.TakeAsync("shop", 0, At(1), At(6), 10, Cancellation)).ShouldHaveSingleItem()
            .ShouldBe(put with { Status = OutboxStatus.InFlight, NotBefore = At(6) });
        (await TakeAsync(5)).ShouldBeEmpty();
        (await Store.NextDueAsync("shop", 0, Cancellation)).ShouldBe(At(6));
        (await Store.ListOutboxAsync("shop", OutboxStatus.InFlight, 10, Cancellation)).ShouldHaveSingleItem().Unanswered.ShouldBe(0);
        (await Store.TakeAsync("shop", 0, At(6), At(9), 10, Cancellation)).ShouldHaveSingleItem()
            .ShouldBe(put with { Status = OutboxStatus.InFlight, NotBefore = At(9), Unanswered = 1 });
        (await Store.TakeAsync("shop", 0, At(9), At(12), 10, Cancellation)).ShouldHaveSingleItem().Unanswered.ShouldBe(2);
    }

    [Fact]
    public async Task a_put_takes_the_place_of_a_row_and_keeps_since_when_it_waits()
    {
        await CommittedAsync(Putting("e1", 0, Push("e1", "old", 1)));
        await CommittedAsync(Putting("e1", 1, Push("e1", "new", 7)));
        var row = (await Store.ListOutboxAsync("shop", null, 10, Cancellation)).ShouldHaveSingleItem();
        (row.OperationId, row.NotBefore, row.EnqueuedAt).ShouldBe(("new", At(7), At(1)));
    }

    [Fact]
    public async Task a_put_that_is_due_at_once_keeps_the_place_of_what_was_due_before_it()
    {
        await CommittedAsync(Putting("e1", 0, Push("e1", "old", 1)), Putting("e2", 0, Push("e2", "waits", 2)));
        await CommittedAsync(Putting("e1", 1, Push("e1", "new", 7)) with { At = At(7) });
        (await Store.ListOutboxAsync("shop", null, 10, Cancellation))[0].NotBefore.ShouldBe(At(1));
        (await TakeAsync(7)).ShouldBe(["new", "waits"]);
    }

    [Fact]
    public async Task a_put_that_is_due_later_is_due_when_it_says_whatever_the_batch_put_before()
    {
        await CommittedAsync(Putting("e1", 0, Push("e1", "old", 1)), Putting("e2", 0, Push("e2", "old", 1)));
        await CommittedAsync(
            Putting("e1", 1, Push("e1", "now", 3)) with { At = At(3) }, Putting("e1", 2, Push("e1", "later", 9)) with { At = At(4) },
            Putting("e2", 1, Push("e2", "later", 9)) with { At = At(3) }, Putting("e2", 2, Push("e2", "now", 4)) with { At = At(4) });
        (await Store.ListOutboxAsync("shop", null, 10, Cancellation)).Select(row => (row.EntityId, row.OperationId, row.NotBefore))
            .ShouldBe([("e1", "later", At(9)), ("e2", "now", At(4))], ignoreOrder: true);
    }

    [Fact]
    public async Task a_put_over_a_row_in_flight_is_due_when_it_says()
    {
        await CommittedAsync(Putting("e1", 0, Push("e1", "old", 1)));
        var taken = (await Store.TakeAsync("shop", 0, At(1), At(60), 10, Cancellation))[0];
        await CommittedAsync(Putting("e1", 1, Push("e1", "new", 2)));
        await Store.ReturnAsync([new OutboxReturn(taken, At(50), null, "late")], Cancellation);
        var row = (await Store.ListOutboxAsync("shop", null, 10, Cancellation)).ShouldHaveSingleItem();
        (row.OperationId, row.Status, row.NotBefore, row.EnqueuedAt).ShouldBe(("new", OutboxStatus.Pending, At(2), At(1)));
        (await TakeAsync(2)).ShouldBe(["new"]);
    }

    [Fact]
    public async Task a_put_over_a_parked_row_begins_to_wait_anew()
    {
        await CommittedAsync(Putting("e1", 0, Push("e1", "old", 1) with { Status = OutboxStatus.Parked, Reason = "refused" }));
        (await TakeAsync(10)).ShouldBeEmpty();
        (await Store.NextDueAsync("shop", 0, Cancellation)).ShouldBeNull();
        await CommittedAsync(Putting("e1", 1, Push("e1", "new", 7)));
        (await Store.ListOutboxAsync("shop", null, 10, Cancellation)).ShouldHaveSingleItem().EnqueuedAt.ShouldBe(At(7));
    }

    [Fact]
    public async Task changes_of_one_row_within_a_batch_follow_each_other()
    {
        await CommittedAsync(Putting("e1", 0, Push("e1", "stored", 1)), Putting("e2", 0, Push("e2", "stored", 1)));
        await CommittedAsync(
            Putting("e1", 1, Push("e1", "second", 2)),
            Putting("e1", 2, Push("e1", "third", 3)),
            Transition("e2", 1) with { Outbox = [new OutboxChange.Remove("shop", OutboxAction.Push)] },
            Putting("e2", 2, Push("e2", "new", 4)),
            Putting("e3", 0, Push("e3", "gone", 5)),
            Transition("e3", 1) with { Outbox = [new OutboxChange.Remove("shop", OutboxAction.Push)] },
            Putting("e4", 0, Push("e4", "parked", 6) with { Status = OutboxStatus.Parked }),
            Putting("e4", 1, Push("e4", "resumed", 7)));
        var rows = await Store.ListOutboxAsync("shop", null, 10, Cancellation);
        rows.Select(row => (row.EntityId, row.OperationId, row.EnqueuedAt)).ShouldBe(
            [("e1", "third", At(1)), ("e2", "new", At(4)), ("e4", "resumed", At(7))]);
    }

    [Fact]
    public async Task pushes_and_fetches_of_an_entity_do_not_touch_each_other()
    {
        var fetch = Push("e1", "r1", 2) with { Action = OutboxAction.Fetch };
        await CommittedAsync(Putting("e1", 0, Push("e1", "op", 1), fetch));
        await CommittedAsync(Transition("e1", 1) with { Outbox = [new OutboxChange.Remove("shop", OutboxAction.Push)] });
        (await Store.ListOutboxAsync(null, null, 10, Cancellation)).ShouldBe([fetch]);
        (await TakeAsync(10)).ShouldBe(["r1"]);
    }

    [Fact]
    public async Task what_a_dead_actor_had_taken_is_reclaimed_at_once_as_uncertain_and_only_in_its_shard()
    {
        await CommittedAsync(
            Putting("e1", 0, Push("e1", "taken", 1)), Putting("e2", 0, Push("e2", "elsewhere", 1) with { Shard = 1 }), Putting("e3", 0, Push("e3", "later", 8)));
        await Store.TakeAsync("shop", 0, At(2), At(600), 10, Cancellation);
        await Store.TakeAsync("shop", 1, At(2), At(600), 10, Cancellation);
        (await Store.ReclaimAsync("shop", 0, At(3), Cancellation)).ShouldBe(1);
        (await Store.ReclaimAsync("shop", 0, At(3), Cancellation)).ShouldBe(0);
        var row = (await Store.TakeAsync("shop", 0, At(3), At(600), 10, Cancellation)).ShouldHaveSingleItem();
        (row.OperationId, row.Unanswered).ShouldBe(("taken", 1));
        (await Store.TakeAsync("shop", 1, At(3), At(600), 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task an_answered_fetch_goes_unless_it_was_put_anew()
    {
        var fetch = Push("e1", "r1") with { Action = OutboxAction.Fetch };
        await CommittedAsync(Putting("e1", 0, fetch));
        var first = (await Store.TakeAsync("shop", 0, At(1), At(5), 10, Cancellation))[0];
        await CommittedAsync(Putting("e1", 1, fetch with { NotBefore = At(2) }));
        await Store.FinishFetchesAsync([first], Cancellation);
        var second = (await Store.TakeAsync("shop", 0, At(2), At(6), 10, Cancellation)).ShouldHaveSingleItem();
        await Store.FinishFetchesAsync([first, second], Cancellation);
        (await Store.ListOutboxAsync(null, null, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task rows_given_back_are_due_again_when_said()
    {
        await CommittedAsync(Putting("e1", 0, Push("e1", "op1", 1)), Putting("e2", 0, Push("e2", "op2", 1.5)));
        var taken = await Store.TakeAsync("shop", 0, At(2), At(60), 10, Cancellation);
        await Store.ReturnAsync(
            [new OutboxReturn(taken[0], At(8), null, "slow down"), new OutboxReturn(taken[1], At(30), Key("PARENT"), "waits for its parent")],
            Cancellation);
        var rows = await Store.ListOutboxAsync("shop", null, 10, Cancellation);
        rows.ShouldBe(
        [
            Push("e1", "op1", 1) with { NotBefore = At(8), Reason = "slow down" },
            Push("e2", "op2", 1.5) with { NotBefore = At(30), Reason = "waits for its parent", Status = OutboxStatus.Waiting, WaitingFor = Key("PARENT") },
        ]);
        (await TakeAsync(29)).ShouldBe(["op1"]);
        (await TakeAsync(30)).ShouldBe(["op2"]);

        // Its lease is another by now, and it is not in flight any more under the old one.
        await Store.ReturnAsync([new OutboxReturn(taken[0], At(40), null, "late")], Cancellation);
        (await Store.ListOutboxAsync("shop", OutboxStatus.InFlight, 10, Cancellation)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task rows_that_wait_for_a_key_are_woken_by_it()
    {
        await CommittedAsync(
            Putting("e1", 0, Waiting("e1", "A", 1)), Putting("e2", 0, Waiting("e2", "A", 3)), Putting("e3", 0, Waiting("e3", "B", 2)),
            Putting("e4", 0, Push("e4", "pending", 90, shard: 4)));
        (await Store.WakeWaitingAsync("shop", [Key("none")], At(5), Cancellation)).ShouldBeEmpty();
        (await Store.WakeWaitingAsync("erp", [Key("A")], At(5), Cancellation)).ShouldBeEmpty();
        (await Store.WakeWaitingAsync("shop", [Key("A"), Key("C")], At(5), Cancellation)).ShouldBe([1, 3]);
        (await Store.DueShardsAsync("shop", At(5), Cancellation)).ShouldBe([1, 3]);
        var woken = (await Store.TakeAsync("shop", 1, At(5), At(9), 10, Cancellation)).ShouldHaveSingleItem();
        (woken.OperationId, woken.WaitingFor, woken.Reason).ShouldBe(("e1", null, null));

        static OutboxRow Waiting(string entity, string key, int shard) =>
            Push(entity, entity, 60, shard: shard) with { Status = OutboxStatus.Waiting, WaitingFor = Key(key), Reason = "waits" };
    }

    [Fact]
    public async Task shards_and_times_tell_when_to_look()
    {
        await CommittedAsync(
            Putting("e1", 0, Push("e1", "a", 3, shard: 2)),
            Putting("e2", 0, Push("e2", "b", 1, shard: 7) with { Kind = Kind.Order }),
            Putting("e3", 0, Push("e3", "c", 2, shard: 2) with { Kind = Kind.Customer }),
            Putting("e4", 0, Push("e4", "d", 0, shard: 5) with { Status = OutboxStatus.Parked }));
        (await Store.DueShardsAsync("shop", At(0.5), Cancellation)).ShouldBeEmpty();
        (await Store.DueShardsAsync("shop", At(1), Cancellation)).ShouldBe([7]);
        (await Store.DueShardsAsync("shop", At(2), Cancellation)).ShouldBe([2, 7]);
        (await Store.NextDueAsync("shop", 2, Cancellation)).ShouldBe(At(2));
        (await Store.NextDueAsync("shop", 5, Cancellation)).ShouldBeNull();
        (await Store.NextDueAsync("unheard-of", 2, Cancellation)).ShouldBeNull();
        (await Store.DueShardsAsync("unheard-of", At(2), Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task undelivered_is_what_has_a_push_that_is_due_or_in_flight()
    {
        var waits = Push("waits", "waits", 50) with { Status = OutboxStatus.Waiting, WaitingFor = Key("PARENT"), Reason = "waits" };
        await CommittedAsync(
            Putting("due", 0, Push("due", "due", 1)),
            Putting("later", 0, Push("later", "later", 100)),
            Putting("taken", 0, Push("taken", "taken", 1)),
            Putting("waits", 0, waits),
            Putting("parked", 0, Push("parked", "parked", 1) with { Status = OutboxStatus.Parked, Reason = "refused" }),
            Putting("fetched", 0, Push("fetched", "fetched", 1) with { Action = OutboxAction.Fetch }),
            Transition("done", 0));
        string[] all = ["due", "later", "taken", "waits", "parked", "fetched", "done", "unknown"];
        (await Store.CountUndeliveredAsync(["shop", "unheard-of"], all, Cancellation)).ShouldBe(3);
        (await Store.TakeAsync("shop", 0, At(1), At(6), 10, Cancellation)).ShouldNotBeEmpty();
        (await Store.CountUndeliveredAsync(["shop", "unheard-of"], all, Cancellation)).ShouldBe(3);
        (await Store.CountUndeliveredAsync(["shop", "unheard-of"], ["due", "done"], Cancellation)).ShouldBe(1);
        (await Store.CountUndeliveredAsync(["shop", "unheard-of"], ["parked", "fetched", "unknown"], Cancellation)).ShouldBe(0);
        (await Store.CountUndeliveredAsync(["shop", "unheard-of"], [], Cancellation)).ShouldBe(0);
        (await Store.CountUndeliveredAsync(["erp", "unheard-of"], all, Cancellation)).ShouldBe(0, "what is on its way to others does not count");
        (await Store.CountUndeliveredAsync([], all, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task no_row_is_given_to_two_takers()
    {
        var other = await OpenAsync();
        await CommittedAsync([.. Enumerable.Range(0, 200).Select(i => Putting($"e{i}", 0, Push($"e{i}", $"op{i}", i / 1000.0)))]);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            var mine = new List<string>();
            for (var round = 0; round < 20; round++)
                mine.AddRange((await (i % 2 == 0 ? Store : other).TakeAsync("shop", 0, At(10), At(60), 7, Cancellation)).Select(row => row.OperationId));
            return mine;
        }, Cancellation)));
        taken.SelectMany(one => one).Order().ShouldBe(Enumerable.Range(0, 200).Select(i => $"op{i}").Order());
    }

    private async Task<IEnumerable<string>> TakeAsync(double now, int shard = 0, int limit = 100) =>
        (await Store.TakeAsync("shop", shard, At(now), At(now + 1000), limit, Cancellation)).Select(row => row.OperationId);
}
