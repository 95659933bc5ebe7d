using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Engines;

/// <content>
/// Orders whose create arrived though nobody heard of it, in an ERP that takes an order once, tells nothing of it but its
/// state, and refuses to have it written over.
/// </content>
public abstract partial class EngineConformance
{
    [Fact(Timeout = Limit)]
    public async Task an_order_whose_create_was_not_answered_before_a_crash_is_written_once_and_not_parked()
    {
        await using var stage = await WithOneOrderWrittenUnheardAsync();
        await stage.CrashAsync();
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { AnswerLost = 0 };
        await stage.StartAsync();
        await NothingIsLeftAsync(stage);
        Locked(stage.Erp, () => stage.Erp.Living(Kind.Order).Count()).ShouldBe(2);
    }

    [Fact(Timeout = Limit)]
    public async Task an_order_is_not_written_twice_where_looking_for_it_failed_at_first()
    {
        await using var stage = await WithOneOrderWrittenUnheardAsync();
        await stage.CrashAsync();
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { AnswerLost = 0, Fails = 1 };
        await stage.StartAsync();
        await StateAsync(stage, state => state.View(stage.Erp.Name)!.Pending is { Failures: > 0 });
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { Fails = 0 };
        await NothingIsLeftAsync(stage);
        Locked(stage.Erp, () => stage.Erp.Living(Kind.Order).Count()).ShouldBe(2);
    }

    [Fact(Timeout = Limit)]
    public async Task an_order_cancelled_before_its_create_was_answered_is_cancelled_in_the_erp_too()
    {
        await using var stage = await WithOneOrderWrittenUnheardAsync();
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { Fails = 1 };
        await StateAsync(stage, state => state.View(stage.Erp.Name)!.Uncertain);
        var ordered = Locked(stage.Shop, () => stage.Shop.FindBy(Kind.Order, OrderFields.Number, "1002")!);
        Change(stage.Shop, ordered, (OrderFields.State, nameof(OrderState.Cancelled)));
        await StateAsync(stage, state => state.Canonical.Text(OrderFields.State) == nameof(OrderState.Cancelled));
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { AnswerLost = 0, Fails = 0 };
        await stage.UntilAsync(
            () => Locked(stage.Erp, () => stage.Erp.FindBy(Kind.Order, OrderFields.Number, "1002")!.Now.Fields.Text(OrderFields.State)) == nameof(OrderState.Cancelled),
            "the ERP knows that it is cancelled");
        await NothingIsLeftAsync(stage);
        Locked(stage.Erp, () => stage.Erp.Living(Kind.Order).Count()).ShouldBe(2);
    }

    [Fact(Timeout = Limit)]
    public async Task S2_32_and_S2_36_rows_that_the_erp_writes_are_read_by_schedule_taken_away_and_applied()
    {
        await using var stage = await OpenAsync();
        stage.ErpReading = ReadingStyle.Consumed;
        await stage.StartAsync();
        var chair = NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1")?.Number(Price) == 10, "the chair is in the shop");
        Change(stage.Erp, chair, (Price, 12));
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 12, "the new price is in the shop");
        await stage.UntilAsync(() => Locked(stage.Erp, () => stage.Erp.Rows[Kind.Product].Count) == 0, "the rows are taken away");
    }

    /// <summary>Order 1001 is in the ERP and known to be; so is 1002, but no answer came.</summary>
    private async Task<EngineStage> WithOneOrderWrittenUnheardAsync()
    {
        var stage = await OpenAsync();
        stage.ErpReading = ReadingStyle.Consumed;
        await stage.StartAsync();
        PlaceOrder(stage, "1001");
        await stage.UntilAsync(() => InErp(stage, "1001") is not null, "the first order is in the ERP");
        await NothingIsLeftAsync(stage);
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { AnswerLost = 1 };
        PlaceOrder(stage, "1002");
        await stage.UntilAsync(() => InErp(stage, "1002") is not null, "the second order is in the ERP");
        return stage;
    }

    /// <summary>Waits until nothing is to be done. That a record is to be read once more in some minutes, in case a push that was withdrawn arrives late, is no work that anybody waits for.</summary>
    private static async Task NothingIsLeftAsync(EngineStage stage)
    {
        while (true)
        {
            var left = await stage.RunAsync(() => stage.Store.ListOutboxAsync(null, null, 100, CancellationToken.None));
            left.Where(row => row.Status == OutboxStatus.Parked).ShouldBeEmpty();
            if (left.All(row => row.Action == OutboxAction.Fetch && row.NotBefore > stage.World.Now)) return;
            await BeatAsync(stage);
        }
    }

    /// <summary>Waits until the state of order 1002 is as it should be.</summary>
    private static async Task StateAsync(EngineStage stage, Func<Core.Deciding.EntityState, bool> holds)
    {
        while (true)
        {
            var found = await stage.RunAsync(() => stage.Store.SearchAsync(new EntityQuery { Kind = Kind.Order, Text = "1002" }, CancellationToken.None));
            if (found.Count == 1)
            {
                var stored = (await stage.RunAsync(() => stage.Store.LoadAsync([found[0].EntityId], CancellationToken.None)))[0]!;
                if (holds(Engine.Codec.EngineJson.Read<Core.Deciding.EntityState>(stored.State.Span))) return;
            }

            await BeatAsync(stage);
        }
    }

    private static Task BeatAsync(EngineStage stage)
    {
        var until = stage.World.Now + TimeSpan.FromMilliseconds(50);
        return stage.UntilAsync(() => stage.World.Now >= until, "a moment has passed");
    }
}
