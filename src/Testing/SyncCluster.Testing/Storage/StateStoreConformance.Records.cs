using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task records_come_in_the_order_asked_for_with_everything_known()
    {
        var guards = new GuardValues(-12.50m, "10;;79228162514264337593543950335");
        await CommittedAsync(Transition("e1", 0) with
        {
            Records =
            [
                new RecordChange(new RecordKey("erp", Kind.Product, "r1"), Print(7), guards),
                new RecordChange(new RecordKey("erp", Kind.Product, "r2"), Fingerprint.None, new GuardValues(0.0000000000000000000000000001m, null), Deleted: true),
                new RecordChange(new RecordKey("shop", Kind.Product, "r1"), Print(8)),
            ],
        });
        (await Store.FindRecordsAsync("erp", Kind.Product, ["r2", "r3", "r1"], Cancellation)).ShouldBe(
        [
            new KnownRecord("r2", "e1", Fingerprint.None, new GuardValues(0.0000000000000000000000000001m, null), true),
            null,
            new KnownRecord("r1", "e1", Print(7), guards, false),
        ]);
        (await Store.FindRecordsAsync("shop", Kind.Product, ["r1"], Cancellation))[0]!.Fingerprint.ShouldBe(Print(8));
        (await Store.FindRecordsAsync("erp", Kind.Order, ["r1"], Cancellation)).ShouldBe([null]);
        (await Store.FindRecordsAsync("unheard-of", Kind.Product, ["r1"], Cancellation)).ShouldBe([null]);
    }

    [Fact]
    public async Task a_page_of_a_thousand_records_is_found()
    {
        var ids = Enumerable.Range(0, 1000).Select(i => $"r{i}").ToArray();
        await CommittedAsync([.. ids.Select((id, i) => Transition($"e{i}", 0) with { Records = [Bound(id, i)] })]);
        var found = await Store.FindRecordsAsync("erp", Kind.Product, ids, Cancellation);
        found.Select(record => record!.RemoteId).ShouldBe(ids);
        found.Select(record => record!.Fingerprint).ShouldBe(ids.Select((_, i) => Print(i)));
    }

    [Fact]
    public async Task a_record_that_another_entity_holds_makes_the_transition_late()
    {
        await CommittedAsync(Transition("e1", 0) with { Records = [Bound("r1")] });
        (await CommitAsync(Transition("e2", 0) with { Records = [Bound("r2"), Bound("r1", 2)] })).ShouldBe(CommitVerdict.Outdated);
        var records = await Store.FindRecordsAsync("erp", Kind.Product, ["r1", "r2"], Cancellation);
        records.Select(record => record?.EntityId).ShouldBe(["e1", null]);
    }

    [Fact]
    public async Task a_record_moves_to_the_later_entity_once_the_earlier_has_let_it_go()
    {
        await CommittedAsync(Transition("e1", 0) with { Records = [Bound("r1"), Bound("r2")] });
        await CommittedAsync(Transition("e1", 1) with { Records = [Released("r1")] });
        await CommittedAsync(Transition("e2", 0) with { Records = [Bound("r1", 2)] });
        await CommittedAsync(Transition("e1", 2) with { Records = [Released("r2")] }, Transition("e2", 1) with { Records = [Bound("r2", 3)] });
        (await Store.FindRecordsAsync("erp", Kind.Product, ["r1", "r2"], Cancellation)).ShouldBe(
        [
            new KnownRecord("r1", "e2", Print(2), default, false), new KnownRecord("r2", "e2", Print(3), default, false),
        ]);
        (await Store.FindRemoteIdsAsync("erp", ["e1", "e2"], Cancellation)).ShouldBe([null, "r1"]);
    }

    [Fact]
    public async Task releasing_a_record_that_another_entity_holds_changes_nothing()
    {
        await CommittedAsync(Transition("e1", 0) with { Records = [Bound("r1")] });
        await CommittedAsync(Transition("e2", 0) with { Records = [Released("r1"), Released("r9")] });
        (await Store.FindRecordsAsync("erp", Kind.Product, ["r1"], Cancellation))[0]!.EntityId.ShouldBe("e1");
        (await Store.CountRecordsAsync("erp", Kind.Product, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task the_remote_id_of_an_entity_is_its_own_one_where_there_are_several()
    {
        await CommittedAsync(
            Transition("e1", 0) with { Records = [Bound("~1"), Bound("r2"), Bound("r3"), Bound("r1", deleted: true)] },
            Transition("e2", 0) with { Records = [Bound("~2"), Bound("s2", system: "shop")] },
            Transition("e3", 0) with { Records = [Bound("r9", deleted: true)] });
        (await Store.FindRemoteIdsAsync("erp", ["e3", "e2", "none", "e1"], Cancellation)).ShouldBe([null, "~2", null, "r2"]);
        (await Store.FindRemoteIdsAsync("shop", ["e1", "e2"], Cancellation)).ShouldBe([null, "s2"]);
        (await Store.FindRemoteIdsAsync("unheard-of", ["e1"], Cancellation)).ShouldBe([null]);
    }

    [Fact]
    public async Task records_that_are_gone_are_not_counted()
    {
        await CommittedAsync(Transition("e1", 0) with { Records = [Bound("r1"), Bound("r2"), Bound("r3", deleted: true)] });
        (await Store.CountRecordsAsync("erp", Kind.Product, Cancellation)).ShouldBe(2);
        await CommittedAsync(Transition("e1", 1) with { Records = [Bound("r1", deleted: true), Bound("r3"), Released("r2")] });
        (await Store.CountRecordsAsync("erp", Kind.Product, Cancellation)).ShouldBe(1);
        (await Store.CountRecordsAsync("erp", Kind.Order, Cancellation)).ShouldBe(0);
        (await Store.CountRecordsAsync("unheard-of", Kind.Product, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task a_census_finds_what_it_did_not_see_and_was_known_before()
    {
        await CommittedAsync(
            Transition("e1", 0) with { Records = [Bound("r1"), Bound("r2"), Bound("r3"), Bound("~4"), Bound("r5", deleted: true)] },
            Transition("e2", 0) with { Records = [Bound("r6")], At = At(10) });
        await Store.MarkSeenAsync("census", "erp", Kind.Product, ["r2", "r2", "unknown"], Cancellation);
        await Store.MarkSeenAsync("another", "erp", Kind.Product, ["r1"], Cancellation);
        (await UnseenAsync(10)).ShouldBe(["r1", "r3"]);
        (await UnseenAsync(11)).ShouldBe(["r1", "r3", "r6"]);
        (await UnseenAsync(11, 2)).ShouldBe(["r1", "r3"]);
        (await UnseenAsync(0)).ShouldBeEmpty();

        // What is known stays known since the first time.
        await CommittedAsync(Transition("e1", 1) with { Records = [Bound("r3", 2)], At = At(20) });
        (await UnseenAsync(10)).ShouldBe(["r1", "r3"]);

        await Store.ClearSeenAsync("census", Cancellation);
        (await UnseenAsync(10)).ShouldBe(["r1", "r2", "r3"]);
        await Store.MarkSeenAsync("census", "erp", Kind.Product, ["r1", "r2"], Cancellation);
        await Store.PruneAsync(At(100), Cancellation);
        (await UnseenAsync(10)).ShouldBe(["r3"]);

        async Task<IEnumerable<string>> UnseenAsync(double before, int limit = 100) =>
            (await Store.FindUnseenAsync("census", "erp", Kind.Product, At(before), limit, Cancellation)).Select(record => record.RemoteId);
    }
}
