using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Tests.Supply;

/// <summary>What is looked at before a mail about dates goes, and what becomes of an order whose mail did not.</summary>
public sealed class ReturningTests
{
    private static readonly TrackingRules AtOnce = new() { Mails = true, Settle = TimeSpan.Zero, MostPerDay = 0, ToleranceDays = 2 };

    private static TrackedOrder Told(string promise = "day:2026-07-20", TrackingRules? rules = null) =>
        new TrackedOrder(rules ?? AtOnce).Hears("CH-1", "day:2026-07-01").Hears("TB-1", "day:2026-07-01").Hears("CH-1", promise).Runs(TimeSpan.FromMinutes(1));

    private static string? Objection(TrackedOrder order, int mail = 0, string? to = null) =>
        TrackingMail.Objection(order.State, order.Book, order.Now, to ?? order.Mails[mail].Mail.To, order.Mails[mail].Mail.Model);

    private static TrackedOrder Return(TrackedOrder order, params int[] mails) => order.Decide(new EntityEvent.MailsReturned(
        [.. mails.Select(mail => new UnsentMail(order.Mails[mail].Mail.Key, order.Mails[mail].Mail.Model))], "of a test") { At = order.Now });

    [Fact]
    public void a_mail_that_says_what_is_still_promised_may_go()
    {
        Objection(Told()).ShouldBeNull();
        Objection(Told(), to: "JAN@example.com").ShouldBe(Objection(Told(), to: "jan@EXAMPLE.com"));
        Objection(Told().Hears("CH-1", "day:2026-07-22")).ShouldBeNull("two days are tolerated");
        Objection(Told().Hears("TB-1", "day:2026-09-01")).ShouldBeNull("another line's news is another mail's");
    }

    [Fact]
    public void a_mail_that_is_not_right_any_more_may_not()
    {
        Objection(Told().Hears("CH-1", "day:2026-07-23")).ShouldBe("CH-1: the date has moved again");
        Objection(Told().Hears("CH-1", "unknown")).ShouldBe("CH-1: the date has moved again");
        Objection(Told().After(TimeSpan.FromDays(400))).ShouldBe("CH-1: the day has passed");
        Objection(Told().Asks(new Command.HoldMails(true) { By = "Eva" })).ShouldBe("the order's mails about dates are held");
        Objection(Told().Observes("Cancelled")).ShouldBe("the order is Cancelled");
        Objection(Told().Observes("Shipped")).ShouldBe("the order is Shipped");
        Objection(Told(), to: "other@example.com").ShouldBe("the customer has another e-mail");
        Objection(Told().Observes("PartiallyShipped", (OrderFields.Lines, TrackedOrder.Lines(("CH-1", 2), ("TB-1", null))))).ShouldBe("CH-1 is not waited for any more");
        Objection(Told().Hears("CH-1", "day:2026-08-20").Runs(TimeSpan.FromMinutes(1))).ShouldBe("a later one was asked for");
        var order = Told();
        TrackingMail.Objection(order.State, order.Book with { Tracking = order.Rules with { Mails = false } }, order.Now, order.Mails[0].Mail.To, order.Mails[0].Mail.Model)
            .ShouldBe("mails about dates are switched off");
    }

    [Fact]
    public void an_order_whose_mail_did_not_go_tells_anew_what_is_still_news()
    {
        var order = Return(Told(), 0);
        order.Last.Effects.OfType<EntityEffect.WithdrawMail>().ShouldHaveSingleItem().Key.ShouldBe("order/1001/delivery/1");
        order.Last.Reasons.ShouldContain(reason => reason.MailKey == "order/1001/delivery/1" && reason.Text.Contains("of a test", StringComparison.Ordinal));
        (order.Delivery.Lines[0].Told, order.Delivery.TimesTold(), order.Delivery.ToldAt, order.Delivery.NewsSince).ShouldBe(("day:2026-07-01", 0, null, order.Now));
        order.Hears("CH-1", "day:2026-08-01").Runs(TimeSpan.FromMinutes(1)).Mails.Count.ShouldBe(2);
        var row = order.Mails[1].Mail.Model.Items("deliveries").Cast<Core.Records.FieldValue.Group>().ShouldHaveSingleItem().Fields;
        (order.Mails[1].Mail.Key, row.Text("old"), row.Text("new")).ShouldBe(("order/1001/delivery/2", "day:2026-07-01", "day:2026-08-01"));
    }

    [Fact]
    public void a_date_that_moved_back_meanwhile_is_not_told()
    {
        var order = Told().Hears("CH-1", "day:2026-07-01");
        Return(order, 0).Runs(TimeSpan.FromDays(2)).Mails.Count.ShouldBe(1);
        (order.Delivery.NewsSince, order.Delivery.TellAt).ShouldBe((null, null));
    }

    [Fact]
    public void of_several_mails_that_did_not_go_the_customer_knows_what_he_knew_before_the_first()
    {
        var order = Return(Told().Hears("CH-1", "day:2026-08-20").Runs(TimeSpan.FromMinutes(1)), 0, 1);
        order.Delivery.Lines[0].Told.ShouldBe("day:2026-07-01");
        order.Runs(TimeSpan.FromMinutes(1)).Mails.Count.ShouldBe(3);
        order.Delivery.TimesTold().ShouldBe(1);
    }

    [Fact]
    public void a_return_that_is_heard_of_twice_takes_back_once()
    {
        var order = Return(Return(Told(), 0).Runs(TimeSpan.FromMinutes(1)), 0);
        order.Last.Effects.OfType<EntityEffect.WithdrawMail>().ShouldHaveSingleItem("the mail itself must not go, whoever says so again");
        (order.Delivery.Lines[0].Told, order.Delivery.TimesTold()).ShouldBe(("day:2026-07-20", 1));
        order.Runs(TimeSpan.FromDays(1)).Mails.Count.ShouldBe(2);
    }

    [Fact]
    public void what_comes_back_to_an_order_that_is_held_waits_until_it_is_let_go()
    {
        var order = Return(Told().Asks(new Command.HoldMails(true) { By = "Eva" }), 0).Runs(TimeSpan.FromDays(3));
        order.Mails.Count.ShouldBe(1);
        order.Asks(new Command.HoldMails(false) { By = "Eva" }).Runs(TimeSpan.FromMinutes(1)).Mails.Count.ShouldBe(2);
    }
}
