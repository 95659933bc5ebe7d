using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task of_a_document_the_last_writing_counts()
    {
        (await Store.ReadDocumentAsync("feed/erp", Cancellation)).ShouldBeNull();
        await Store.WriteDocumentsAsync([new("feed/erp", Json("1")), new("feed/shop", Json("2")), new("feeds", Json("3"))], Cancellation);
        await Store.WriteDocumentsAsync([new("feed/erp", Json("4"))], Cancellation);
        Text((await Store.ReadDocumentAsync("feed/erp", Cancellation)).ShouldNotBeNull()).ShouldBe("4");
        (await Store.ListDocumentsAsync("feed/", Cancellation)).Select(document => (document.Key, Text(document.Json)))
            .ShouldBe([("feed/erp", "4"), ("feed/shop", "2")]);
        (await Store.ListDocumentsAsync("", Cancellation)).Count.ShouldBe(3);
        (await Store.ListDocumentsAsync("feed/%", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task S2_33_and_S2_34_a_page_read_twice_is_staged_once_and_its_cursor_kept()
    {
        await Store.StageAsync("feed", [Staged("1"), Staged("2")], new("cursor", Json("a")), Cancellation);
        await Store.StageAsync("feed", [Staged("2"), Staged("3"), Staged("3")], new("cursor", Json("b")), Cancellation);
        await Store.StageAsync("other", [Staged("2")], new("cursor/other", Json("c")), Cancellation);
        Text((await Store.ReadDocumentAsync("cursor", Cancellation)).ShouldNotBeNull()).ShouldBe("b");
        var staged = await Store.ReadStagedAsync("feed", 10, Cancellation);
        staged.Select(record => (record.SourceIndex, Text(record.Payload))).ShouldBe([("1", "payload 1"), ("2", "payload 2"), ("3", "payload 3")]);
        (await Store.ReadStagedAsync("feed", 2, Cancellation)).Count.ShouldBe(2);
        (await Store.CountStagedAsync("feed", Cancellation)).ShouldBe(3);
        (await Store.ReadStagedAsync("unheard-of", 10, Cancellation)).ShouldBeEmpty();
        (await Store.CountStagedAsync("unheard-of", Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task a_staged_record_that_was_handled_stays_known_until_it_is_forgotten()
    {
        await Store.StageAsync("feed", [Staged("1"), Staged("2")], new("cursor", Json("a")), Cancellation);
        await Store.RemoveStagedAsync("feed", ["1", "none"], Cancellation);
        Clock.Now = At(10);
        await Store.StageAsync("feed", [Staged("1"), Staged("3")], new("cursor", Json("b")), Cancellation);
        await Store.RemoveStagedAsync("feed", ["3"], Cancellation);
        (await Store.ReadStagedAsync("feed", 10, Cancellation)).ShouldHaveSingleItem().SourceIndex.ShouldBe("2");
        await Store.PruneAsync(At(5), Cancellation);
        await Store.StageAsync("feed", [Staged("1"), Staged("2"), Staged("3")], new("cursor", Json("c")), Cancellation);
        (await Store.ReadStagedAsync("feed", 10, Cancellation)).Select(record => record.SourceIndex).ShouldBe(["2", "1"]);
    }

    [Fact]
    public async Task a_signal_is_kept_once_until_it_is_forgotten()
    {
        (await Store.AddSignalAsync(Signal("shop", "a", 1), Cancellation)).ShouldBeTrue();
        (await Store.AddSignalAsync(Signal("shop", "a", 2), Cancellation)).ShouldBeFalse();
        (await Store.AddSignalAsync(Signal("erp", "a", 3), Cancellation)).ShouldBeTrue();
        (await Store.AddSignalAsync(Signal("shop", "b", 4), Cancellation)).ShouldBeTrue();
        var kept = (await Store.ReadSignalsAsync("shop", 1, Cancellation)).ShouldHaveSingleItem();
        (kept.System, kept.ContentKey, kept.ReceivedAt, Text(kept.Payload)).ShouldBe(("shop", "a", At(1), "signal a"));
        await Store.MarkSignalsHandledAsync("shop", ["a"], Cancellation);
        (await Store.AddSignalAsync(Signal("shop", "a", 5), Cancellation)).ShouldBeFalse();
        (await Store.ReadSignalsAsync("shop", 10, Cancellation)).ShouldHaveSingleItem().ContentKey.ShouldBe("b");
        await Store.PruneAsync(At(50), Cancellation);
        (await Store.ReadSignalsAsync("shop", 10, Cancellation)).ShouldHaveSingleItem().ContentKey.ShouldBe("b");
        (await Store.AddSignalAsync(Signal("shop", "a", 6), Cancellation)).ShouldBeTrue();
        (await Store.ReadSignalsAsync("unheard-of", 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_signal_delivered_many_times_at_once_is_new_once()
    {
        var other = await OpenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => (i % 2 == 0 ? Store : other).AddSignalAsync(Signal("shop", "same", i), Cancellation), Cancellation)));
        answers.Count(isNew => isNew).ShouldBe(1);
    }

    [Fact]
    public async Task an_item_parked_again_keeps_its_first_time_and_counts()
    {
        await Store.ParkAsync([Parked("p1", 1, "awaited"), Parked("p2", 2)], Cancellation);
        await Store.ParkAsync([Parked("p1", 9) with { Payload = Json("newer") }], Cancellation);
        var item = (await Store.FindParkedAsync("p1", Cancellation)).ShouldNotBeNull();
        (item.FirstAt, item.LastAt, item.Times, item.Awaits, Text(item.Payload), Text(item.Fault)).ShouldBe((At(1), At(9), 2, null, "newer", "fault"));
        item.Record.ShouldBe(new RecordKey("erp", Kind.Product, "r1"));
        (await Store.FindParkedAsync("none", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task parked_items_are_found_by_what_they_wait_for_and_listed_newest_first()
    {
        await Store.ParkAsync(
        [
            Parked("p1", 3, "a"), Parked("p2", 1, "a"), Parked("p3", 2, "b"), Parked("p4", 4),
            Parked("p5", 5, "a", "shop", Kind.Order),
        ], Cancellation);
        (await Store.FindWaitingAsync(["a", "c"], 10, Cancellation)).Select(item => item.Key).ShouldBe(["p2", "p1", "p5"]);
        (await Store.FindWaitingAsync(["a", "b"], 2, Cancellation)).Select(item => item.Key).ShouldBe(["p2", "p3"]);
        (await Store.ListParkedAsync(null, null, 10, Cancellation)).Select(item => item.Key).ShouldBe(["p5", "p4", "p1", "p3", "p2"]);
        (await Store.ListParkedAsync("erp", Kind.Product, 2, Cancellation)).Select(item => item.Key).ShouldBe(["p4", "p1"]);
        (await Store.ListParkedAsync("erp", Kind.Order, 10, Cancellation)).ShouldBeEmpty();
        await Store.UnparkAsync(["p1", "p5", "none"], Cancellation);
        await Store.UnparkAsync(["none"], Cancellation);
        (await Store.FindWaitingAsync(["a"], 10, Cancellation)).ShouldHaveSingleItem().Key.ShouldBe("p2");
    }

    [Fact]
    public async Task what_may_go_on_by_itself_is_listed_by_key_however_much_else_is_parked()
    {
        await Store.ParkAsync([.. Enumerable.Range(1, 30).Select(number => Parked($"rejected/{number}", 9))], Cancellation);
        await Store.ParkAsync([Parked("waiting/1", 1, "a"), Parked("rival/1", 2), Parked("double/1", 3, "b"), Parked("waiting/2", 4, "a", "shop", Kind.Order)], Cancellation);
        (await Page("", 10)).ShouldBe(["double/1", "rival/1", "waiting/1"]);
        (await Page("", 2)).ShouldBe(["double/1", "rival/1"]);
        (await Page("rival/1", 2)).ShouldBe(["waiting/1"]);

        async Task<IEnumerable<string>> Page(string after, int limit) =>
            (await Store.ListResumableAsync("erp", "rival/", after, limit, Cancellation)).Select(item => item.Key);
    }

    [Fact]
    public async Task reminders_are_set_moved_and_cleared()
    {
        await Store.SetReminderAsync(new("feed/a", "poll", At(5), TimeSpan.FromMinutes(1)), Cancellation);
        await Store.SetReminderAsync(new("feed/a", "sweep", At(2), TimeSpan.Zero), Cancellation);
        await Store.SetReminderAsync(new("feed/b", "poll", At(3), TimeSpan.FromTicks(1)), Cancellation);
        await Store.SetReminderAsync(new("feed/a", "poll", At(1), TimeSpan.FromHours(1)), Cancellation);
        await Store.ClearReminderAsync("feed/b", "poll", Cancellation);
        await Store.ClearReminderAsync("feed/b", "none", Cancellation);
        (await Store.ListRemindersAsync(Cancellation)).ShouldBe(
            [new("feed/a", "poll", At(1), TimeSpan.FromHours(1)), new("feed/a", "sweep", At(2), TimeSpan.Zero)]);
    }

    private static StagedRecord Staged(string index) => new(index, Json($"payload {index}"));

    private static StoredSignal Signal(string system, string key, double at) => new(system, key, At(at), Json($"signal {key}"));
}
