using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class DeletingTests
{
    private static Scene Known(Func<KindRules, KindRules> rules) => Houses.Known(new Scene(Book(rules(ProductRules())), Kind.Product));

    private static Scene Recreating() => Known(rules => rules with { RemoteDeletion = RemoteDeletionPolicy.Recreate });

    [Fact]
    public void what_the_master_deleted_is_no_longer_offered()
    {
        var scene = KnownProduct().When.SeesDeleted(Erp, "10")
            .Then.Canonical(Active, false).Pushes(Shop, (Active, false)).Tells(ReasonKind.Tombstone, system: Erp).Does<EntityEffect.Publish>();
        scene.State.Tombstoned.ShouldBeTrue();
    }

    [Fact]
    public void what_a_whole_census_of_the_master_misses_is_no_longer_offered() =>
        KnownProduct().When.Misses(Erp, "10").Then.Canonical(Active, false).Pushes(Shop, (Active, false));

    [Fact]
    public void a_tombstone_may_be_only_a_mark()
    {
        var scene = Known(rules => rules with { Tombstone = TombstonePolicy.Ignore }).When.SeesDeleted(Erp, "10")
            .Then.Canonical(Active, true).PushesNothing().Does<EntityEffect.Publish>();
        scene.State.Tombstoned.ShouldBeTrue();
        scene.When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10)).Then.Canonical(Active, true);
        scene.State.Tombstoned.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void what_the_master_shows_again_is_offered_again(bool speaksOfActive)
    {
        (string, object?)[] fields = [(Sku, "CH-1"), (Name, "Chair"), (Price, 11)];
        var scene = KnownProduct().SeesDeleted(Erp, "10").Wrote(Shop)
            .When.Sees(Erp, "10", speaksOfActive ? [.. fields, (Active, true)] : fields)
            .Then.Canonical(Active, true).Pushes(Shop, (Active, true), (Price, 11)).DoesNotTell(ReasonKind.Conflict);
        scene.State.Tombstoned.ShouldBeFalse();
    }

    [Fact]
    public void a_deletion_is_told_once() => KnownProduct().SeesDeleted(Erp, "10").When.Misses(Erp, "10").Then.ChangesNothing();

    [Fact]
    public void a_deletion_of_another_record_is_none_of_this_one() => KnownProduct().When.Misses(Erp, "11").Then.ChangesNothing();

    [Fact]
    public void what_was_deleted_elsewhere_stays_deleted_there() =>
        KnownProduct().When.SeesDeleted(Shop, "7")
            .Then.PushesNothing().Tells(ReasonKind.Tombstone, system: Shop).Canonical(Active, true)
            .When.SeesPart(Erp, "10", (Price, 12)).Then.PushesNothing(Shop);

    [Fact]
    public void a_pending_push_to_a_deleted_record_is_withdrawn() =>
        KnownProduct().SeesPart(Erp, "10", (Price, 12))
            .When.SeesDeleted(Shop, "7").Then.AwaitsNothing(Shop).Does<EntityEffect.Withdraw>();

    [Fact]
    public void a_person_has_it_created_again() =>
        KnownProduct().SeesDeleted(Shop, "7")
            .When.Retries(Shop).Then.Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (Stock, 5), (Active, true));

    [Fact]
    public void what_was_deleted_elsewhere_is_created_again_where_the_rule_says_so() =>
        Recreating().When.SeesDeleted(Shop, "7")
            .Then.Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (Stock, 5), (Active, true))
            .When.Stored(Shop, "8").Then.AwaitsNothing(Shop)
            .When.SeesDeleted(Shop, "7").Then.ChangesNothing()
            .State.View(Shop)!.RemoteId.ShouldBe("8");

    [Fact]
    public void what_the_master_deleted_is_created_nowhere()
    {
        Recreating().SeesDeleted(Erp, "10").Wrote(Shop).When.SeesDeleted(Shop, "7").Then.PushesNothing();
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair")).When.SeesDeleted(Erp, "10").Then.OnlyLooks(Shop).OnlyLooks(Crm);
    }

    [Fact]
    public void a_person_brings_back_what_the_master_lost()
    {
        var scene = KnownCustomer().SeesDeleted(Erp, "10").Wrote(Shop);
        scene.State.Tombstoned.ShouldBeTrue();
        scene.When.Retries(Erp)
            .Then.Pushes(Erp, (Email, "jan@example.com"), (Phone, "1"), (Mobile, "2"), (Active, true));
        scene.State.Tombstoned.ShouldBeFalse();
    }

    [Fact]
    public void a_push_to_what_is_missing_shows_that_it_was_deleted() =>
        KnownProduct().SeesPart(Erp, "10", (Price, 12))
            .When.Fails(Shop, FaultKind.Missing)
            .Then.AwaitsNothing(Shop).Does<EntityEffect.Withdraw>().Tells(ReasonKind.Tombstone, system: Shop);

    [Fact]
    public void a_push_to_what_is_missing_creates_it_again_where_the_rule_says_so() =>
        Recreating().SeesPart(Erp, "10", (Price, 12))
            .When.Fails(Shop, FaultKind.Missing)
            .Then.Pushes(Shop, (Sku, "CH-1"), (Name, "Chair"), (Price, 12), (Stock, 5), (Active, true));

    [Fact]
    public void a_create_that_misses_something_waits_for_a_person() =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"))
            .When.Fails(Shop, FaultKind.Missing).Then.Does<EntityEffect.Park>();

    [Fact]
    public void a_deletion_where_the_record_was_never_known_means_nothing() =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"))
            .When.SeesDeleted(Shop, "6").Then.ChangesNothing().Awaits(Shop, (Sku, "CH-1"), (Name, "Chair"));

    [Fact]
    public void what_the_shop_s_people_switch_on_again_stays_off_while_the_master_lacks_it() =>
        KnownProduct().SeesDeleted(Erp, "10").Wrote(Shop)
            .When.SeesPart(Shop, "7", (Active, true)).Then.Pushes(Shop, (Active, false)).Tells(ReasonKind.Drift, Active);

    [Fact]
    public void a_record_restored_under_its_old_id_is_there_again() =>
        KnownProduct().SeesDeleted(Shop, "7")
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Name, "Chair"), (Price, 9), (Stock, 5), (Active, true))
            .Then.Pushes(Shop, (Price, 10));
}
