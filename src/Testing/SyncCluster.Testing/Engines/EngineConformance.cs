using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Engines;

/// <summary>What every engine must do alike: from what a system shows to what another holds and the customer reads, crashes included.</summary>
public abstract partial class EngineConformance
{
    private const int Limit = 120_000;

    private static readonly string Price = ProductFields.Price(1);

    [Fact(Timeout = Limit)]
    public async Task what_the_erp_changes_reaches_the_shop()
    {
        await using var stage = await StartedAsync();
        var chair = NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is { } copy && copy.Number(Price) == 10, "the chair is in the shop");
        Change(stage.Erp, chair, (Price, 12));
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 12, "the new price is in the shop");
    }

    [Fact(Timeout = Limit)]
    public async Task an_order_goes_to_the_erp_its_state_comes_back_and_the_customer_hears_of_each_step_once()
    {
        await using var stage = await StartedAsync();
        PlaceOrder(stage, "1001");
        await stage.UntilAsync(() => InErp(stage, "1001") is not null, "the order is in the ERP");
        Change(stage.Erp, InErp(stage, "1001")!, (OrderFields.State, nameof(OrderState.Shipped)));
        await stage.UntilAsync(() => Locked(stage.Shop, () => stage.Shop.FindBy(Kind.Order, OrderFields.Number, "1001")!.Now.Fields.Text(OrderFields.State)) == nameof(OrderState.Shipped), "the shop says shipped");
        await stage.UntilAsync(() => stage.Mail.Arrived.ToList().Contains("order-state 1001 Shipped"), "the customer is told");
        stage.Mail.Arrived.ToList().ShouldBeUnique();
        Locked(stage.Erp, () => stage.Erp.Living(Kind.Order).Count()).ShouldBe(1);
    }

    [Fact(Timeout = Limit)]
    public async Task a_crash_loses_nothing_and_doubles_nothing()
    {
        await using var stage = await StartedAsync();
        PlaceOrder(stage, "1001");
        await stage.UntilAsync(() => InErp(stage, "1001") is not null, "the order is in the ERP");
        await stage.CrashAsync();
        PlaceOrder(stage, "1002");
        NewProduct(stage, "CH-2", 5);
        await stage.StartAsync();
        await stage.UntilAsync(() => InErp(stage, "1002") is not null && InShop(stage, "CH-2") is not null, "what happened meanwhile is made up for");
        await stage.CrashAsync();
        await stage.StartAsync();
        PlaceOrder(stage, "1003");
        await stage.UntilAsync(() => InErp(stage, "1003") is not null, "the third order is in the ERP");
        Locked(stage.Erp, () => stage.Erp.Living(Kind.Order).Count()).ShouldBe(3);
        Locked(stage.Erp, () => stage.Erp.Living(Kind.Customer).Count()).ShouldBe(1);
    }

    [Fact(Timeout = Limit)]
    public async Task an_activation_that_was_overtaken_reloads_and_goes_on()
    {
        await using var stage = await StartedAsync();
        var chair = NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "the chair is in the shop");
        var entityId = await stage.RunAsync(async () => (await stage.Store.SearchAsync(new EntityQuery { Kind = Kind.Product }, CancellationToken.None)).Single().EntityId);
        await stage.RunAsync(() => OvertakeAsync(stage.Store, entityId));
        Change(stage.Erp, chair, (Price, 13));
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 13, "the new price is in the shop");
    }

    [Fact(Timeout = Limit)]
    public async Task pushes_of_one_entity_keep_their_order()
    {
        await using var stage = await StartedAsync();
        var chair = NewProduct(stage, "CH-1", 1);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "the chair is in the shop");
        for (var price = 2; price <= 8; price++)
        {
            var next = price;
            Change(stage.Erp, chair, (Price, next));
            if (price % 3 == 0) await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == next, $"price {next} is in the shop");
        }

        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 8, "the last price is in the shop");
        var seen = Locked(stage.Shop, () => stage.Shop.FindBy(Kind.Product, ProductFields.Sku, "CH-1")!.Versions.Select(version => version.Fields.Number(Price)).ToList());
        seen.ShouldBe(seen.Order());
    }

    [Fact(Timeout = Limit)]
    public async Task a_system_that_is_down_gets_everything_when_it_is_back()
    {
        await using var stage = await StartedAsync();
        stage.ShopWeather.Faults = stage.ShopWeather.Faults with { Fails = 1 };
        var chair = NewProduct(stage, "CH-1", 10);
        PlaceOrder(stage, "1001");
        await stage.UntilAsync(() => Locked(stage.Erp, () => stage.Erp.Log.Count) >= 1, "the ERP goes on");
        stage.ShopWeather.Faults = stage.ShopWeather.Faults with { Fails = 0 };
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null && InErp(stage, "1001") is not null, "everything is where it belongs");
        Change(stage.Erp, chair, (Price, 11));
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 11, "and goes on");
    }

    [Fact(Timeout = Limit)]
    public async Task a_failure_that_a_person_must_look_at_stops_its_feed_until_it_is_run_again()
    {
        await using var stage = await StartedAsync();
        stage.ShopWeather.Broken = new Fault(FaultKind.Auth, "The password is wrong.") { StopsFeedAfter = 2 };
        await stage.UntilAsync(() => stage.ShopWeather.ReadsBroken == 6, "each of three feeds tries twice");
        PlaceOrder(stage, "1001");
        for (var i = 1; i <= 5; i++)
        {
            var step = i;
            NewProduct(stage, $"CH-{step}", 10);
            await stage.UntilAsync(() => InShop(stage, $"CH-{step}") is not null, "the ERP and pushes go on");
        }

        stage.ShopWeather.ReadsBroken.ShouldBe(6);
        stage.ShopWeather.Broken = null;
        InErp(stage, "1001").ShouldBeNull();
        foreach (var kind in new[] { "products", "customers", "orders" })
            (await stage.AskAsync(ActorAddress.Feed("shop", kind), new FeedCommand(FeedAction.Run, "test"))).ShouldBeOfType<FeedAnswer>().Accepted.ShouldBeTrue();
        await stage.UntilAsync(() => InErp(stage, "1001") is not null, "it is read again");
    }

    [Fact(Timeout = Limit)]
    public async Task what_an_actor_throws_reaches_the_asker()
    {
        await using var stage = await StartedAsync();
        await Should.ThrowAsync<Exception>(() => stage.AskAsync(ActorAddress.Entity(Kind.Product, "p1"), Done.Instance));
    }

    /// <summary>A stage with an empty store; skips the test where it cannot be had.</summary>
    protected abstract Task<EngineStage> OpenAsync();

    private async Task<EngineStage> StartedAsync()
    {
        var stage = await OpenAsync();
        await stage.StartAsync();
        return stage;
    }

    private static async Task<bool> OvertakeAsync(IStateStore store, string entityId, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? write = null)
    {
        while (true)
        {
            var stored = (await store.LoadAsync([entityId], CancellationToken.None))[0]!;
            var verdicts = await store.CommitAsync(
                [
                    new Transition
                    {
                        EntityId = entityId,
                        Kind = stored.Kind,
                        ExpectedVersion = stored.Version,
                        State = write?.Invoke(stored.State) ?? stored.State,
                        At = DateTimeOffset.UnixEpoch,
                        Summary = new EntitySummary("overtaken", "overtaken", 0, 0, 0, 0, null, false),
                    },
                ],
                CancellationToken.None);
            if (verdicts[0] == CommitVerdict.Committed) return true;
        }
    }

    private static TruthRecord NewProduct(EngineStage stage, string sku, decimal price) => Locked(stage.Erp, () => stage.Erp.Create(Kind.Product, FieldSet.Of(
        (ProductFields.Sku, FieldValue.Of(sku)), (ProductFields.Name, FieldValue.Of("Chair & table")), (Price, FieldValue.Of(price)),
        (ProductFields.Stock, FieldValue.Of(3m)), (ProductFields.Active, FieldValue.Of(true)))));

    private static void PlaceOrder(EngineStage stage, string number) => Locked(stage.Shop, () => stage.Shop.Create(Kind.Order, FieldSet.Of(
        (OrderFields.Number, FieldValue.Of(number)), (OrderFields.State, FieldValue.Of(nameof(OrderState.Validating))),
        (OrderFields.CustomerEmail, FieldValue.Of("jan@example.com")), (OrderFields.CustomerName, FieldValue.Of("Jan Novak")),
        (OrderFields.Total, FieldValue.Of(12.5m)))));

    private static void Change(SystemTruth system, TruthRecord record, params (string Field, object Value)[] fields) => Locked(system, () =>
    {
        system.Change(record, FieldSet.Of(fields.Select(field => (field.Field, field.Value is string text ? FieldValue.Of(text) : FieldValue.Of((decimal?)Convert.ToDecimal(field.Value, System.Globalization.CultureInfo.InvariantCulture))))));
        return true;
    });

    private static FieldSet? InShop(EngineStage stage, string sku) => Locked(stage.Shop, () => stage.Shop.FindBy(Kind.Product, ProductFields.Sku, sku)?.Now.Fields);

    private static TruthRecord? InErp(EngineStage stage, string number) => Locked(stage.Erp, () => stage.Erp.FindBy(Kind.Order, OrderFields.Number, number));

    private static T Locked<T>(SystemTruth system, Func<T> work)
    {
        lock (system.Gate) return work();
    }
}
