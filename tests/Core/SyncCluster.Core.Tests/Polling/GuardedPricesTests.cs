using SyncCluster.Core.Kinds;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Core.Tests.Scenes;

namespace SyncCluster.Core.Tests.Polling;

/// <summary>A mass mistake in any price list is one: some shop may sell from it.</summary>
public sealed class GuardedPricesTests
{
    [Theory]
    [InlineData("10", "10", null, null)]
    [InlineData("10;;8.5", "10", null, "8.5")]
    [InlineData(";;0.0010", null, null, "0.0010")]
    [InlineData(null, null, null, null)]
    public void prices_of_all_lists_are_one_text(string? text, string? first, string? second, string? third) =>
        GuardedPrices.Of(Fields((1, first), (2, second), (3, third))).ShouldBe(text);

    [Fact]
    public void each_list_is_compared_with_itself() =>
        GuardedPrices.Changes("10;20", Fields((1, "10"), (2, "2"))).ShouldBe([new PriceChange(10, 10), new PriceChange(20, 2)]);

    [Fact]
    public void an_emptied_price_is_a_price_of_nothing_and_one_that_is_not_spoken_of_is_no_change()
    {
        var seen = Fields((3, "5")).With(ProductFields.Price(1), FieldValue.Empty);
        GuardedPrices.Changes("10;20;5", seen).ShouldBe([new PriceChange(10, 0), new PriceChange(5, 5)]);
        GuardedPrices.Changes(null, seen).ShouldBeEmpty("there was no price that could be lost");
        GuardedPrices.Changes(";20", seen).ShouldBeEmpty();
    }

    [Fact]
    public void what_was_kept_of_one_list_alone_is_read_as_the_first() =>
        GuardedPrices.Changes("12.50", Fields((1, "1"))).ShouldBe([new PriceChange(12.50m, 1)]);

    [Fact]
    public void a_record_counts_once_however_many_of_its_prices_move()
    {
        var change = new GuardedChange(false, null, null, new PriceChange(10, 10), new PriceChange(20, 2), new PriceChange(20, 2));
        Brake.Count(new BrakeState(Scene.Start), new BrakeRules(), 100, Enumerable.Repeat(change, 7), Scene.Start).Repriced.ShouldBe(7);
    }

    private static FieldSet Fields(params (int List, string? Price)[] prices) => FieldSet.Of(prices.Where(price => price.Price is not null)
        .Select(price => (ProductFields.Price(price.List), FieldValue.Of(decimal.Parse(price.Price!, System.Globalization.CultureInfo.InvariantCulture)))));
}
