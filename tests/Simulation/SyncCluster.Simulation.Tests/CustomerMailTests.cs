using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;
using SyncCluster.Simulation.Tests.Stories;

namespace SyncCluster.Simulation.Tests;

/// <summary>What reaches a customer who has several orders, and what becomes of a mail between the moment it is asked for and the moment it goes.</summary>
public sealed class CustomerMailTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void orders_of_one_customer_in_two_languages_never_share_a_message()
    {
        var story = Waiting(2).Orders("5004", "anna@example.com", "de", "SKU-1").Orders("5005", "anna@example.com", "cs", "SKU-1").Runs(3 * Minute);
        story.Says("SKU-1", "day:2027-02-20").Runs(5 * Minute);
        story.Messages.Select(message => (message.Language, string.Join(',', message.Subjects.Order(StringComparer.Ordinal)))).Order().ShouldBe(
            [("cs", "delivery-date 5001 1,delivery-date 5005 1"), ("de", "delivery-date 5004 1")]);
        story.Problems().ShouldBeEmpty();
    }

    [Fact]
    public void a_second_language_takes_a_message_of_its_own_from_what_a_customer_gets_a_day()
    {
        var story = Waiting(1).Orders("5004", "anna@example.com", "de", "SKU-1").Runs(3 * Minute);
        story.Says("SKU-1", "day:2027-02-20").Runs(5 * Minute);
        var first = story.Messages.ShouldHaveSingleItem();
        story.Runs(TimeSpan.FromHours(24));
        story.Messages.Count.ShouldBe(2);
        story.Messages.Select(message => message.Language).Order().ShouldBe(["cs", "de"]);
        story.Messages[1].At.Date.ShouldBe(first.At.Date.AddDays(1));
        story.Problems().ShouldBeEmpty();
    }

    /// <summary>The order decides in the very moment in which the message is sent that its mail is to be part of.</summary>
    [Fact]
    public void a_mail_that_joins_a_message_which_is_just_being_sent_goes_with_the_next()
    {
        var story = Waiting(1).Orders("5002", "anna@example.com", "cs", "SKU-2").Runs(4 * Minute);
        story.MailWeather.Faults = new SystemFaults { Latency = TimeSpan.FromMinutes(2) };
        story.Says("SKU-1", "day:2027-02-20").RunsUntil(() => story.Mails.Any(mail => mail.Status == MailStatus.Sending));
        story.Joins("5002", story.Mails[0].Draft.Group!, "SKU-2", "day:2027-03-01").RunsUntil(() => story.Messages.Count == 1).Runs(5 * Minute);
        story.Messages.ShouldHaveSingleItem().Subjects.ShouldBe(["delivery-date 5001 1"]);
        var late = story.Mails.Single(mail => mail.Draft.Key == "order/5002/delivery/1");
        (late.Status, late.Evidence).ShouldBe((MailStatus.Suppressed, "the message that it was to be part of had gone"));

        story.Runs(TimeSpan.FromHours(24));
        story.Messages.Count.ShouldBe(2, "one message a day");
        story.Messages[1].Subjects.ShouldBe(["delivery-date 5002 2"]);
        story.Problems().ShouldBeEmpty();
    }

    [Fact]
    public void what_stands_in_the_queue_of_an_order_that_is_held_waits_and_goes_once_it_is_let_go()
    {
        var story = Queued().Asks("5001", new Command.HoldMails(true) { By = "Eva" }).Runs(TimeSpan.FromHours(1));
        story.Messages.ShouldBeEmpty();
        (story.Mails[0].Status, story.Mails[0].Evidence).ShouldBe((MailStatus.Suppressed, "the order's mails about dates are held"));
        story.Told("5001").ShouldContain("A mail about dates did not go: the order's mails about dates are held");
        story.Order("5001").Delivery!.TimesTold().ShouldBe(0);

        story.Asks("5001", new Command.HoldMails(false) { By = "Eva" }).Runs(Minute);
        story.Messages.ShouldHaveSingleItem().Subjects.ShouldBe(["delivery-date 5001 2"]);
        story.Order("5001").Delivery!.TimesTold().ShouldBe(1);
        story.Problems().ShouldBeEmpty();
    }

    [Fact]
    public void what_stands_in_the_queue_when_all_mails_are_held_goes_at_once_when_they_are_let_go()
    {
        var story = Queued().Holds().Runs(TimeSpan.FromHours(1));
        story.Messages.ShouldBeEmpty();
        story.Mails[0].Evidence.ShouldBe("mails about dates are held");
        story.Releases().Runs(Minute);
        story.Messages.ShouldHaveSingleItem().Subjects.ShouldBe(["delivery-date 5001 2"]);
        story.Problems().ShouldBeEmpty();
    }

    /// <summary>Dates that were wrong, were held therefore, and were put right: nobody hears of any of it.</summary>
    [Fact]
    public void what_is_put_right_while_it_is_held_is_never_told()
    {
        var story = Queued().Holds().Runs(2 * Minute).Says("SKU-1", "day:2027-01-10").Runs(3 * Minute).Releases().Runs(TimeSpan.FromHours(1));
        story.Messages.ShouldBeEmpty();
        story.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(OrderState.Cancelled))]
    [InlineData(nameof(OrderState.Shipped))]
    public void what_stands_in_the_queue_of_an_order_that_is_at_its_end_is_dropped(string state)
    {
        var story = Queued().Changes("5001", OrderFields.State, state).Runs(TimeSpan.FromHours(1));
        story.Messages.ShouldBeEmpty();
        (story.Mails.ShouldHaveSingleItem().Status, story.Mails[0].Evidence).ShouldBe((MailStatus.Suppressed, $"the order is {state}"));
        story.Told("5001").ShouldContain($"A mail about dates did not go: the order is {state}");
        story.Problems().ShouldBeEmpty();
    }

    /// <summary>The mail server was away: the customer must not read the older date after the newer one, nor both.</summary>
    [Fact]
    public void a_date_that_moves_on_while_its_mail_stands_in_the_queue_is_told_once_as_it_is_then()
    {
        var story = Queued().Says("SKU-1", "day:2027-03-01").Runs(5 * Minute);
        story.MailWeather.DownUntil = default;
        story.Runs(TimeSpan.FromHours(2));
        story.Messages.ShouldHaveSingleItem();
        story.Order("5001").Delivery!.Lines[0].Told.ShouldBe("day:2027-03-01");
        story.Problems().ShouldBeEmpty();
    }

    [Fact]
    public void a_mail_goes_to_the_address_that_the_customer_has_by_then()
    {
        var story = Queued().Changes("5001", OrderFields.CustomerEmail, "new@example.com").Runs(TimeSpan.FromHours(1));
        story.Messages.ShouldHaveSingleItem().To.ShouldBe("new@example.com");
        story.Problems().ShouldBeEmpty();
    }

    /// <summary>News of Anna's order is on its way to her when the mail server goes away for an hour.</summary>
    private static ShopStory Queued()
    {
        var story = Waiting(0);
        story.MailWeather.DownUntil = story.Now.AddMinutes(20);
        return story.Says("SKU-1", "day:2027-02-20").RunsUntil(() => story.Mails.Any(mail => mail is { Status: MailStatus.Pending, Attempts: > 0 }));
    }

    /// <summary>Anna's order in Czech waits for an item, as another may.</summary>
    private static ShopStory Waiting(int mailsPerDay) =>
        new ShopStory(new SimulationOptions { MailsPerDay = mailsPerDay, Settles = TimeSpan.FromSeconds(5) })
            .Sells("SKU-1", "day:2027-01-10").Sells("SKU-2", "day:2027-01-10").Runs(3 * Minute).Orders("5001", "anna@example.com", "cs", "SKU-1").Runs(4 * Minute);
}
