using SyncCluster.Core.Deciding;
using SyncCluster.Core.Rules;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class OwnershipTests
{
    [Fact]
    public void a_change_by_the_owner_of_one_field_moves_it_though_another_is_the_kind_s_master() =>
        KnownProduct()
            .When.SeesPart(Shop, "7", (Description, "Oak"))
            .Then.Canonical(Description, "Oak").Pushes(Erp, (Description, "Oak")).PushesNothing(Crm);

    [Fact]
    public void drift_is_overwritten() =>
        KnownProduct()
            .When.SeesPart(Shop, "7", (Price, 12))
            .Then.Canonical(Price, 10).Pushes(Shop, (Price, 10)).Tells(ReasonKind.Drift, Price, Shop)
            .When.Wrote(Shop)
            .Then.Holds(Shop, Price, 10).AwaitsNothing(Shop);

    [Theory]
    [InlineData(DriftPolicy.Keep)]
    [InlineData(DriftPolicy.Report)]
    public void drift_that_is_kept_or_reported_stays_until_the_canonical_value_changes(DriftPolicy policy) =>
        KnownProduct(Owned(Price, Erp, policy))
            .When.SeesPart(Shop, "7", (Price, 12))
            .Then.Canonical(Price, 10).Holds(Shop, Price, 12).PushesNothing().Tells(ReasonKind.Drift, Price, Shop)
            .When.SeesPart(Erp, "10", (Stock, 4))
            .Then.Pushes(Shop, (Stock, 4))
            .When.SeesPart(Erp, "10", (Price, 11))
            .Then.Pushes(Shop, (Price, 11), (Stock, 4));

    [Fact]
    public void a_lower_number_stays_for_a_sale_that_the_master_has_not_heard_of_and_a_higher_one_is_pushed_over() =>
        KnownProduct(Owned(Price, Erp, DriftPolicy.KeepLower))
            .When.SeesPart(Shop, "7", (Price, 8))
            .Then.Canonical(Price, 10).Holds(Shop, Price, 8).PushesNothing().Tells(ReasonKind.Drift, Price, Shop)
            .When.SeesPart(Shop, "7", (Price, 12))
            .Then.Canonical(Price, 10).Pushes(Shop, (Price, 10));

    [Fact]
    public void a_value_that_returns_after_the_drift_was_overwritten_is_pushed_again() =>
        KnownProduct(Owned(Price, Erp, DriftPolicy.Keep))
            .SeesPart(Shop, "7", (Price, 12))
            .SeesPart(Erp, "10", (Price, 11)).Wrote(Shop)
            .When.SeesPart(Erp, "10", (Price, 10))
            .Then.Pushes(Shop, (Price, 10));

    [Fact]
    public void a_value_that_returns_after_a_writer_ended_the_drift_is_pushed_again() =>
        KnownProduct(Shared(Price, ConflictPolicy.Latest))
            .SeesPart(Erp, "10", (Price, 11)).Skips(Shop)
            .SeesPart(Shop, "7", (Price, 12)).Wrote(Erp)
            .When.SeesPart(Erp, "10", (Price, 11))
            .Then.Canonical(Price, 11).Pushes(Shop, (Price, 11));

    [Fact]
    public void a_system_that_mends_its_drift_itself_is_no_longer_left_alone() =>
        KnownProduct(Owned(Price, Erp, DriftPolicy.Keep))
            .SeesPart(Shop, "7", (Price, 12))
            .When.SeesPart(Shop, "7", (Price, 10))
            .Then.PushesNothing().Tells(ReasonKind.Echo, Price, Shop);

    [Fact]
    public void a_field_that_is_not_pushed_to_a_system_may_be_anything_there() =>
        KnownProduct()
            .When.SeesPart(Crm, "c9", (Price, 99))
            .Then.Canonical(Price, 10).PushesNothing().DoesNotTell(ReasonKind.Drift);

    [Fact]
    public void a_field_goes_only_to_its_receivers() =>
        Known(Product(new FieldRule(Price) { Master = Erp, Writers = [Erp], Receivers = [Crm] }))
            .When.SeesPart(Erp, "10", (Price, 12))
            .Then.Canonical(Price, 12).PushesNothing();

    [Fact]
    public void what_nobody_may_write_but_its_master_is_not_taken_from_another_that_shows_it_first() =>
        Product()
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Name, "Old chair"), (Description, "Oak"))
            .Then.Canonical(Name, null).Canonical(Description, "Oak").PushesNothing()
            .When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"))
            .Then.Canonical(Name, "Chair").Pushes(Shop, (Name, "Chair")).Pushes(Erp, (Description, "Oak"));

    [Fact]
    public void the_longest_pattern_that_fits_is_the_rule()
    {
        var rules = ProductRules(Owned("price.*", Shop), Owned("price.2", Crm), Owned("*", Erp));
        rules.Field("price.1").Master.ShouldBe(Shop);
        rules.Field("price.2").Master.ShouldBe(Crm);
        rules.Field("priceUnit").Master.ShouldBe(Erp);
        (rules with { Fields = [], Master = Crm }).Field("price.1").Master.ShouldBe(Crm);
    }
}
