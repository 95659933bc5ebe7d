using SyncCluster.Core.Deciding;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

/// <summary>Two grown databases meet (S0-29): the same customer is in both, and neither was ever sent anything.</summary>
public sealed class FirstContactTests
{
    private static readonly DateTimeOffset Ten = Scene.Start - TimeSpan.FromHours(1);

    private static Scene Meet(ConflictPolicy policy, string? master, bool erpFirst, string erpPhone = "11", string shopPhone = "12", double shopLater = 1)
    {
        var scene = Customer(policy, master);
        Action[] reads =
        [
            () => scene.SeesModified(Erp, "10", Ten, (Email, "jan@example.com"), (Phone, erpPhone)),
            () => scene.SeesModified(Shop, "7", Ten + TimeSpan.FromHours(shopLater), (Email, "Jan@example.com"), (Phone, shopPhone)),
        ];
        foreach (var read in erpFirst ? reads : reads.Reverse()) read();
        return scene;
    }

    [Theory]
    [InlineData(ConflictPolicy.Master, Erp, 1, "11")]
    [InlineData(ConflictPolicy.Master, Shop, -1, "12")]
    [InlineData(ConflictPolicy.Priority, null, 1, "11")]
    [InlineData(ConflictPolicy.Latest, null, 1, "12")]
    [InlineData(ConflictPolicy.Latest, null, -1, "11")]
    [InlineData(ConflictPolicy.Latest, null, 0, "11")]
    [InlineData(ConflictPolicy.Manual, Erp, 1, "11")]
    [InlineData(ConflictPolicy.Manual, Shop, 1, "12")]
    public void who_wins_does_not_hang_on_who_is_read_first(ConflictPolicy policy, string? master, double shopLater, string winner)
    {
        foreach (var erpFirst in new[] { true, false })
        {
            var scene = Meet(policy, master, erpFirst, shopLater: shopLater).Then.Canonical(Phone, winner).Tells(ReasonKind.Conflict, Phone);
            scene.Awaits(winner == "11" ? Shop : Erp, (Phone, winner)).AwaitsNothing(winner == "11" ? Erp : Shop);
        }
    }

    [Fact]
    public void without_a_master_a_person_decides()
    {
        var scene = Meet(ConflictPolicy.Manual, null, erpFirst: true);
        scene.State.Conflicts.ShouldHaveSingleItem().System.ShouldBe(Shop);
        scene.AwaitsNothing(Shop).AwaitsNothing(Erp);
    }

    [Theory]
    [InlineData(ConflictPolicy.Master, Erp)]
    [InlineData(ConflictPolicy.Master, Shop)]
    [InlineData(ConflictPolicy.Priority, null)]
    [InlineData(ConflictPolicy.Latest, null)]
    [InlineData(ConflictPolicy.Manual, null)]
    public void nothing_never_wins_over_something_among_those_who_may_write(ConflictPolicy policy, string? master)
    {
        foreach (var erpFirst in new[] { true, false })
        {
            Meet(policy, master, erpFirst, erpPhone: "", shopPhone: "12").Canonical(Phone, "12").Awaits(Erp, (Phone, "12")).AwaitsNothing(Shop)
                .State.Conflicts.ShouldBeEmpty();
            Meet(policy, master, erpFirst, erpPhone: "11", shopPhone: "").Canonical(Phone, "11").Awaits(Shop, (Phone, "11")).AwaitsNothing(Erp);
        }
    }

    [Fact]
    public void what_a_master_never_filled_empties_nothing_and_what_it_empties_is_emptied() =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, null)).Skips(Shop)
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Name, "Chair"), (Price, 9))
            .Then.Canonical(Price, null).AwaitsNothing(Shop)
            .When.SeesPart(Erp, "10", (Price, 10)).Wrote(Shop).SeesPart(Erp, "10", (Price, null))
            .Then.Pushes(Shop, (Price, null));

    [Fact]
    public void equal_records_meet_in_silence() =>
        Meet(ConflictPolicy.Latest, null, erpFirst: true, "11", "11").Then.PushesNothing().DoesNotTell(ReasonKind.Conflict).AwaitsNothing(Shop);

    [Fact]
    public void a_record_seen_in_part_is_read_whole_before_it_is_written_over()
    {
        var scene = Customer().Sees(Erp, "10", (Email, "jan@example.com"), (Phone, "11"), (Mobile, "2"));
        scene.When.SeesPart(Shop, "7", (Email, "jan@example.com"), (Mobile, "22"))
            .Then.Canonical(Mobile, "22").Awaits(Shop, (Phone, "11")).Does<EntityEffect.Fetch>(fetch => fetch is { System: Shop, RemoteId: "7" });
        scene.View(Shop).Pending!.NotBefore.ShouldBeGreaterThan(scene.Now + TimeSpan.FromMinutes(5));
        scene.When.SeesPart(Shop, "7", (Mobile, "22"))
            .Then.DoesNot<EntityEffect.Fetch>()
            .When.Sees(Shop, "7", (Email, "jan@example.com"), (Mobile, "22"), (LastName, "Novak"), (Phone, "12"))
            .Then.Canonical(LastName, "Novak").Canonical(Phone, "12").AwaitsNothing(Shop);
    }

    [Fact]
    public void a_record_found_by_a_repeated_create_brings_what_it_holds_beyond_the_patch() =>
        Product()
            .Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"))
            .When.Stored(Shop, "7", (Description, "Oak"), (Stock, 3))
            .Then.Canonical(Description, "Oak").Pushes(Erp, (Description, "Oak")).Canonical(Stock, null);

    [Fact]
    public void a_skipped_create_does_not_make_drift_of_a_record_that_appears_by_itself() =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10))
            .When.Skips(Shop).Then.AwaitsNothing(Shop)
            .When.SeesPart(Erp, "10", (Price, 11)).Then.AwaitsNothing(Shop)
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Name, "Stool"), (Price, 10))
            .Then.Pushes(Shop, (Name, "Chair"), (Price, 11));
}
