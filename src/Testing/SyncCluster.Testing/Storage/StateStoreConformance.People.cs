using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task a_person_sends_again_or_drops_what_failed_or_is_uncertain_and_nothing_else()
    {
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1", 3) with { Group = "g" }, Mail("m2"), Mail("m3")], At = At(1) });
        await Store.FinishMailsAsync(["m1"], MailStatus.Uncertain, At(2), null, "broken", Cancellation);
        await Store.FinishMailsAsync(["m2"], MailStatus.Failed, At(2), null, "refused", Cancellation);
        (await Store.DecideMailAsync("m1", MailStatus.Pending, "again", At(4), Cancellation)).ShouldBe(3);
        (await Store.DecideMailAsync("m2", MailStatus.Suppressed, "dropped", At(4), Cancellation)).ShouldBe(0);
        (await Store.DecideMailAsync("m2", MailStatus.Pending, "again", At(5), Cancellation)).ShouldBeNull();
        (await Store.DecideMailAsync("m3", MailStatus.Suppressed, "dropped", At(4), Cancellation)).ShouldBeNull();
        (await Store.DecideMailAsync("none", MailStatus.Pending, "again", At(4), Cancellation)).ShouldBeNull();

        var mails = (await Store.ListMailsAsync(null, null, 10, Cancellation)).ToDictionary(mail => mail.Draft.Key);
        (mails["m1"].Status, mails["m1"].FinishedAt, mails["m1"].NotBefore, mails["m1"].Evidence).ShouldBe((MailStatus.Pending, null, At(4), "again"));
        (mails["m2"].Status, mails["m2"].FinishedAt, mails["m2"].Evidence).ShouldBe((MailStatus.Suppressed, At(4), "dropped"));
        mails["m3"].Status.ShouldBe(MailStatus.Pending);
        var again = (await Store.TakeMailsAsync(3, At(4), 10, Cancellation)).ShouldHaveSingleItem().Draft;
        (again.Key, again.Group).ShouldBe(("m1", null), "a message of its own");
    }

    [Fact]
    public async Task the_oldest_mail_that_waits_is_known()
    {
        (await Store.OldestPendingMailAsync(Cancellation)).ShouldBeNull();
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1")], At = At(1) }, Transition("e2", 0) with { Mails = [Mail("m2")], At = At(2) });
        (await Store.OldestPendingMailAsync(Cancellation)).ShouldBe(At(1));
        await Store.FinishMailsAsync(["m1"], MailStatus.Sent, At(3), null, null, Cancellation);
        (await Store.OldestPendingMailAsync(Cancellation)).ShouldBe(At(2));
    }

    [Fact]
    public async Task the_latest_changes_are_the_end_of_all()
    {
        for (var version = 0; version < 5; version++)
            await CommittedAsync(
                Transition("e1", version) with { History = Json($"a{version}"), Published = true },
                Transition("e2", version) with { History = Json("unpublished") });
        var all = await ChangesUntilAsync(5);
        (await Store.LatestChangesAsync(2, Cancellation)).Select(change => change.Sequence).ShouldBe([all[4].Sequence, all[3].Sequence]);
    }
}
