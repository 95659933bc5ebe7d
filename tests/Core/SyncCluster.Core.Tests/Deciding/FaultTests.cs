using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class FaultTests
{
    private static Scene Pending() => KnownProduct().SeesPart(Erp, "10", (Price, 11));

    private static Scene Fails(Scene scene, FaultKind kind, int times)
    {
        for (var i = 0; i < times; i++) scene.Fails(Shop, kind);
        return scene;
    }

    [Theory]
    [InlineData(FaultKind.Transient)]
    [InlineData(FaultKind.Throttled)]
    [InlineData(FaultKind.Auth)]
    [InlineData(FaultKind.Configuration)]
    [InlineData(FaultKind.Unresolved)]
    public void what_may_pass_is_tried_again_for_ever_at_growing_intervals(FaultKind kind)
    {
        var scene = Pending();
        var operation = scene.View(Shop).Pending!.OperationId;
        var waits = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            scene.Fails(Shop, kind).Does<EntityEffect.Push>(push => push.OperationId == operation).DoesNot<EntityEffect.Park>().Tells(ReasonKind.Failed);
            waits.Add((scene.View(Shop).Pending!.NotBefore - scene.Now).TotalSeconds);
        }

        waits.Take(4).ShouldBe([2.5, 5, 10, 20]);
        waits.ShouldBeInOrder();
        waits[^1].ShouldBe(300, "half of ten minutes, where chance is nought");
        scene.View(Shop).Pending!.Failures.ShouldBe(40);
    }

    [Fact]
    public void chance_spreads_retries_over_the_second_half_of_the_wait()
    {
        var scene = Pending().Fails(Shop, FaultKind.Transient, chance: 0.5);
        (scene.View(Shop).Pending!.NotBefore - scene.Now).TotalSeconds.ShouldBe(3.75);
    }

    [Fact]
    public void a_system_that_names_a_time_is_left_alone_for_as_long()
    {
        var scene = Pending().Fails(Shop, FaultKind.Throttled, retryAfter: TimeSpan.FromMinutes(30), chance: 0.5);
        (scene.View(Shop).Pending!.NotBefore - scene.Now).TotalSeconds.ShouldBe(1800.5);
        scene = Pending().Fails(Shop, FaultKind.Throttled, retryAfter: TimeSpan.FromSeconds(1));
        (scene.View(Shop).Pending!.NotBefore - scene.Now).TotalSeconds.ShouldBe(2.5);
    }

    [Fact]
    public void a_refused_record_waits_for_a_person_at_once() =>
        Pending().When.Fails(Shop, FaultKind.Rejected)
            .Then.Does<EntityEffect.Park>(park => park.System == Shop).PushesNothing().Tells(ReasonKind.Parked, system: Shop)
            .When.IsReminded().Then.ChangesNothing();

    [Fact]
    public void a_contested_record_is_read_again_and_waits_for_a_person_at_the_third_time()
    {
        var scene = Fails(Pending(), FaultKind.Conflict, 2);
        scene.Does<EntityEffect.Fetch>(fetch => fetch is { System: Shop, RemoteId: "7" }).Does<EntityEffect.Push>();
        scene.When.Fails(Shop, FaultKind.Conflict).Then.Does<EntityEffect.Park>().DoesNot<EntityEffect.Push>();
    }

    [Fact]
    public void a_push_without_an_answer_is_tried_again_with_the_same_operation_and_looked_for_first()
    {
        var scene = Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"));
        var operation = scene.View(Shop).Pending!.OperationId;
        scene.When.Fails(Shop, FaultKind.Unknown).Then.Does<EntityEffect.Push>(push => push.OperationId == operation);
        scene.View(Shop).Uncertain.ShouldBeTrue();
        scene.When.SeesPart(Erp, "10", (Price, 3));
        scene.View(Shop).Uncertain.ShouldBeTrue("a newer create must look as well");
        scene.When.Wrote(Shop, "7");
        scene.View(Shop).Uncertain.ShouldBeFalse();
    }

    [Fact]
    public void a_push_that_never_gets_an_answer_waits_for_a_person_in_the_end() =>
        Fails(Fails(Pending(), FaultKind.Unknown, 11).DoesNot<EntityEffect.Park>(), FaultKind.Unknown, 1).Does<EntityEffect.Park>();

    [Fact]
    public void a_newer_patch_keeps_the_wait_of_a_failing_system()
    {
        var scene = Fails(Pending(), FaultKind.Transient, 5);
        var wait = scene.View(Shop).Pending!.NotBefore;
        scene.When.SeesPart(Erp, "10", (Price, 12)).Then.Pushes(Shop, (Price, 12));
        scene.View(Shop).Pending!.NotBefore.ShouldBe(wait);
        scene.View(Shop).Pending!.Failures.ShouldBe(5);
    }

    [Fact]
    public void a_newer_change_takes_a_parked_push_out_of_the_park()
    {
        var scene = Pending().Fails(Shop, FaultKind.Rejected);
        scene.When.SeesPart(Erp, "10", (Price, 12)).Then.Pushes(Shop, (Price, 12)).DoesNot<EntityEffect.Park>();
        scene.View(Shop).Pending.ShouldNotBeNull().ShouldSatisfyAllConditions(
            push => push.Parked.ShouldBeFalse(), push => push.Failures.ShouldBe(0), push => push.NotBefore.ShouldBe(scene.Now));
    }

    [Fact]
    public void a_parked_push_that_is_no_longer_needed_is_withdrawn() =>
        Pending().Fails(Shop, FaultKind.Rejected)
            .When.SeesPart(Shop, "7", (Price, 11)).Then.AwaitsNothing(Shop).Does<EntityEffect.Withdraw>();

    [Fact]
    public void a_refusal_of_a_push_that_was_replaced_parks_nothing()
    {
        var scene = Pending();
        var old = scene.View(Shop).Pending!;
        scene.SeesPart(Erp, "10", (Price, 12))
            .When.Fails(Shop, FaultKind.Rejected, old).Then.DoesNot<EntityEffect.Park>().Awaits(Shop, (Price, 12)).Tells(ReasonKind.Failed);
        scene.View(Shop).Pending!.Parked.ShouldBeFalse();
    }
}
