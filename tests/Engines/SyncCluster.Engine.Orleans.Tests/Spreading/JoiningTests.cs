using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Orleans.Grains;
using SyncCluster.Engine.Orleans.Tests.Stage;
using SyncCluster.Testing;

namespace SyncCluster.Engine.Orleans.Tests.Spreading;

/// <summary>Silos that join an installation at work take their part of it.</summary>
public sealed class JoiningTests(PostgresDatabases databases)
{
    private const int Shards = 6;

    private static readonly Dictionary<string, string> Tireless = new(StringComparer.Ordinal)
    {
        [nameof(FeedGrain)] = "feed", [nameof(OutboundGrain)] = "outbound", [nameof(MailGrain)] = "mail", [nameof(InboxGrain)] = "inbox",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task feeds_and_shards_spread_over_silos_that_join_and_each_runs_on_exactly_one()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        await using var stage = new OrleansStage(await databases.CreateAsync(Cancellation), 1)
        {
            Adapt = setup => setup with { Systems = setup.Systems.Select(system => system with { Concurrency = Shards }).ToEquatableList() },
        };
        await stage.StartAsync();
        const int count = 30;
        var records = Enumerable.Range(0, count).Select(i => stage.InErp(i, 100)).ToList();
        await stage.UntilAsync(() => Arrived(stage, count, 100), "all products are in the shop");
        (await ShardsAsync(stage)).Select(shard => shard.Silo).Distinct().Count().ShouldBe(1);

        for (var price = 101; price <= 102; price++)
        {
            await stage.AddAsync();
            while (!IsSpread(await ShardsAsync(stage), stage.Silos.Count)) await stage.UntilAsync(BeatAfter(stage), "a moment passes");
            foreach (var record in records) stage.Reprice(record, price);
            await stage.UntilAsync(() => Arrived(stage, count, price), $"price {price} is in the shop");
        }

        // Each price came once: nobody pushed what another pushed too.
        stage.Locked(stage.Shop, () =>
        {
            foreach (var copy in stage.Shop.Of(Kind.Product))
                copy.Versions.Select(version => version.Fields.Number(Core.Kinds.ProductFields.Price(1))).ShouldBe([100, 101, 102], $"{copy.Id} got each price once");
            return true;
        });
    }

    private static bool Arrived(OrleansStage stage, int count, decimal price) =>
        stage.Locked(stage.Shop, () => stage.Shop.Living(Kind.Product).Count(copy => copy.Now.Fields.Number(Core.Kinds.ProductFields.Price(1)) == price)) == count;

    /// <summary>Every shard of the shop is there once, as many on each silo; no other actor is there twice, and every silo has some.</summary>
    private static bool IsSpread(IReadOnlyList<(string Actor, SiloAddress Silo)> workers, int silos)
    {
        var shards = workers.Where(worker => worker.Actor.StartsWith("outbound shop/", StringComparison.Ordinal) && !worker.Actor.EndsWith("sweep", StringComparison.Ordinal)).ToList();
        return workers.Select(worker => worker.Actor).Distinct().Count() == workers.Count && workers.Select(worker => worker.Silo).Distinct().Count() == silos
            && shards.Count == Shards && shards.GroupBy(shard => shard.Silo).All(silo => silo.Count() == Shards / silos);
    }

    private static async Task<IReadOnlyList<(string Actor, SiloAddress Silo)>> ShardsAsync(OrleansStage stage)
    {
        var management = stage.Silos[0].Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        var all = await management.GetDetailedGrainStatistics();
        return
        [
            .. from one in all
               let name = Tireless.FirstOrDefault(grain => one.GrainType.Contains("." + grain.Key, StringComparison.Ordinal)).Value
               where name is not null
               select ($"{name} {one.GrainId.Key}", one.SiloAddress),
        ];
    }

    private static Func<bool> BeatAfter(OrleansStage stage)
    {
        var until = stage.World.Now + TimeSpan.FromMilliseconds(200);
        return () => stage.World.Now >= until;
    }
}
