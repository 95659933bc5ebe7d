using SyncCluster.Core.Rules;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

public sealed class SeedTests
{
    private static readonly FieldRule Rule = Owned(Price, Erp) with { Seeds = [Shop] };

    [Fact]
    public void who_may_not_write_may_give_the_first_value() =>
        Product(Rule)
            .When.Sees(Shop, "7", (Sku, "CH-1"), (Price, 12))
            .Then.Canonical(Price, 12);

    [Fact]
    public void the_owner_takes_it_over() =>
        Product(Rule)
            .Sees(Shop, "7", (Sku, "CH-1"), (Price, 12))
            .When.Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10))
            .Then.Canonical(Price, 10);

    [Fact]
    public void a_later_value_of_the_same_is_drift() =>
        KnownProduct(Rule)
            .When.SeesPart(Shop, "7", (Price, 12))
            .Then.Canonical(Price, 10).Pushes(Shop, (Price, 10));
}
