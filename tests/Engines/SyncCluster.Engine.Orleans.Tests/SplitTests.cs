using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Orleans.Tests.Stage;
using SyncCluster.Testing;

namespace SyncCluster.Engine.Orleans.Tests;

/// <summary>
/// Two silos that do not know of each other and both believe that everything is theirs: the worst that a broken
/// network can do.
/// </summary>
public sealed class SplitTests(PostgresDatabases databases)
{
    private static readonly string Price = ProductFields.Price(1);

    [Fact(Timeout = 120_000)]
    public async Task of_two_activations_of_an_entity_the_loser_reloads()
    {
        await using var stage = await OpenAsync();
        stage.ShopWeather.Faults = stage.ShopWeather.Faults with { Fails = 1 };
        var product = ActorAddress.Entity(Kind.Product, "product-that-two-silos-have");
        var versions = new List<long>();
        for (var price = 1; price <= 10; price++)
        {
            var seen = new EntityEvent.Observed(Observation(price), Fingerprint.Of(Observation(price).Fields)) { At = TimeProvider.System.GetUtcNow(), Chance = 0.5 };
            var answer = (EntityAnswer)await stage.Silos[price % 2].Runtime.AskAsync(product, new EntityEvents([seen]), TestContext.Current.CancellationToken);
            versions.Add(answer.Version);
        }

        // Each silo's activation is behind by one whenever it is asked: only by reloading can it commit the next version.
        versions.ShouldBe(versions.Order());
        versions.ShouldBeUnique();
        var stored = (await stage.Store.LoadAsync([product.Key], TestContext.Current.CancellationToken))[0]!;
        stored.Version.ShouldBeGreaterThanOrEqualTo(10);
        EngineJson.Read<EntityState>(stored.State.Span).Canonical.Number(Price).ShouldBe(10);
    }

    [Fact(Timeout = 120_000)]
    public async Task no_push_and_no_mail_is_doubled()
    {
        await using var stage = await OpenAsync();
        const int count = 25;
        var records = Enumerable.Range(0, count).Select(i => stage.InErp(i, 100)).ToList();
        await stage.UntilAsync(() => stage.Locked(stage.Shop, () => stage.Shop.Living(Kind.Product).Count()) == count, "all products are in the shop");
        for (var price = 101; price <= 103; price++)
        {
            foreach (var record in records) stage.Reprice(record, price);
            await stage.UntilAsync(
                () => stage.Locked(stage.Shop, () => stage.Shop.Living(Kind.Product).All(copy => copy.Now.Fields.Number(Price) == price)), $"price {price} is in the shop");
        }

        stage.Locked(stage.Shop, () =>
        {
            stage.Shop.Of(Kind.Product).Count().ShouldBe(count);
            foreach (var copy in stage.Shop.Of(Kind.Product))
            {
                var prices = copy.Versions.Select(version => version.Fields.Number(Price)).ToList();
                prices.ShouldBe([100, 101, 102, 103], $"{copy.Id} got each price once");
            }

            return true;
        });
    }

    private static Observation Observation(decimal price) => new(
        new RecordKey("erp", Kind.Product, "E1"),
        FieldSet.Of((ProductFields.Sku, FieldValue.Of("SPLIT-1")), (ProductFields.Name, FieldValue.Of("Chair")), (Price, FieldValue.Of(price))),
        TimeProvider.System.GetUtcNow());

    private async Task<OrleansStage> OpenAsync()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        var connection = await databases.CreateAsync(TestContext.Current.CancellationToken);
        var stage = new OrleansStage(connection, silos: 2, (silo, options) => options with { ClusterId = $"half-{silo}", ServiceId = $"half-{silo}" });
        await stage.StartAsync();
        return stage;
    }
}
