using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class CommandTests
{
    [Fact]
    public void a_retry_pushes_what_is_parked_with_its_operation()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11)).Fails(Shop, FaultKind.Rejected);
        var operation = scene.View(Shop).Pending!.OperationId;
        scene.When.Retries(Shop).Then.Pushes(Shop, (Price, 11)).Tells(ReasonKind.Command, system: Shop);
        scene.View(Shop).Pending.ShouldNotBeNull().ShouldSatisfyAllConditions(
            push => push.OperationId.ShouldBe(operation), push => push.Parked.ShouldBeFalse(), push => push.Failures.ShouldBe(0));
    }

    [Fact]
    public void a_retry_pushes_over_drift_that_was_left_alone() =>
        KnownProduct(Owned(Price, Erp, DriftPolicy.Keep)).SeesPart(Shop, "7", (Price, 12))
            .When.Retries(Shop).Then.Pushes(Shop, (Price, 10));

    [Fact]
    public void a_retry_where_nothing_differs_does_nothing() => KnownProduct().When.Retries(Shop).Then.PushesNothing();

    [Fact]
    public void what_is_sent_again_is_the_whole_record_in_a_new_operation_until_it_is_written()
    {
        var scene = KnownProduct();
        var before = scene.View(Shop).Sequence;
        scene.When.Asks(new Command.SendAgain(Shop) { By = "Eva" })
            .Then.Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (Stock, 5), (Active, true)).Tells(ReasonKind.Command, system: Shop);
        scene.View(Shop).ShouldSatisfyAllConditions(
            view => view.RemoteId.ShouldBe("7", "it is written over, not created"), view => view.Pending!.Sequence.ShouldBe(view.WritesAgainFrom), view => view.Sequence.ShouldBe(before + 1));

        scene.When.SeesPart(Erp, "10", (Price, 11)).Then.Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 11), (Stock, 5), (Active, true));
        scene.When.Wrote(Shop).Then.AwaitsNothing(Shop);
        scene.View(Shop).WritesAgainFrom.ShouldBe(0);
        scene.When.SeesPart(Erp, "10", (Price, 12)).Then.Pushes(Shop, (Price, 12));
    }

    [Fact]
    public void what_waits_already_is_not_what_a_person_has_sent_again()
    {
        var scene = KnownProduct().SeesPart(Erp, "10", (Price, 11));
        var waiting = scene.View(Shop).Pending!;
        scene.When.Asks(new Command.SendAgain(Shop) { By = "Eva" }).Then.Does<EntityEffect.Push>(push => push.System == Shop && push.OperationId != waiting.OperationId);
        scene.When.Answers(Shop, null, stored: null, waiting).Then.Awaits(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 11), (Stock, 5), (Active, true));
    }

    [Fact]
    public void sending_again_where_nothing_is_to_be_does_nothing() =>
        KnownProduct().When.Asks(new Command.SendAgain("nobody") { By = "Eva" }).Then.PushesNothing();

    [Fact]
    public void a_skipped_push_leaves_the_difference_until_the_value_changes() =>
        KnownProduct().SeesPart(Erp, "10", (Price, 11)).Fails(Shop, FaultKind.Rejected)
            .When.Skips(Shop).Then.AwaitsNothing(Shop).Does<EntityEffect.Withdraw>().Tells(ReasonKind.Command, system: Shop)
            .When.IsReminded().Then.PushesNothing()
            .When.SeesPart(Erp, "10", (Stock, 1)).Then.Pushes(Shop, (Stock, 1))
            .When.SeesPart(Erp, "10", (Price, 12)).Then.Pushes(Shop, (Stock, 1), (Price, 12));

    [Fact]
    public void a_skipped_create_is_not_asked_for_again_until_a_person_retries() =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"))
            .When.Skips(Shop).Then.AwaitsNothing(Shop)
            .When.SeesPart(Erp, "10", (Price, 11)).Then.AwaitsNothing(Shop)
            .When.Retries(Shop).Then.Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 11));

    [Fact]
    public void skipping_where_nothing_waits_changes_nothing() => KnownProduct().When.Skips(Shop).Then.ChangesNothing();

    [Fact]
    public void rereading_asks_every_system_that_knows_the_record()
    {
        var scene = KnownProduct().SeesDeleted(Crm, "c9").When.Asks(new Command.Reread { By = "Eva" })
            .Then.Does<EntityEffect.Fetch>(fetch => fetch is { System: Erp, RemoteId: "10" })
            .Does<EntityEffect.Fetch>(fetch => fetch is { System: Shop, RemoteId: "7" });
        scene.Last.Effects.OfType<EntityEffect.Push>().ShouldBeEmpty();
        Product().When.Asks(new Command.Reread { By = "Eva" }).Then.ChangesNothing();
        Customer().Sees(Shop, "~guest-1", (Email, "jan@example.com")).When.Asks(new Command.Reread { By = "Eva" }).Then.DoesNot<EntityEffect.Fetch>();
    }

    [Fact]
    public void new_rules_take_effect_at_the_next_reminder()
    {
        var scene = KnownProduct(Owned(Price, Erp, DriftPolicy.Overwrite));
        var wider = ProductRules() with { Systems = [.. ProductRules().Systems.Where(system => system.System != Crm), new SystemRules(Crm, [Sku, Name, Price]) { Creates = true }] };
        var decision = new EntityDecider(Book(wider)).Decide(scene.State, new EntityEvent.Reminded { At = scene.Now });
        decision.State.View(Crm)!.Pending!.Patch.ShouldBe(Scene.Fields((Price, 10)));
    }
}
