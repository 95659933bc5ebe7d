using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class PushingTests
{
    [Fact]
    public void a_newer_patch_takes_the_place_of_what_was_not_sent()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var first = scene.View(Shop).Pending!;
        scene.When.SeesPart(Erp, "10", (Price, 12), (Stock, 3)).Then.Pushes(Shop, (Price, 12), (Stock, 3));
        var second = scene.View(Shop).Pending!;
        second.OperationId.ShouldNotBe(first.OperationId);
        second.EnqueuedAt.ShouldBe(first.EnqueuedAt, "the lag counts from when the shop began to differ");
    }

    [Fact]
    public void what_others_changed_in_a_created_record_before_it_was_found_is_no_form_of_the_systems_own() =>
        Customer().Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1"), (Mobile, "2"))
            .When.Finds(Shop, "7", (Email, "jan@example.com"), (Phone, "9"), (Mobile, "2"))
            .Then.Canonical(Phone, "9").Pushes(Erp, (Phone, "9")).AwaitsNothing(Shop).DoesNotTell(ReasonKind.Normalised);

    [Fact]
    public void a_found_record_of_which_the_system_tells_nothing_is_written_once_more()
    {
        // An earlier operation may have made it, or somebody who happened to enter the same customer.
        var scene = Customer().Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1")).Fails(Shop, FaultKind.Unknown)
            .SeesPart(Erp, "10", (Phone, "2"));
        scene.When.FindsSilently(Shop, "7").Then.Pushes(Shop, (Email, "jan@example.com"), (Phone, "2"));
    }

    [Fact]
    public void a_push_is_not_asked_for_twice() =>
        KnownProduct().SeesPart(Erp, "10", (Price, 11)).When.IsReminded().Then.PushesNothing().Awaits(Shop, (Price, 11));

    [Fact]
    public void a_push_that_succeeded_while_the_value_moved_leaves_the_rest_pending()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11), (Name, "Stool"));
        var sent = scene.View(Shop).Pending!;
        scene.When.SeesPart(Erp, "10", (Price, 12)).Answers(Shop, null, null, sent)
            .Then.Holds(Shop, Price, 11).Holds(Shop, Name, "Stool").Pushes(Shop, (Price, 12))
            .When.Wrote(Shop).Then.AwaitsNothing(Shop);
    }

    [Fact]
    public void a_push_that_succeeded_after_the_value_came_back_is_undone()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var sent = scene.View(Shop).Pending!;
        scene.When.SeesPart(Erp, "10", (Price, 10)).Then.AwaitsNothing(Shop).Does<EntityEffect.Withdraw>()
            .When.Answers(Shop, null, null, sent).Then.Pushes(Shop, (Price, 10));
    }

    [Fact]
    public void a_late_answer_to_an_older_push_is_ignored()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var first = scene.View(Shop).Pending!;
        scene.SeesPart(Erp, "10", (Price, 12)).Wrote(Shop)
            .When.Answers(Shop, null, null, first).Then.ChangesNothing().Tells(ReasonKind.Stale, system: Shop).Holds(Shop, Price, 12)
            .When.Fails(Shop, FaultKind.Unknown, first).Then.ChangesNothing().Tells(ReasonKind.Stale, system: Shop)
            .When.Fails(Shop, FaultKind.Rejected, first).Then.ChangesNothing();
    }

    [Fact]
    public void the_same_answer_twice_counts_once()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var push = scene.View(Shop).Pending!;
        scene.Answers(Shop, null, null, push).When.Answers(Shop, null, null, push).Then.ChangesNothing();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_replaced_push_that_is_seen_before_its_answer_is_no_change_of_the_shop(bool withdrawn)
    {
        // The price 11 is on its way when the ERP goes on to another; the shop may write prices, but it did not.
        var scene = KnownProduct(Shared(Price, ConflictPolicy.Latest)).SeesPart(Erp, "10", (Price, 11));
        var sent = scene.View(Shop).Pending!;
        var newer = withdrawn ? 10 : 12;
        scene.SeesPart(Erp, "10", (Price, newer))
            .When.SeesPart(Shop, "7", (Price, 11))
            .Then.Canonical(Price, newer).Awaits(Shop, (Price, newer)).DoesNotTell(ReasonKind.Conflict).Tells(ReasonKind.Echo, Price, Shop)
            .When.Answers(Shop, null, null, sent).Then.Awaits(Shop, (Price, newer));
        scene.View(Shop).Superseded.Where(one => one.Sequence <= sent.Sequence).ShouldBeEmpty();
    }

    [Fact]
    public void what_replaced_pushes_said_is_forgotten_with_a_newer_answer()
    {
        var scene = KnownProduct(Shared(Price, ConflictPolicy.Latest)).SeesPart(Erp, "10", (Price, 11)).SeesPart(Erp, "10", (Price, 12));
        scene.View(Shop).Superseded.ShouldHaveSingleItem();
        scene.Wrote(Shop).When.SeesPart(Shop, "7", (Price, 11)).Then.Canonical(Price, 11).Pushes(Erp, (Price, 11));
    }

    [Fact]
    public void a_replaced_push_that_failed_for_certain_is_no_explanation_for_its_value()
    {
        var scene = KnownProduct(Shared(Price, ConflictPolicy.Latest)).SeesPart(Erp, "10", (Price, 11));
        var sent = scene.View(Shop).Pending!;
        scene.SeesPart(Erp, "10", (Price, 12)).Fails(Shop, FaultKind.Rejected, sent).Awaits(Shop, (Price, 12));
        scene.View(Shop).Superseded.ShouldBeEmpty();
    }

    [Fact]
    public void a_replaced_push_that_may_have_been_applied_is_looked_for()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var sent = scene.View(Shop).Pending!;
        scene.SeesPart(Erp, "10", (Price, 10))
            .When.Fails(Shop, FaultKind.Unknown, sent)
            .Then.AwaitsNothing(Shop).Does<EntityEffect.Fetch>(fetch => fetch is { System: Shop, RemoteId: "7" })
            .When.SeesPart(Shop, "7", (Price, 11)).Then.Pushes(Shop, (Price, 10)).DoesNotTell(ReasonKind.Drift);
    }

    [Fact]
    public void an_outage_with_many_changes_leaves_a_bounded_state()
    {
        var scene = KnownProduct();
        for (var price = 100; price < 200; price++) scene.SeesPart(Erp, "10", (Price, price));
        scene.View(Shop).Superseded.Count.ShouldBeLessThanOrEqualTo(16);
        scene.Wrote(Shop).View(Shop).Superseded.ShouldBeEmpty();
    }

    [Fact]
    public void a_record_pushed_too_often_is_stopped_and_a_person_lets_it_go_on()
    {
        var scene = Known(new Scene(Guarded(ProductRules()), Kind.Product)).After(TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++) scene.SeesPart(Shop, "7", (Price, 20 + i)).Pushes(Shop, (Price, 10)).Wrote(Shop);
        scene.When.SeesPart(Shop, "7", (Price, 30))
            .Then.PushesNothing(Shop).Does<EntityEffect.Park>(park => park.Fault.Code == "loop").Tells(ReasonKind.Parked, system: Shop)
            .When.SeesPart(Erp, "10", (Price, 12))
            .Then.PushesNothing(Shop)
            .When.Retries(Shop)
            .Then.Pushes(Shop, (Price, 12));
        scene.View(Shop).Pending!.Parked.ShouldBeFalse();
    }

    [Fact]
    public void corrections_spread_over_time_trip_nothing()
    {
        var scene = Known(new Scene(Guarded(ProductRules()), Kind.Product));
        for (var i = 0; i < 20; i++) scene.After(TimeSpan.FromMinutes(5)).SeesPart(Shop, "7", (Price, 20 + i)).Pushes(Shop, (Price, 10)).Wrote(Shop);
        scene.View(Shop).Contradictions.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void a_product_that_its_owner_changes_all_the_time_is_no_loop()
    {
        // Black Friday: every sale lowers the stock in the shop, and the ERP says what is left a moment later.
        var scene = Known(new Scene(Guarded(ProductRules(Owned(Stock, Erp, DriftPolicy.KeepLower))), Kind.Product)).SeesPart(Erp, "10", (Stock, 500)).Wrote(Shop);
        for (var left = 498; left > 400; left -= 2)
            scene.After(TimeSpan.FromSeconds(5)).SeesPart(Shop, "7", (Stock, left + 1)).SeesPart(Erp, "10", (Stock, left)).Pushes(Shop, (Stock, left)).Wrote(Shop);
        scene.View(Shop).Contradictions.ShouldBeEmpty();
    }

    [Fact]
    public void two_systems_that_answer_each_other_are_stopped()
    {
        // Both may write the phone, and in both something writes it over as soon as it is told.
        var scene = new Scene(Guarded(CustomerRules(ConflictPolicy.Latest, null)), Kind.Customer)
            .Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "1")).Wrote(Shop, "7");
        var rounds = 0;
        for (; rounds < 50 && scene.View(Shop).Pending is not { Parked: true } && scene.View(Erp).Pending is not { Parked: true }; rounds++)
        {
            scene.After(TimeSpan.FromSeconds(5)).SeesPart(Shop, "7", (Phone, $"shop {rounds}"));
            if (scene.View(Erp).Pending is { Parked: false }) scene.Wrote(Erp);
            scene.After(TimeSpan.FromSeconds(5)).SeesPart(Erp, "10", (Phone, $"erp {rounds}"));
            if (scene.View(Shop).Pending is { Parked: false }) scene.Wrote(Shop);
        }

        rounds.ShouldBeLessThan(6);
    }

    [Fact]
    public void a_record_that_is_deleted_as_often_as_it_is_made_is_stopped()
    {
        var scene = Known(new Scene(Guarded(ProductRules() with { RemoteDeletion = RemoteDeletionPolicy.Recreate }), Kind.Product)).After(TimeSpan.FromHours(1));
        for (var id = 7; id < 10; id++) scene.Misses(Shop, $"{id}").Wrote(Shop, $"{id + 1}");
        scene.When.Misses(Shop, "10").Then.PushesNothing(Shop).Does<EntityEffect.Park>(park => park.Fault.Code == "loop");
    }

    private static RuleBook Guarded(KindRules rules) =>
        Book(rules) with { LoopBreaker = new LoopBreaker { Pushes = 3, Window = TimeSpan.FromMinutes(10) } };
}
