using SyncCluster.Engine.Behaviors;

namespace SyncCluster.Testing.Engines;

public abstract partial class EngineConformance
{
    [Fact(Timeout = Limit)]
    public async Task how_a_system_stands_is_told_to_whoever_asks_the_store()
    {
        await using var stage = await StartedAsync();
        (await stage.RunAsync(() => GateDocument.AllAsync(stage.Store, CancellationToken.None))).Keys.ShouldNotContain(stage.Shop.Name, "nobody knows yet");
        var chair = NewProduct(stage, "CH-1", 10);
        await ToldAsync(stage, gate => gate.ClosedUntil is null);

        stage.ShopWeather.Faults = stage.ShopWeather.Faults with { Fails = 1 };
        Change(stage.Erp, chair, (Price, 12));
        await ToldAsync(stage, gate => gate is { ClosedUntil: not null, Fault.Message: "Connection refused." });

        stage.ShopWeather.Faults = stage.ShopWeather.Faults with { Fails = 0 };
        await ToldAsync(stage, gate => gate is { ClosedUntil: null, Fault: null });
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 12, "the new price is in the shop");
    }

    /// <summary>Waits until what is told of the shop is as it should be.</summary>
    private static async Task ToldAsync(EngineStage stage, Func<GateDocument, bool> holds)
    {
        while (true)
        {
            var told = await stage.RunAsync(() => GateDocument.AllAsync(stage.Store, CancellationToken.None));
            if (told.TryGetValue(stage.Shop.Name, out var gate) && holds(gate)) return;
            await BeatAsync(stage);
        }
    }
}
