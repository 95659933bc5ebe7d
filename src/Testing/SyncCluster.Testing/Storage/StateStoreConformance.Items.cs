using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task several_entities_may_mention_one_key()
    {
        await CommittedAsync(
            Transition("e1", 0) with { Mentions = [Key("A"), Key("B"), Key("A")] },
            Transition("e2", 0) with { Mentions = [Key("A")], Keys = [Key("A")] },
            Transition("e3", 0));
        await MentionAsync(("A", "e1"), ("A", "e2"), ("B", "e1"));
        (await Store.FindMentionsAsync([Key("none")], Cancellation)).ShouldBeEmpty();
        (await Store.FindMentionsAsync([], Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_an_entity_mentions_is_replaced_as_a_whole_or_stays()
    {
        await CommittedAsync(Transition("e1", 0) with { Mentions = [Key("A"), Key("B")] });
        await CommittedAsync(Transition("e1", 1));
        await MentionAsync(("A", "e1"), ("B", "e1"));
        await CommittedAsync(Transition("e1", 2) with { Mentions = [Key("C")] }, Transition("e1", 3), Transition("e2", 0) with { Mentions = [Key("A")] });
        await MentionAsync(("A", "e2"), ("C", "e1"));
        await CommittedAsync(Transition("e1", 4) with { Mentions = [Key("B")] }, Transition("e1", 5) with { Mentions = [] });
        await MentionAsync(("A", "e2"));
        (await CommitAsync(Transition("e2", 0) with { Mentions = [Key("B")] })).ShouldBe(CommitVerdict.Outdated);
        await MentionAsync(("A", "e2"));
    }

    [Fact]
    public async Task mails_of_one_group_are_taken_together()
    {
        var late = At(60);
        await CommittedAsync(
            Transition("e1", 0) with { Mails = [Mail("m1") with { Group = "g" }, Mail("alone")], At = At(1) },
            Transition("e2", 0) with { Mails = [Mail("m2") with { Group = "g", NotBefore = late }], At = At(2) },
            Transition("e3", 0) with { Mails = [Mail("m3") with { Group = "h", NotBefore = late }], At = At(2) });
        (await Store.FindMailGroupsAsync(["h", "none", "g"], Cancellation)).ShouldBe([new MailGroup("sk", 1, 0, 0), null, new MailGroup("sk", 2, 0, 0)]);
        var taken = await Store.TakeMailsAsync(0, At(5), 1, Cancellation);
        taken.Select(mail => (mail.Draft.Key, mail.Draft.Group, mail.Attempts)).ShouldBe([("m1", "g", 1), ("m2", "g", 1)]);
        (await Store.FindMailGroupsAsync(["g", "h"], Cancellation)).Select(group => group!.IsOpen).ShouldBe([false, true]);
        (await Store.TakeMailsAsync(0, At(5), 5, Cancellation)).ShouldHaveSingleItem().Draft.Key.ShouldBe("alone");
        (await Store.TakeMailsAsync(0, late, 5, Cancellation)).ShouldHaveSingleItem().Draft.Key.ShouldBe("m3");
        await Store.FinishMailsAsync(["m1", "m2"], MailStatus.Sent, At(6), null, null, Cancellation);
        (await Store.FindMailGroupsAsync(["g"], Cancellation)).ShouldBe([new MailGroup("sk", 0, 0, 2)]);
    }

    [Fact]
    public async Task unmatched_items_are_kept_once_until_they_are_matched_or_not_seen_any_more()
    {
        await Store.PutUnmatchedAsync([Unmatched("heo", "B", 1), Unmatched("heo", "A", 1), Unmatched("alt", "Z", 5)], Cancellation);
        await Store.PutUnmatchedAsync([Unmatched("heo", "A", 7, "other")], Cancellation);
        (await Store.ListUnmatchedAsync(null, null, 10, Cancellation)).Select(item => (item.Place, item.Reason, item.FirstAt, item.LastAt)).ShouldBe(
            [("alt/Z", "none", At(5), At(5)), ("heo/A", "other", At(1), At(7)), ("heo/B", "none", At(1), At(1))]);
        (await Store.ListUnmatchedAsync(null, "alt/Z", 1, Cancellation)).ShouldHaveSingleItem().Place.ShouldBe("heo/A");
        Text((await Store.ListUnmatchedAsync("heo", "heo/A", 5, Cancellation)).ShouldHaveSingleItem().Seen).ShouldBe("seen B");
        (await Store.CountUnmatchedAsync(Cancellation)).ShouldBe(new Dictionary<string, long> { ["heo"] = 2, ["alt"] = 1 }, ignoreOrder: true);
        (await Store.FindUnmatchedAsync("heo", "A", Cancellation)).ShouldNotBeNull().Reason.ShouldBe("other");
        (await Store.FindUnmatchedAsync("alt", "A", Cancellation)).ShouldBeNull();
        await Store.RemoveUnmatchedAsync("heo", ["A", "none"], Cancellation);
        await Store.RemoveUnmatchedAsync("nowhere", ["A"], Cancellation);
        await Store.PruneAsync(At(3), Cancellation);
        (await Store.ListUnmatchedAsync(null, null, 10, Cancellation)).ShouldHaveSingleItem().Place.ShouldBe("alt/Z");
    }

    [Fact]
    public async Task records_are_listed_by_remote_id_page_by_page()
    {
        await CommittedAsync(
            Transition("e1", 0) with { Records = [Bound("b", 2), Bound("x", system: "shop")] }, Transition("e2", 0) with { Records = [Bound("c", deleted: true)] },
            Transition("e3", 0) with { Records = [Bound("a")] });
        (await Store.ListRecordsAsync("erp", Kind.Product, null, 2, Cancellation)).Select(record => (record.RemoteId, record.EntityId, record.Fingerprint))
            .ShouldBe([("a", "e3", Print(1)), ("b", "e1", Print(2))]);
        (await Store.ListRecordsAsync("erp", Kind.Product, "b", 2, Cancellation)).Select(record => (record.RemoteId, record.Deleted)).ShouldBe([("c", true)]);
        (await Store.ListRecordsAsync("erp", Kind.Order, null, 2, Cancellation)).ShouldBeEmpty();
        (await Store.ListRecordsAsync("none", Kind.Product, null, 2, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task orders_are_found_by_the_day_that_is_promised()
    {
        await CommittedAsync(
            Of("e1", "Accepted", new DateOnly(2026, 3, 1)), Of("e2", "Accepted", new DateOnly(2026, 3, 2)), Of("e3", "Shipped", null),
            Of("e4", "Processed", new DateOnly(2026, 2, 1)));
        await FoundAsync(new EntityQuery { ExpectedBefore = new DateOnly(2026, 3, 2) }, "e1", "e4");
        await FoundAsync(new EntityQuery { OrderStates = ["Accepted", "Shipped"] }, "e1", "e2", "e3");
        await FoundAsync(new EntityQuery { OrderStates = [] });
        (await Store.SearchAsync(new EntityQuery { OrderState = "Processed" }, Cancellation))[0].Summary.ExpectedBy.ShouldBe(new DateOnly(2026, 2, 1));
        await CommittedAsync(Of("e1", "Shipped", null) with { ExpectedVersion = 1 });
        await FoundAsync(new EntityQuery { ExpectedBefore = new DateOnly(2027, 1, 1) }, "e2", "e4");
    }

    private static Transition Of(string entity, string state, DateOnly? expected) =>
        Transition(entity, 0) with { Summary = Summary() with { OrderState = state, ExpectedBy = expected } };

    private static UnmatchedItem Unmatched(string system, string remoteId, double at, string reason = "none") =>
        new(system, remoteId, Json($"seen {remoteId}"), reason, At(at), At(at));

    private async Task FoundAsync(EntityQuery query, params string[] entities) =>
        (await Store.SearchAsync(query, Cancellation)).Select(row => row.EntityId).ShouldBe(entities);

    private async Task MentionAsync(params (string Key, string Entity)[] expected) =>
        (await Store.FindMentionsAsync([Key("A"), Key("B"), Key("C"), Key("A")], Cancellation))
            .Select(one => (one.Key.Value, one.EntityId)).ShouldBe(expected, ignoreOrder: true);
}
