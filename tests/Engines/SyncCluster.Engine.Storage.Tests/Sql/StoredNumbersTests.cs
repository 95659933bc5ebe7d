using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Tests.Sql;

public sealed class StoredNumbersTests
{
    [Fact]
    public void numbers_that_stand_in_databases_never_change()
    {
        Enum.GetValues<Kind>().Select(kind => (kind.ToString(), (int)kind))
            .ShouldBe([("Product", 0), ("Category", 1), ("Customer", 2), ("Order", 3)]);
        StoredNumbers.Kinds.ShouldBe(Enum.GetValues<Kind>());
        Enum.GetValues<OutboxAction>().Select(action => (action.ToString(), (int)action)).ShouldBe([("Push", 0), ("Fetch", 1), ("Announce", 2), ("Tell", 3)]);
        Enum.GetValues<OutboxStatus>().Select(status => (status.ToString(), (int)status))
            .ShouldBe([("Pending", 0), ("InFlight", 1), ("Waiting", 2), ("Parked", 3)]);
        Enum.GetValues<MailStatus>().Select(status => (status.ToString(), (int)status))
            .ShouldBe([("Pending", 0), ("Sending", 1), ("Sent", 2), ("Failed", 3), ("Uncertain", 4), ("Suppressed", 5)]);
    }

    [Fact]
    public void a_natural_key_is_read_as_it_was_written()
    {
        var keys = new[] { new NaturalKey(Kind.Order, "number", "A/1/\"x\""), new NaturalKey(Kind.Customer, "@erp", ""), new NaturalKey(Kind.Product, "sku", "Ž") };
        foreach (var key in keys) StoredNumbers.Key(StoredNumbers.Text(key)).ShouldBe(key);
        StoredNumbers.Keys(StoredNumbers.Text((IReadOnlyList<NaturalKey>)keys)).ShouldBe(keys);
        StoredNumbers.Keys(StoredNumbers.Text((IReadOnlyList<NaturalKey>)[])).ShouldBeEmpty();
    }

    [Fact]
    public void instants_and_decimals_lose_nothing()
    {
        var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).AddTicks(1234567);
        StoredNumbers.Instant(StoredNumbers.Ticks(at)).ShouldBe(at);
        foreach (var value in new[] { decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 9.90m })
            StoredNumbers.Decimal(StoredNumbers.Text(value)).ShouldBe(value);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\0b", "a b")]
    [InlineData("whole 😀", "whole 😀")]
    public void free_text_is_made_fit_for_every_database(string text, string fit) => StoredNumbers.Clean(text).ShouldBe(fit);

    [Fact]
    public void half_a_character_is_replaced() => StoredNumbers.Clean("half " + '\ud83d').ShouldBe("half \ufffd");
}
