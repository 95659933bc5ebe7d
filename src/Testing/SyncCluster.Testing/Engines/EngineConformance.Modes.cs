using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Engines;

public abstract partial class EngineConformance
{
    /// <summary>S3-14, S3-15: whether a feed reads on while what it brought is on its way.</summary>
    [Theory(Timeout = Limit)]
    [InlineData(ReadingStyle.Changes)]
    [InlineData(ReadingStyle.Consumed)]
    public async Task a_synchronous_feed_reads_on_when_what_it_brought_has_been_delivered_whatever_dies_meanwhile(ReadingStyle style)
    {
        await using var stage = await OpenAsync();
        (stage.ErpReading, stage.ErpIsSynchronous) = (style, true);
        await stage.StartAsync();
        await OnItsWayAsync(stage);
        while ((await FeedAsync(stage)).Awaits.Count == 0) await BeatAsync(stage);

        NewProduct(stage, "CH-2", 20);
        await NothingIsReadAsync(stage);
        await stage.CrashAsync();
        await stage.StartAsync();
        await NothingIsReadAsync(stage);

        stage.ShopWeather.Faults = stage.ShopWeather.Faults with { Fails = 0 };
        await stage.UntilAsync(() => InShop(stage, "CH-2") is not null, "it reads on");
        InShop(stage, "CH-1")!.Number(Price).ShouldBe(12);
    }

    [Fact(Timeout = Limit)]
    public async Task an_asynchronous_feed_reads_on_while_what_it_brought_is_on_its_way()
    {
        await using var stage = await StartedAsync();
        await OnItsWayAsync(stage);
        NewProduct(stage, "CH-2", 20);
        await UndeliveredAsync(stage, 2);
        (await FeedAsync(stage)).Awaits.ShouldBeEmpty();
    }

    /// <summary>A chair that is in the shop, and whose new price cannot go there.</summary>
    private static async Task OnItsWayAsync(EngineStage stage)
    {
        var chair = NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "the chair is in the shop");
        await UndeliveredAsync(stage, 0);
        stage.ShopWeather.Faults = stage.ShopWeather.Faults with { Fails = 1 };
        Change(stage.Erp, chair, (Price, 12));
        await UndeliveredAsync(stage, 1);
    }

    private static async Task NothingIsReadAsync(EngineStage stage)
    {
        var later = stage.World.Now + TimeSpan.FromSeconds(2);
        await stage.UntilAsync(() => stage.World.Now >= later, "a moment passes");
        (await FeedAsync(stage)).Awaits.Count.ShouldBe(1);
        (await ProductsAsync(stage)).Count.ShouldBe(1, "the second is not read yet");
    }

    private static async Task UndeliveredAsync(EngineStage stage, int count)
    {
        while (true)
        {
            var products = await ProductsAsync(stage);
            if (await stage.RunAsync(() => stage.Store.CountUndeliveredAsync(["erp", "shop"], products, CancellationToken.None)) == count) return;
            await BeatAsync(stage);
        }
    }

    private static Task<List<string>> ProductsAsync(EngineStage stage) => stage.RunAsync(async () =>
        (await stage.Store.SearchAsync(new EntityQuery { Kind = Kind.Product }, CancellationToken.None)).Select(product => product.EntityId).ToList());
}
