using System.Net;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Spreading;

namespace SyncCluster.Engine.Orleans.Tests.Spreading;

/// <summary>Who belongs where, and when they go there.</summary>
public sealed class SpreadTests
{
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(15);

    private static readonly ActorAddress[] Shop = [.. Enumerable.Range(0, 8).Select(shard => ActorAddress.Outbound("shop", shard))];

    private static readonly ActorAddress[] Mail = [.. Enumerable.Range(0, 4).Select(ActorAddress.Mail)];

    private readonly Spread _spread = new([Shop, Mail]);
    private readonly DateTimeOffset _start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(20)]
    public void every_group_is_spread_evenly_and_everybody_says_the_same(int count)
    {
        var places = Places(count);
        var belongs = _spread.Over(places);
        belongs.Count.ShouldBe(Shop.Length + Mail.Length);
        foreach (var group in new[] { Shop, Mail })
        {
            var held = places.Select(place => group.Count(actor => belongs[actor].Equals(place))).ToList();
            (held.Max() - held.Min()).ShouldBeLessThanOrEqualTo(1);
        }

        _spread.Over([.. Enumerable.Reverse(places)]).OrderBy(one => one.Key.ToString()).ShouldBe(belongs.OrderBy(one => one.Key.ToString()));
    }

    [Fact]
    public void when_a_place_comes_not_much_more_moves_than_it_takes()
    {
        var many = Enumerable.Range(0, 64).Select(ActorAddress.Batch).ToArray();
        var spread = new Spread([many]);
        for (var count = 1; count < 6; count++)
        {
            var (before, after) = (spread.Over(Places(count)), spread.Over(Places(count + 1)));
            many.Count(actor => !before[actor].Equals(after[actor])).ShouldBeLessThanOrEqualTo(2 * ((many.Length / (count + 1)) + 1), $"from {count} places to one more");
        }
    }

    [Fact]
    public void those_who_belong_elsewhere_leave_once_when_the_silos_have_been_the_same_for_a_while()
    {
        var places = new SiloPlaces(_spread, Settles);
        var (here, other) = (Silo(1), Silo(2));
        places.Look(here, [here], _start).ShouldBeEmpty();
        places.Look(here, [here], _start + Settles).ShouldBeEmpty("everybody belongs here");

        var joined = _start + TimeSpan.FromMinutes(5);
        places.Look(here, [here, other], joined).ShouldBeEmpty("it may go again at once");
        Shop.ShouldAllBe(actor => !places.Leaves(actor));
        var leaving = places.Look(here, [other, here], joined + Settles);
        leaving.Count.ShouldBe((Shop.Length / 2) + (Mail.Length / 2));
        leaving.ShouldAllBe(actor => places.Of(actor, new[] { here, other }).Equals(other));
        foreach (var actor in leaving)
        {
            places.Leaves(actor).ShouldBeTrue();
            places.Leaves(actor).ShouldBeFalse("it is asked once");
        }

        places.Look(here, [here, other], joined + Settles + TimeSpan.FromSeconds(30)).ShouldBeEmpty();
        places.Look(here, [here, other], joined + Settles + TimeSpan.FromMinutes(1)).Count.ShouldBe(leaving.Count, "it may have been placed here again");
    }

    [Fact]
    public void a_silo_that_comes_and_goes_moves_nobody()
    {
        var places = new SiloPlaces(_spread, Settles);
        var (here, other) = (Silo(1), Silo(2));
        for (var seconds = 0; seconds < 300; seconds += 5)
            places.Look(here, seconds / 10 % 2 == 0 ? [here] : [here, other], _start.AddSeconds(seconds)).ShouldBeEmpty();
    }

    [Fact]
    public void an_actor_of_no_group_belongs_somewhere_too()
    {
        var places = new SiloPlaces(_spread, Settles);
        SiloAddress[] silos = [Silo(1), Silo(2), Silo(3)];
        var gone = ActorAddress.Outbound("a-system-of-an-older-file", 0);
        places.Of(gone, silos).ShouldBe(places.Of(gone, [.. Enumerable.Reverse(silos)]));
    }

    private static IPEndPoint[] Places(int count) => [.. Enumerable.Range(0, count).Select(number => Silo(number).Endpoint)];

    private static SiloAddress Silo(int number) => SiloAddress.New(IPAddress.Parse($"10.0.0.{number + 1}"), 11111, 7);
}
