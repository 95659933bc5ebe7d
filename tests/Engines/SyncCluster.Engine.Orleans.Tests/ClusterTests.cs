using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Tests.Stage;
using SyncCluster.Testing;

namespace SyncCluster.Engine.Orleans.Tests;

/// <summary>What only a cluster has: silos that come and go, clients, activations that move.</summary>
public sealed class ClusterTests(PostgresDatabases databases)
{
    private const int Limit = 120_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task when_silos_die_their_work_goes_on_elsewhere()
    {
        await using var stage = await OpenAsync(3);
        var chair = stage.InErp(1, 10);
        await stage.UntilAsync(() => stage.InShop(1) == 10, "the chair is in the shop");
        for (var price = 11; price <= 12; price++)
        {
            // Whichever silo held the feed, the outbound actor and the entity: in the end only the last one can.
            await stage.KillAsync(stage.Silos[0]);
            stage.Reprice(chair, price);
            await stage.UntilAsync(() => stage.InShop(1) == price, $"price {price} is in the shop");
        }

        await stage.AddAsync();
        stage.Reprice(chair, 13);
        await stage.UntilAsync(() => stage.InShop(1) == 13, "a silo that joined does no harm");
        stage.Locked(stage.Shop, () => stage.Shop.Of(Kind.Product).Count()).ShouldBe(1);
    }

    [Fact(Timeout = Limit)]
    public async Task silos_that_leave_hand_over_what_they_did()
    {
        await using var stage = await OpenAsync(2);
        var chair = stage.InErp(1, 10);
        await stage.UntilAsync(() => stage.InShop(1) == 10, "the chair is in the shop");
        await stage.Silos[0].StopAsync();
        stage.Reprice(chair, 11);
        await stage.UntilAsync(() => stage.InShop(1) == 11, "the other silo goes on");
    }

    [Fact(Timeout = Limit)]
    public async Task what_entities_publish_reaches_every_silo_and_every_client()
    {
        await using var stage = await OpenAsync(2);
        await using var client = stage.Client();
        await client.StartAsync(Cancellation);
        using var here = stage.Silos[0].Subscribe();
        using var there = stage.Silos[1].Subscribe();
        using var outside = client.Subscribe();
        var listeners = new[] { here, there, outside };
        var heard = new bool[listeners.Length];
        var chair = stage.InErp(1, 10);
        var price = 10;
        await stage.UntilAsync(() => stage.InShop(1) == 10, "the chair is in the shop");

        // Hints: a listener that has only just begun may miss some.
        await stage.UntilAsync(() =>
        {
            if (stage.InShop(1) == price) stage.Reprice(chair, ++price);
            for (var i = 0; i < listeners.Length; i++) heard[i] |= listeners[i].Changes.TryRead(out var change) && change.Kind == Kind.Product;
            return heard.All(one => one);
        }, "all hear of it");
    }

    [Fact(Timeout = Limit)]
    public async Task a_client_asks_actors_and_gets_typed_failures()
    {
        await using var stage = await OpenAsync(2);
        await using var client = stage.Client();
        await client.StartAsync(Cancellation);
        var answer = await client.Runtime.AskAsync(ActorAddress.Feed("erp", "products"), new FeedCommand(FeedAction.Pause, "test"), Cancellation);
        answer.ShouldBeOfType<FeedAnswer>().Accepted.ShouldBeTrue();
        await Should.ThrowAsync<NotSupportedException>(() => client.Runtime.AskAsync(ActorAddress.Entity(Kind.Product, "p1"), Done.Instance, Cancellation));
    }

    [Fact(Timeout = Limit)]
    public async Task what_was_unloaded_comes_back_as_it_was_and_schedules_by_themselves()
    {
        await using var stage = await OpenAsync(1);
        var chair = stage.InErp(1, 10);
        await stage.UntilAsync(() => stage.InShop(1) == 10, "the chair is in the shop");
        var management = stage.Silos[0].Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        (await CountAsync(management, "ProductGrain")).ShouldBe(1);

        // Whoever is just handling something stays: the answer to the push may still come in.
        while (await CountAsync(management, "ProductGrain") > 0) await management.ForceActivationCollection(TimeSpan.Zero, Cancellation);
        stage.Reprice(chair, 11);
        await stage.UntilAsync(() => stage.InShop(1) == 11, "the new price is in the shop");
    }

    private static async Task<int> CountAsync(IManagementGrain management, string grain) =>
        (await management.GetSimpleGrainStatistics()).Where(one => one.GrainType.Contains(grain, StringComparison.Ordinal)).Sum(one => one.ActivationCount);

    private async Task<OrleansStage> OpenAsync(int silos)
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        var stage = new OrleansStage(await databases.CreateAsync(Cancellation), silos);
        await stage.StartAsync();
        return stage;
    }
}
