using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task what_is_committed_is_loaded_by_another_store()
    {
        var state = new byte[300_000];
        new Random(1).NextBytes(state);
        await CommittedAsync(Transition("e1", 0) with { State = state, Kind = Kind.Order });
        var loaded = (await (await OpenAsync()).LoadAsync(["e1"], Cancellation))[0].ShouldNotBeNull();
        loaded.EntityId.ShouldBe("e1");
        loaded.Kind.ShouldBe(Kind.Order);
        loaded.Version.ShouldBe(1);
        loaded.State.ToArray().ShouldBe(state);
    }

    [Fact]
    public async Task loads_come_in_the_order_asked_for_and_the_unknown_is_null()
    {
        await CommittedAsync(Transition("e1", 0), Transition("e2", 0));
        var loaded = await Store.LoadAsync(["e2", "none", "e1", "e2"], Cancellation);
        loaded.Select(entity => entity?.EntityId).ShouldBe(["e2", null, "e1", "e2"]);
        (await Store.LoadAsync([], Cancellation)).ShouldBeEmpty();
        (await Store.CommitAsync([], Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_transition_with_a_wrong_version_is_left_out_whole_and_others_are_committed()
    {
        await CommittedAsync(Transition("e1", 0));
        var stale = Transition("e1", 0, "stale") with
        {
            Records = [Bound("r1")],
            Outbox = [new OutboxChange.Put(Push("e1", "op"))],
            Mails = [Mail("m1")],
            History = Json("stale"),
            Published = true,
            Keys = [Key("K1")],
        };
        var verdicts = await Store.CommitAsync([stale, Transition("e2", 0), Transition("e3", 4)], Cancellation);
        verdicts.ShouldBe([CommitVerdict.Outdated, CommitVerdict.Committed, CommitVerdict.Outdated]);
        var loaded = await Store.LoadAsync(["e1", "e2", "e3"], Cancellation);
        loaded.Select(entity => entity?.Version).ShouldBe([1, 1, null]);
        Text(loaded[0]!.State).ShouldBe("e1 1");
        (await Store.FindRecordsAsync("erp", Kind.Product, ["r1"], Cancellation)).ShouldBe([null]);
        (await Store.ListOutboxAsync(null, null, 10, Cancellation)).ShouldBeEmpty();
        (await Store.ListMailsAsync(null, null, 10, Cancellation)).ShouldBeEmpty();
        (await Store.HistoryAsync("e1", 10, Cancellation)).ShouldBeEmpty();
        (await Store.ChangesAsync(0, 10, Cancellation)).ShouldBeEmpty();
        (await Store.FindOwnersAsync([Key("K1")], Cancellation)).ShouldBe([null]);
        (await Store.CountEntitiesAsync(Cancellation)).Single().Entities.ShouldBe(2);
    }

    [Fact]
    public async Task transitions_of_one_entity_in_one_batch_follow_each_other()
    {
        var verdicts = await Store.CommitAsync(
        [
            Transition("e1", 0) with { Records = [Bound("r1", 1)], History = Json("first") },
            Transition("e1", 1) with { Records = [Bound("r1", 2)], History = Json("second") },
            Transition("e1", 1) with { Records = [Bound("r1", 3)], History = Json("late") },
            Transition("e1", 2) with { Records = [Released("r1"), Bound("r2", 4)], History = Json("third") },
        ], Cancellation);
        verdicts.ShouldBe([CommitVerdict.Committed, CommitVerdict.Committed, CommitVerdict.Outdated, CommitVerdict.Committed]);
        (await Store.LoadAsync(["e1"], Cancellation))[0]!.Version.ShouldBe(3);
        var records = await Store.FindRecordsAsync("erp", Kind.Product, ["r1", "r2"], Cancellation);
        records[0].ShouldBeNull();
        records[1]!.Fingerprint.ShouldBe(Print(4));
        (await Store.HistoryAsync("e1", 10, Cancellation)).Select(row => Text(row.Json)).ShouldBe(["third", "second", "first"]);
    }

    [Fact]
    public async Task a_new_entity_loses_where_it_exists()
    {
        await CommittedAsync(Transition("e1", 0));
        (await CommitAsync(Transition("e1", 0, "second"))).ShouldBe(CommitVerdict.Outdated);
        (await Store.CommitAsync([Transition("e2", 0), Transition("e2", 0)], Cancellation))
            .ShouldBe([CommitVerdict.Committed, CommitVerdict.Outdated]);
    }

    [Fact]
    public async Task what_was_noted_at_a_load_is_held_against_what_is_stored()
    {
        await CommittedAsync(Transition("e1", 0) with { Records = [Bound("r1")] }, Transition("e2", 0) with { Records = [Bound("r2")] });
        var loaded = await Store.LoadAsync(["e1", "e2"], Cancellation);
        await CommittedAsync(Transition("e2", 1) with { Records = [Bound("r2", 1, true)] });
        var verdicts = await Store.CommitAsync([Noted("e1", 1, loaded[0], false), Noted("e2", 1, loaded[1], false)], Cancellation);
        verdicts.ShouldBe([CommitVerdict.Committed, CommitVerdict.Outdated], "a faster one does not hold up the others");
        (await Store.CountRecordsAsync("erp", Kind.Product, Cancellation)).ShouldBe(1);

        // A record that is not as it was said to be is none of the commit's harm, if the versions are right.
        loaded = await Store.LoadAsync(["e1", "e2"], Cancellation);
        verdicts = await Store.CommitAsync([Noted("e1", 2, loaded[0], true), Noted("e2", 2, loaded[1], false)], Cancellation);
        verdicts.ShouldAllBe(verdict => verdict == CommitVerdict.Committed);
        (await Store.CountRecordsAsync("erp", Kind.Product, Cancellation)).ShouldBe(2);
        (await Store.HistoryAsync("e1", 10, Cancellation)).Count.ShouldBe(2);

        static Transition Noted(string entityId, long version, StoredEntity? loaded, bool wasDeleted) => Transition(entityId, version) with
        {
            From = loaded?.Note, History = Json("step"), Records = [Bound("r" + entityId[1..], 7) with { WasDeleted = wasDeleted }],
        };
    }

    [Fact]
    public async Task of_many_that_commit_as_they_loaded_at_once_each_step_is_told_once()
    {
        var stores = new[] { Store, await OpenAsync() };
        await CommittedAsync(Transition("e1", 0) with { Records = [Bound("r1")] }, Transition("e2", 0) with { Records = [Bound("r2")] });
        var committed = await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            var count = 0;
            for (var round = 0; round < 8; round++)
            {
                string[] ids = writer % 2 == 0 ? ["e1", "e2"] : ["e2", "e1"];
                var loaded = await stores[writer % 2].LoadAsync(ids, Cancellation);
                var verdicts = await stores[writer % 2].CommitAsync(
                    [
                        .. loaded.Select(one => Transition(one!.EntityId, one.Version) with
                        {
                            From = one.Note, History = Json("step"), Records = [Bound("r" + one.EntityId[1..], round) with { WasDeleted = false }],
                        }),
                    ], Cancellation);
                count += verdicts.Count(verdict => verdict == CommitVerdict.Committed);
            }

            return count;
        }, Cancellation)));
        (await Store.LoadAsync(["e1", "e2"], Cancellation)).Sum(entity => entity!.Version).ShouldBe(2 + committed.Sum());
        var told = await Store.HistoryAsync("e1", 1000, Cancellation);
        (told.Count + (await Store.HistoryAsync("e2", 1000, Cancellation)).Count).ShouldBe(committed.Sum());
        told.Select(row => row.Sequence).ShouldBeUnique();
    }

    [Fact]
    public async Task of_many_that_commit_one_version_at_once_one_wins()
    {
        var other = await OpenAsync();
        for (var version = 0; version < 10; version++)
        {
            var verdicts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
                async () => (await (i % 2 == 0 ? Store : other).CommitAsync(
                    [Transition("e1", version, $"by {i}") with { History = Json("step"), Records = [Bound($"r{i}")] }], Cancellation))[0],
                Cancellation)));
            verdicts.Count(verdict => verdict == CommitVerdict.Committed).ShouldBe(1);
        }

        (await Store.LoadAsync(["e1"], Cancellation))[0]!.Version.ShouldBe(10);
        (await Store.HistoryAsync("e1", 100, Cancellation)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task batches_that_share_entities_in_different_orders_neither_lock_up_nor_lose_steps()
    {
        var ids = Enumerable.Range(0, 12).Select(i => $"e{i}").ToArray();
        var stores = new[] { Store, await OpenAsync() };
        var committed = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            var count = 0;
            for (var round = 0; round < 10; round++)
            {
                var mine = ids.ToArray();
                random.Shuffle(mine);
                var store = stores[writer % 2];
                var loaded = await store.LoadAsync(mine, Cancellation);
                var verdicts = await store.CommitAsync(
                [
                    .. mine.Select((id, i) => Transition(id, loaded[i]?.Version ?? 0) with
                    {
                        Records = [Bound($"of {id}", round)],
                        Outbox = [new OutboxChange.Put(Push(id, $"{writer}/{round}"))],
                        Keys = [Key(id)],
                        Mails = [Mail($"{id}/{loaded[i]?.Version}")],
                        History = Json("step"),
                    }),
                ], Cancellation);
                count += verdicts.Count(verdict => verdict == CommitVerdict.Committed);
            }

            return count;
        }, Cancellation)));
        (await Store.LoadAsync(ids, Cancellation)).Sum(entity => entity!.Version).ShouldBe(committed.Sum());
        (await Store.CountRecordsAsync("erp", Kind.Product, Cancellation)).ShouldBe(ids.Length);
        (await Store.CountEntitiesAsync(Cancellation)).Single().Entities.ShouldBe(ids.Length);
    }

    [Fact]
    public async Task texts_that_databases_dislike_are_kept_as_far_as_they_can_be()
    {
        var title = "it's \"quoted\" %_\\ žluťoučký 😀 \0 \ud83d";
        await CommittedAsync(Transition("e'1", 0) with { Summary = Summary(title), Records = [Bound("r'%_\\😀")] });
        var row = (await Store.SearchAsync(new EntityQuery { Text = "ŽLUŤOUČKÝ 😀" }, Cancellation)).ShouldHaveSingleItem();
        row.Summary.Title.ShouldStartWith("it's \"quoted\" %_\\ žluťoučký 😀 ");
        (await Store.FindRecordsAsync("erp", Kind.Product, ["r'%_\\😀"], Cancellation))[0]!.EntityId.ShouldBe("e'1");
    }

    [Fact]
    public async Task an_upgrade_that_was_made_is_not_made_again()
    {
        await CommittedAsync(Transition("e1", 0));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(OpenAsync, Cancellation)));
        (await Store.LoadAsync(["e1"], Cancellation))[0].ShouldNotBeNull();
    }
}
