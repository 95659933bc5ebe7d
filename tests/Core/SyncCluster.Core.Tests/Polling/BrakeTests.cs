using SyncCluster.Core.Polling;
using SyncCluster.Core.Tests.Scenes;

namespace SyncCluster.Core.Tests.Polling;

public sealed class BrakeTests
{
    private static readonly BrakeRules Rules = new() { Share = 0.2m, Minimum = 5, PriceMove = 0.5m };

    private static readonly GuardedChange Deletion = new(true, null, null);

    private static BrakeState Count(long known, GuardedChange change, int times, BrakeState? before = null, int minute = 0) =>
        Brake.Count(before ?? new BrakeState(Scene.Start), Rules, known, Enumerable.Repeat(change, times), Scene.Start.AddMinutes(minute));

    [Theory]
    [InlineData(100, 20, false)]
    [InlineData(100, 21, true)]
    [InlineData(101, 21, false)]
    [InlineData(10, 5, false)]
    [InlineData(10, 6, true)]
    [InlineData(0, 6, true)]
    public void a_mass_deletion_trips_it(long known, int deleted, bool trips) => (Count(known, Deletion, deleted).Tripped is not null).ShouldBe(trips);

    [Theory]
    [InlineData(5, 0, true)]
    [InlineData(5, -1, true)]
    [InlineData(0, 0, false)]
    [InlineData(5, 1, false)]
    public void a_mass_emptying_of_stock_trips_it(int before, int after, bool trips) =>
        (Count(10, new GuardedChange(false, before, after), 6).Tripped is not null).ShouldBe(trips);

    [Theory]
    [InlineData(10, 15, false)]
    [InlineData(10, 15.01, true)]
    [InlineData(10, 5, false)]
    [InlineData(10, 4.99, true)]
    [InlineData(10, 0, true)]
    [InlineData(0, 100, false)]
    public void a_mass_re_pricing_trips_it(double before, double after, bool trips) =>
        (Count(10, new GuardedChange(false, null, null, new PriceChange((decimal)before, (decimal)after)), 6).Tripped is not null).ShouldBe(trips);

    [Fact]
    public void its_words_say_what_and_what_to_do() =>
        Count(100, Deletion, 30).Tripped.ShouldBe("30 of 100 records would be deleted within 60 minutes; the limit is 20. Look at the source; then release the feed, or discard what was read.");

    [Fact]
    public void pages_of_one_window_add_up_and_a_new_window_begins_at_nought()
    {
        var half = Count(100, Deletion, 15);
        Count(100, Deletion, 15, half, minute: 59).Tripped.ShouldNotBeNull();
        var later = Count(100, Deletion, 15, half, minute: 60);
        later.Tripped.ShouldBeNull();
        later.Deleted.ShouldBe(15);
    }

    [Fact]
    public void kinds_of_change_do_not_add_up_with_each_other()
    {
        var state = Count(10, Deletion, 5);
        state = Count(10, new GuardedChange(false, 5, 0, new PriceChange(10, 100), new PriceChange(1, 100)), 5, state);
        state.ShouldSatisfyAllConditions(
            one => one.Tripped.ShouldBeNull(), one => one.Deleted.ShouldBe(5), one => one.Zeroed.ShouldBe(5), one => one.Repriced.ShouldBe(5));
    }

    [Fact]
    public void once_tripped_it_stays_so_until_a_person_acts()
    {
        var tripped = Count(100, Deletion, 30);
        Count(100, Deletion, 0, tripped, minute: 600).Tripped.ShouldBe(tripped.Tripped);
        var released = Brake.Release(tripped);
        Count(100, Deletion, 50, released, minute: 30).Tripped.ShouldBeNull();
        Count(100, Deletion, 50, released, minute: 90).Tripped.ShouldNotBeNull();
        Brake.Discard(Scene.Start).ShouldBe(new BrakeState(Scene.Start));
    }
}
