using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

/// <content>One entity passes into another: both steps or none.</content>
public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task records_keys_and_pushes_of_one_entity_pass_to_another_in_one_step()
    {
        await CommittedAsync(
            Transition("e1", 0) with { Records = [Bound("r1")], Keys = [Key("A")] },
            Putting("e2", 0, Push("e2", "e2:shop:1")) with { Records = [Bound("r2", system: "shop")], Keys = [Key("B")] });
        await CommittedAsync(
            Transition("e2", 1) with
            {
                OnlyWithNext = true, Records = [Released("r2", "shop")], Keys = [], Outbox = [new OutboxChange.Remove("shop", OutboxAction.Push)],
                Summary = Summary() with { Merged = true, Tombstoned = true },
            },
            Putting("e1", 1, Push("e1", "e2:shop:1")) with { Absorbed = ["e2"], Records = [Bound("r2", system: "shop")], Keys = [Key("A"), Key("B")] });
        (await Store.FindOwnersAsync([Key("A"), Key("B")], Cancellation)).ShouldBe(["e1", "e1"]);
        (await Store.FindRecordsAsync("shop", Kind.Product, ["r2"], Cancellation))[0]!.EntityId.ShouldBe("e1");
        (await Store.ListOutboxAsync("shop", null, 10, Cancellation)).ShouldHaveSingleItem().EntityId.ShouldBe("e1");
        (await Store.LoadAsync(["e2"], Cancellation))[0]!.Version.ShouldBe(2, "whoever asks for it learns what became of it");
    }

    [Fact]
    public async Task a_key_that_was_only_claimed_passes_too()
    {
        await CommittedAsync(Transition("e1", 0), Transition("e2", 0) with { Keys = [Key("A")] });
        await Store.ClaimAsync([(Key("B"), "e2"), (Key("C"), "e3")], Cancellation);
        await CommittedAsync(Transition("e2", 1) with { OnlyWithNext = true, Keys = [] }, Transition("e1", 1) with { Absorbed = ["e2"], Keys = [Key("A"), Key("B"), Key("C")] });
        (await Store.FindOwnersAsync([Key("A"), Key("B"), Key("C")], Cancellation)).ShouldBe(["e1", "e1", "e3"]);
    }

    [Fact]
    public async Task a_claimed_key_passes_when_it_is_named_though_that_be_long_after_the_merging()
    {
        await CommittedAsync(Transition("e1", 0) with { Keys = [Key("A")] });
        await Store.ClaimAsync([(Key("B"), "e2")], Cancellation);
        await CommittedAsync(Transition("e2", 0) with { OnlyWithNext = true, Keys = [] }, Transition("e1", 1) with { Absorbed = ["e2"], Keys = [Key("A")] });
        (await Store.FindOwnersAsync([Key("B")], Cancellation)).ShouldBe(["e2"]);
        await Store.ClaimAsync([(Key("C"), "e2")], Cancellation);
        await CommittedAsync(Transition("e1", 2) with { Absorbed = ["e2"], Keys = [Key("B"), Key("C")] });
        (await Store.FindOwnersAsync([Key("A"), Key("B"), Key("C")], Cancellation)).ShouldBe([null, "e1", "e1"]);
        await CommittedAsync(Transition("e1", 3) with { Absorbed = ["e2"], Keys = [Key("B")] });
        (await Store.FindOwnersAsync([Key("B"), Key("C")], Cancellation)).ShouldBe(["e1", null]);
    }

    [Fact]
    public async Task a_key_that_must_be_its_own_and_is_another_s_makes_a_step_late()
    {
        await CommittedAsync(Transition("e1", 0) with { Keys = [Key("A")] }, Transition("e2", 0) with { Keys = [Key("B")] });
        await Store.ClaimAsync([(Key("C"), "e3"), (Key("D"), "e4"), (Key("E"), "e1")], Cancellation);
        foreach (var taken in (string[])["B", "C"])
        {
            var late = Transition("e1", 1) with { Keys = [Key("A"), Key(taken)], MustOwn = [Key(taken)] };
            (await Store.CommitAsync([late], Cancellation)).ShouldBe([CommitVerdict.Outdated], $"{taken} is another's");
        }

        var verdicts = await Store.CommitAsync(
            [
                Transition("e1", 1) with { Keys = [Key("A"), Key("D"), Key("E"), Key("F")], MustOwn = [Key("D"), Key("E"), Key("F")], Absorbed = ["e4"] },
                Transition("e2", 1) with { Keys = [Key("F")], MustOwn = [Key("F")] },
            ],
            Cancellation);
        verdicts.ShouldBe([CommitVerdict.Committed, CommitVerdict.Outdated], "the first of a batch is the faster");
        (await Store.FindOwnersAsync([Key("D"), Key("E"), Key("F"), Key("B")], Cancellation)).ShouldBe(["e1", "e1", "e1", "e2"]);
    }

    [Fact]
    public async Task what_passed_into_another_is_neither_counted_nor_found()
    {
        await CommittedAsync(Transition("e1", 0), Transition("e2", 0) with { Summary = Summary() with { Conflicts = 1 } });
        (await Store.CountEntitiesAsync(Cancellation)).ShouldHaveSingleItem().Entities.ShouldBe(2);
        await CommittedAsync(Transition("e2", 1) with { OnlyWithNext = true, Summary = Summary() with { Merged = true, Tombstoned = true } }, Transition("e1", 1));
        var count = (await Store.CountEntitiesAsync(Cancellation)).ShouldHaveSingleItem();
        (count.Entities, count.Conflicts, count.Tombstoned).ShouldBe((1, 0, 0));
        (await Store.SearchAsync(new EntityQuery(), Cancellation)).ShouldHaveSingleItem().EntityId.ShouldBe("e1");
        await CommittedAsync(Transition("e2", 2) with { Summary = Summary() with { Merged = true } });
        (await Store.CountEntitiesAsync(Cancellation)).ShouldHaveSingleItem().Entities.ShouldBe(1);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task where_one_of_two_comes_too_late_both_do(long goes, long stays)
    {
        await CommittedAsync(Transition("e1", 0) with { Records = [Bound("r1")] }, Transition("e2", 0) with { Records = [Bound("r2")] });
        var verdicts = await Store.CommitAsync(
            [
                Transition("e2", goes) with { OnlyWithNext = true, Records = [Released("r2")] },
                Transition("e1", stays) with { Records = [Bound("r2")] },
                Transition("e3", 0),
            ],
            Cancellation);
        verdicts.ShouldBe([CommitVerdict.Outdated, CommitVerdict.Outdated, CommitVerdict.Committed]);
        (await Store.FindRecordsAsync("erp", Kind.Product, ["r2"], Cancellation))[0]!.EntityId.ShouldBe("e2");
        (await Store.LoadAsync(["e1", "e2"], Cancellation)).ShouldAllBe(one => one!.Version == 1);
    }

    [Fact]
    public async Task a_record_that_a_third_holds_lets_neither_pass()
    {
        await CommittedAsync(Transition("e1", 0), Transition("e2", 0), Transition("e3", 0) with { Records = [Bound("r3")] });
        var verdicts = await Store.CommitAsync(
            [Transition("e2", 1) with { OnlyWithNext = true }, Transition("e1", 1) with { Records = [Bound("r3")] }], Cancellation);
        verdicts.ShouldAllBe(verdict => verdict == CommitVerdict.Outdated);
    }
}
