using SyncCluster.Core.Faults;
using SyncCluster.Engine.Behaviors;

namespace SyncCluster.Testing.Engines;

public abstract partial class EngineConformance
{
    [Fact(Timeout = Limit)]
    public async Task a_connector_whose_reads_throw_is_shown_as_failing_and_keeps_nothing_from_being_written()
    {
        await using var stage = await StartedAsync();
        stage.ShopWeather.Throws = new InvalidOperationException("It cannot bear this record.");
        PlaceOrder(stage, "1001");
        await stage.UntilAsync(() => stage.ShopWeather.ReadsBroken >= 3, "reads meet it");
        while (await ProductsOfShopAsync(stage) is not { Failures: > 0, Fault: { Kind: FaultKind.Rejected, Code: "threw" } }) await BeatAsync(stage);
        NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "pushes to the shop go on");
        stage.ShopWeather.Throws = null;
        await stage.UntilAsync(() => InErp(stage, "1001") is not null, "it is read again by itself");
    }

    private static Task<FeedProgress> ProductsOfShopAsync(EngineStage stage) => stage.RunAsync(async () =>
        await stage.Store.ReadDocumentAsync(FeedDocument.Key("shop", "products"), CancellationToken.None) is { } json
            ? FeedDocument.Read(json).Progress("products")
            : new FeedProgress("products"));
}
