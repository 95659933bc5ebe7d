using SyncCluster.Engine.Simulation.Runs;
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

    /// <summary>Anna's order in Czech waits for an item.</summary>
    private static ShopStory Waiting(int mailsPerDay) =>
        new ShopStory(new SimulationOptions { MailsPerDay = mailsPerDay, Settles = TimeSpan.FromSeconds(5) })
            .Sells("SKU-1", "day:2027-01-10").Runs(3 * Minute).Orders("5001", "anna@example.com", "cs", "SKU-1").Runs(4 * Minute);
}
