using SyncCluster.Core.Deciding;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

/// <summary>The ERP's phone becomes 11 at ten o'clock and is not written to the shop yet; the shop's becomes 12 before or after.</summary>
public sealed class ConflictTests
{
    private static readonly DateTimeOffset Ten = Scene.Start - TimeSpan.FromHours(1);

    private static Scene ErpSays11(ConflictPolicy policy, string? master = null) =>
        KnownCustomer(policy, master).SeesModified(Erp, "10", Ten, (Email, "jan@example.com"), (Phone, "11"), (Mobile, "2"));

    private static Scene ShopSays12(Scene scene, double hoursLater = 1) =>
        scene.SeesModified(Shop, "7", Ten + TimeSpan.FromHours(hoursLater), (Email, "jan@example.com"), (Phone, "12"), (Mobile, "2"));

    [Fact]
    public void the_master_wins_over_a_later_change() =>
        ShopSays12(ErpSays11(ConflictPolicy.Master, Erp))
            .Then.Canonical(Phone, "11").Awaits(Shop, (Phone, "11")).Tells(ReasonKind.Conflict, Phone, Shop);

    [Fact]
    public void the_master_wins_over_an_earlier_change() =>
        ShopSays12(ErpSays11(ConflictPolicy.Master, Shop), -1)
            .Then.Canonical(Phone, "12").AwaitsNothing(Shop).Pushes(Erp, (Phone, "12")).Tells(ReasonKind.Conflict, Phone, Shop);

    [Theory]
    [InlineData(1, "12")]
    [InlineData(-1, "11")]
    public void where_no_master_took_part_the_later_wins(double hoursLater, string winner) =>
        ShopSays12(ErpSays11(ConflictPolicy.Master), hoursLater).Then.Canonical(Phone, winner);

    [Fact]
    public void the_writer_named_first_wins()
    {
        ShopSays12(ErpSays11(ConflictPolicy.Priority)).Then.Canonical(Phone, "11").Awaits(Shop, (Phone, "11"));
        KnownCustomer(ConflictPolicy.Priority)
            .SeesPart(Shop, "7", (Phone, "12"))
            .When.SeesPart(Erp, "10", (Phone, "11"))
            .Then.Canonical(Phone, "11").AwaitsNothing(Erp).Pushes(Shop, (Phone, "11"));
    }

    [Theory]
    [InlineData(1, "12")]
    [InlineData(-1, "11")]
    [InlineData(0, "11")]
    public void the_later_by_the_systems_own_times_wins_and_at_one_time_the_writer_named_first(double hoursLater, string winner)
    {
        var scene = ShopSays12(ErpSays11(ConflictPolicy.Latest), hoursLater).Then.Canonical(Phone, winner).Tells(ReasonKind.Conflict, Phone, Shop);
        scene.Last.Reasons.Single(reason => reason.Kind == ReasonKind.Conflict).Old!.ToString().ShouldBe("11");
        scene.Last.Reasons.Single(reason => reason.Kind == ReasonKind.Conflict).New!.ToString().ShouldBe("12");
    }

    [Fact]
    public void at_one_time_the_writer_named_first_wins_though_it_is_heard_last() =>
        KnownCustomer()
            .SeesModified(Shop, "7", Ten, (Phone, "12"))
            .When.SeesModified(Erp, "10", Ten, (Phone, "11"))
            .Then.Canonical(Phone, "11").Pushes(Shop, (Phone, "11"));

    [Fact]
    public void a_person_decides_and_until_then_nothing_is_pushed_to_the_other()
    {
        var scene = ShopSays12(ErpSays11(ConflictPolicy.Manual))
            .Then.Canonical(Phone, "11").AwaitsNothing(Shop).AwaitsNothing(Erp).Tells(ReasonKind.Conflict, Phone, Shop);
        var conflict = scene.State.Conflicts.ShouldHaveSingleItem();
        conflict.ShouldBe(new Conflict(Phone, Shop, Scene.Value("12"), Scene.Value("11"), Erp, scene.Now));
    }

    [Fact]
    public void a_person_decides_for_the_other_system()
    {
        var scene = ShopSays12(ErpSays11(ConflictPolicy.Manual))
            .When.Resolves(Phone, Shop, Shop)
            .Then.Canonical(Phone, "12").Pushes(Erp, (Phone, "12")).AwaitsNothing(Shop).Tells(ReasonKind.Command);
        scene.State.Conflicts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Erp)]
    [InlineData(Provenance.Ourselves)]
    public void a_person_decides_for_what_is_there(string winner)
    {
        var scene = ShopSays12(ErpSays11(ConflictPolicy.Manual))
            .When.Resolves(Phone, Shop, winner)
            .Then.Canonical(Phone, "11").Pushes(Shop, (Phone, "11")).AwaitsNothing(Erp);
        scene.State.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void a_decision_about_no_conflict_changes_nothing() =>
        KnownCustomer().When.Resolves(Phone, Shop, Shop).Then.ChangesNothing();

    [Fact]
    public void a_conflict_is_brought_up_to_date_when_the_other_changes_again() =>
        ShopSays12(ErpSays11(ConflictPolicy.Manual))
            .When.SeesPart(Shop, "7", (Phone, "13"))
            .State.Conflicts.ShouldHaveSingleItem().Theirs.ToString().ShouldBe("13");

    [Fact]
    public void a_conflict_ends_when_both_come_to_hold_the_same()
    {
        ShopSays12(ErpSays11(ConflictPolicy.Manual)).When.SeesPart(Shop, "7", (Phone, "11")).State.Conflicts.ShouldBeEmpty();
        ShopSays12(ErpSays11(ConflictPolicy.Manual)).When.SeesPart(Erp, "10", (Phone, "12")).State.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void a_conflict_ends_when_the_system_loses_the_record() =>
        ShopSays12(ErpSays11(ConflictPolicy.Manual)).When.SeesDeleted(Shop, "7").State.Conflicts.ShouldBeEmpty();

    [Fact]
    public void two_changes_to_the_same_value_are_no_conflict() =>
        KnownCustomer().SeesPart(Erp, "10", (Phone, "11"))
            .When.SeesPart(Shop, "7", (Phone, "11"))
            .Then.DoesNotTell(ReasonKind.Conflict).AwaitsNothing(Shop);

    [Fact]
    public void two_changes_to_two_fields_are_no_conflict() =>
        KnownCustomer().SeesPart(Erp, "10", (Phone, "11"))
            .When.SeesPart(Shop, "7", (Mobile, "22"))
            .Then.DoesNotTell(ReasonKind.Conflict).Awaits(Shop, (Phone, "11")).Pushes(Erp, (Mobile, "22"));

    [Fact]
    public void changes_one_after_the_other_are_no_conflict() =>
        KnownCustomer().SeesPart(Erp, "10", (Phone, "11")).Wrote(Shop)
            .When.SeesPart(Shop, "7", (Phone, "12"))
            .Then.DoesNotTell(ReasonKind.Conflict).Canonical(Phone, "12").Pushes(Erp, (Phone, "12"));
}
