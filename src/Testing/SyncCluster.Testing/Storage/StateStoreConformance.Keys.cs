using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task the_first_claim_of_a_key_wins_and_stays()
    {
        (await Store.ClaimAsync([(Key("A"), "e1"), (Key("B"), "e1")], Cancellation)).ShouldBe(["e1", "e1"]);
        (await Store.ClaimAsync([(Key("C"), "e2"), (Key("B"), "e2"), (Key("C"), "e3")], Cancellation)).ShouldBe(["e2", "e1", "e2"]);
        (await Store.FindOwnersAsync([Key("C"), Key("none"), Key("A"), Key("C")], Cancellation)).ShouldBe(["e2", null, "e1", "e2"]);
    }

    [Fact]
    public async Task everybody_who_claims_at_once_hears_of_the_same_owners()
    {
        var other = await OpenAsync();
        var keys = Enumerable.Range(0, 20).Select(i => Key($"K{i}")).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            var mine = keys.ToArray();
            new Random(i).Shuffle(mine);
            return ClaimInOrderAsync(i % 2 == 0 ? Store : other, mine, $"e{i}");
        }, Cancellation)));
        var owners = await Store.FindOwnersAsync(keys, Cancellation);
        foreach (var answer in answers) keys.Select(key => answer[key]).ShouldBe(owners.Select(owner => owner!));
    }

    [Fact]
    public async Task keys_that_an_entity_has_no_more_are_released()
    {
        await CommittedAsync(Transition("e1", 0) with { Keys = [Key("A"), Key("B")] });
        await CommittedAsync(Transition("e1", 1) with { Keys = [Key("B"), Key("C")] });
        (await Store.FindOwnersAsync([Key("A"), Key("B"), Key("C")], Cancellation)).ShouldBe([null, "e1", "e1"]);
        (await Store.ClaimAsync([(Key("A"), "e2")], Cancellation)).ShouldBe(["e2"]);
        await CommittedAsync(Transition("e1", 2) with { Keys = [] });
        (await Store.FindOwnersAsync([Key("A"), Key("B"), Key("C")], Cancellation)).ShouldBe(["e2", null, null]);
    }

    [Fact]
    public async Task keys_of_a_transition_that_names_none_stay()
    {
        await CommittedAsync(Transition("e1", 0) with { Keys = [Key("A")] });
        await CommittedAsync(Transition("e1", 1) with { Keys = null });
        await CommittedAsync(Transition("e1", 2) with { Keys = [Key("A"), Key("B")] });
        (await Store.FindOwnersAsync([Key("A"), Key("B")], Cancellation)).ShouldBe(["e1", "e1"]);
    }

    [Fact]
    public async Task a_key_that_was_claimed_and_not_named_yet_stays_claimed()
    {
        await CommittedAsync(Transition("e1", 0) with { Keys = [Key("A")] });
        await Store.ClaimAsync([(Key("B"), "e1")], Cancellation);
        await CommittedAsync(Transition("e1", 1) with { Keys = [Key("A")] });
        (await Store.FindOwnersAsync([Key("B")], Cancellation)).ShouldBe(["e1"]);
        await CommittedAsync(Transition("e1", 2) with { Keys = [Key("A"), Key("B")] });
        await CommittedAsync(Transition("e1", 3) with { Keys = [Key("A")] });
        (await Store.FindOwnersAsync([Key("B")], Cancellation)).ShouldBe([null]);
    }

    [Fact]
    public async Task a_key_that_another_entity_owns_stays_with_it()
    {
        await CommittedAsync(Transition("e1", 0) with { Keys = [Key("A")] });
        await CommittedAsync(Transition("e2", 0) with { Keys = [Key("A"), Key("B")] });
        (await Store.FindOwnersAsync([Key("A"), Key("B")], Cancellation)).ShouldBe(["e1", "e2"]);

        // Letting go of what it never had takes nothing from the owner.
        await CommittedAsync(Transition("e2", 1) with { Keys = [] });
        (await Store.FindOwnersAsync([Key("A"), Key("B")], Cancellation)).ShouldBe(["e1", null]);
    }

    [Fact]
    public async Task a_key_passes_within_a_batch_to_the_entity_that_names_it_next()
    {
        await CommittedAsync(Transition("e1", 0) with { Keys = [Key("A")] });
        await CommittedAsync(
            Transition("e1", 1) with { Keys = [] },
            Transition("e2", 0) with { Keys = [Key("A")] },
            Transition("e1", 2) with { Keys = [Key("A")] });
        (await Store.FindOwnersAsync([Key("A")], Cancellation)).ShouldBe(["e2"]);
    }

    private static async Task<Dictionary<Core.Kinds.NaturalKey, string>> ClaimInOrderAsync(
        IStateStore store, Core.Kinds.NaturalKey[] keys, string entityId)
    {
        var owners = await store.ClaimAsync([.. keys.Select(key => (key, entityId))], Cancellation);
        return keys.Zip(owners).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
