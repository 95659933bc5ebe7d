using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task a_mail_is_kept_once_whoever_asks_for_it()
    {
        await CommittedAsync(
            Transition("e1", 0) with { Mails = [Mail("m1"), Mail("m1") with { To = "second" }], At = At(1) },
            Transition("e2", 0) with { Mails = [Mail("m1") with { To = "third" }, Mail("m2", 3)], At = At(2) });
        var mails = await Store.ListMailsAsync(null, null, 10, Cancellation);
        mails.Select(mail => (mail.Draft.Key, mail.Draft.To, mail.EntityId, mail.CreatedAt)).ShouldBe(
            [("m2", "customer@example.com", "e2", At(2)), ("m1", "customer@example.com", "e1", At(1))]);
        Text(mails[0].Draft.Model).ShouldBe("model of m2");
        (mails[0].Draft with { Model = default }).ShouldBe(Mail("m2", 3) with { Model = default });
        (await Store.ListMailsAsync("e1", null, 10, Cancellation)).ShouldHaveSingleItem().Draft.Key.ShouldBe("m1");
        (await Store.ListMailsAsync(null, MailStatus.Sent, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_mail_goes_from_taken_to_sent()
    {
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1")], At = At(1) }, Transition("e2", 0) with { Mails = [Mail("m2", 1)], At = At(2) });
        (await Store.DueMailShardsAsync(At(0), Cancellation)).ShouldBeEmpty();
        (await Store.DueMailShardsAsync(At(2), Cancellation)).ShouldBe([0, 1]);
        (await Store.TakeMailsAsync(0, At(0), 10, Cancellation)).ShouldBeEmpty();
        var taken = (await Store.TakeMailsAsync(0, At(1), 10, Cancellation)).ShouldHaveSingleItem();
        (taken.Draft.Key, taken.Status, taken.Attempts).ShouldBe(("m1", MailStatus.Sending, 1));
        (await Store.TakeMailsAsync(0, At(5), 10, Cancellation)).ShouldBeEmpty();
        await Store.FinishMailsAsync(["m1"], MailStatus.Sent, At(3), null, "250 ok", Cancellation);
        var sent = (await Store.ListMailsAsync("e1", null, 10, Cancellation))[0];
        (sent.Status, sent.FinishedAt, sent.Evidence, sent.Attempts).ShouldBe((MailStatus.Sent, At(3), "250 ok", 1));
        (await Store.CountMailsAsync(Cancellation)).ShouldBe(
            new Dictionary<MailStatus, long> { [MailStatus.Pending] = 1, [MailStatus.Sent] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task a_mail_that_is_to_be_tried_again_is_due_when_said()
    {
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1")] });
        await Store.TakeMailsAsync(0, At(1), 10, Cancellation);
        await Store.FinishMailsAsync(["m1"], MailStatus.Pending, At(2), At(9), "451 later", Cancellation);
        (await Store.TakeMailsAsync(0, At(8), 10, Cancellation)).ShouldBeEmpty();
        var again = (await Store.TakeMailsAsync(0, At(9), 10, Cancellation)).ShouldHaveSingleItem();
        (again.Attempts, again.Evidence, again.FinishedAt).ShouldBe((2, "451 later", null));
    }

    [Fact]
    public async Task a_mail_that_was_being_sent_when_its_sender_died_is_not_sent_again()
    {
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1"), Mail("m2")] }, Transition("e2", 0) with { Mails = [Mail("m3", 1)] });
        await Store.TakeMailsAsync(0, At(1), 1, Cancellation);
        await Store.TakeMailsAsync(0, At(5), 1, Cancellation);
        await Store.TakeMailsAsync(1, At(1), 1, Cancellation);
        (await Store.MarkInterruptedMailsAsync(0, At(5), Cancellation)).ShouldBe(1);
        var uncertain = (await Store.ListMailsAsync(null, MailStatus.Uncertain, 10, Cancellation)).ShouldHaveSingleItem();
        uncertain.Draft.Key.ShouldBe("m1");
        (await Store.TakeMailsAsync(0, At(100), 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_mail_that_has_not_gone_is_withdrawn_with_the_step_that_says_so()
    {
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1"), Mail("m2"), Mail("m3"), Mail("m4")], At = At(1) });
        var keys = new[] { "m1", "m2", "m3", "m4" };
        await Store.TakeMailsAsync(0, At(2), 2, Cancellation);
        await Store.FinishMailsAsync(["m2"], MailStatus.Sent, At(3), null, "250 ok", Cancellation);
        var withdrawals = keys.Append("unknown").Select(key => new MailWithdrawal(key, $"{key} is old")).ToList();
        (await CommitAsync(Transition("e1", 0) with { WithdrawnMails = withdrawals, At = At(4) })).ShouldBe(CommitVerdict.Outdated);
        (await Store.CountMailsAsync(Cancellation)).GetValueOrDefault(MailStatus.Suppressed).ShouldBe(0, "a step that was left out withdraws nothing");

        await CommittedAsync(
            Transition("e1", 1) with { WithdrawnMails = [.. withdrawals.Where(mail => mail.Key != "m4")], At = At(5) },
            Transition("e1", 2) with { Mails = [Mail("m5"), Mail("m6")] },
            Transition("e1", 3) with { WithdrawnMails = [new MailWithdrawal("m5", "asked for and called off together")], At = At(6) });
        var mails = (await Store.ListMailsAsync("e1", null, 10, Cancellation)).OrderBy(mail => mail.Draft.Key, StringComparer.Ordinal).ToList();
        mails.Select(mail => mail.Status).ShouldBe(
            [MailStatus.Suppressed, MailStatus.Sent, MailStatus.Suppressed, MailStatus.Pending, MailStatus.Suppressed, MailStatus.Pending]);
        (mails[0].Evidence, mails[0].FinishedAt, mails[1].Evidence, mails[4].FinishedAt).ShouldBe(("m1 is old", At(5), "250 ok", At(6)));
        (await Store.TakeMailsAsync(0, At(100), 10, Cancellation)).Select(mail => mail.Draft.Key).ShouldBe(["m4", "m6"], ignoreOrder: true);
    }

    [Fact]
    public async Task what_has_come_to_its_end_stays_there_whoever_comes_late()
    {
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1"), Mail("m2"), Mail("m3")] });
        await Store.TakeMailsAsync(0, At(1), 10, Cancellation);
        await Store.FinishMailsAsync(["m1"], MailStatus.Sent, At(2), null, "250 ok", Cancellation);
        await CommittedAsync(Transition("e1", 1) with { WithdrawnMails = [new MailWithdrawal("m2", "old")] });
        await Store.MarkInterruptedMailsAsync(0, At(3), Cancellation);
        await Store.FinishMailsAsync(["m1", "m2"], MailStatus.Pending, At(4), At(4), "tried again", Cancellation);
        (await Store.TakeMailsAsync(0, At(100), 10, Cancellation)).ShouldBeEmpty();
        await Store.FinishMailsAsync(["m3"], MailStatus.Sent, At(5), null, "it had gone", Cancellation);
        (await Store.ListMailsAsync(null, MailStatus.Sent, 10, Cancellation)).Select(mail => mail.Draft.Key).ShouldBe(["m1", "m3"], ignoreOrder: true);
    }

    /// <summary>A mail of a group that is asked for while the others are being sent is not sent with them, nor lost.</summary>
    [Fact]
    public async Task a_mail_that_joins_a_group_which_is_being_sent_stands_for_itself()
    {
        await CommittedAsync(Transition("e1", 0) with { Mails = [Mail("m1") with { Group = "g" }], At = At(1) });
        (await Store.TakeMailsAsync(0, At(2), 1, Cancellation)).ShouldHaveSingleItem();
        await CommittedAsync(Transition("e2", 0) with { Mails = [Mail("m2") with { Group = "g" }], At = At(2) });
        (await Store.FindMailGroupsAsync(["g"], Cancellation)).ShouldBe([new MailGroup("sk", 1, 1, 0)]);
        await Store.FinishMailsAsync(["m1"], MailStatus.Sent, At(3), null, null, Cancellation);
        (await Store.TakeMailsAsync(0, At(4), 1, Cancellation)).ShouldHaveSingleItem().Draft.Key.ShouldBe("m2");
        (await Store.FindMailGroupsAsync(["g"], Cancellation)).ShouldBe([new MailGroup("sk", 0, 1, 1)]);
        await CommittedAsync(Transition("e2", 1) with { WithdrawnMails = [new MailWithdrawal("m2", "too late")] });
        (await Store.FindMailGroupsAsync(["g"], Cancellation)).ShouldBe([new MailGroup("sk", 0, 0, 1)]);
    }

    [Fact]
    public async Task mails_are_taken_oldest_first_by_one_taker_each()
    {
        await CommittedAsync([.. Enumerable.Range(0, 60).Select(i => Transition($"e{i}", 0) with { Mails = [Mail($"m{i:d2}")], At = At(i) })]);
        (await Store.TakeMailsAsync(0, At(99), 3, Cancellation)).Select(mail => mail.Draft.Key).ShouldBe(["m00", "m01", "m02"]);
        var other = await OpenAsync();
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            var mine = new List<string>();
            while (await (i % 2 == 0 ? Store : other).TakeMailsAsync(0, At(99), 2, Cancellation) is { Count: > 0 } some)
                mine.AddRange(some.Select(mail => mail.Draft.Key));
            return mine;
        }, Cancellation)));
        taken.SelectMany(one => one).Order().ShouldBe(Enumerable.Range(3, 57).Select(i => $"m{i:d2}"));
    }
}
