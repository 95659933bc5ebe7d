using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Engines;

public abstract partial class EngineConformance
{
    [Fact(Timeout = Limit)]
    public async Task a_date_that_a_supplier_moves_reaches_every_order_that_waits_and_its_customer_once()
    {
        await using var stage = await StartedAsync();
        NewProduct(stage, "CH-1", 10);
        foreach (var number in new[] { "1001", "1002" }) OrderOf(stage, number, "CH-1");
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null && InErp(stage, "1001") is not null && InErp(stage, "1002") is not null, "all is known");
        var item = Item(stage, "CH-1", "day:2031-05-01");
        await WaitsForAsync(stage, "1001", "day:2031-05-01");
        await WaitsForAsync(stage, "1002", "day:2031-05-01");
        OrderOf(stage, "1003", "CH-1");
        await WaitsForAsync(stage, "1003", "day:2031-05-01");
        stage.Mail.Arrived.ToList().ShouldNotContain(subject => subject.StartsWith(TrackingMail.Template, StringComparison.Ordinal));

        Says(stage, item, "week:2031-W30");
        await stage.UntilAsync(() => Told(stage).Count == 3, "one customer is told of his three orders");
        await WaitsForAsync(stage, "1001", "week:2031-W30");
        Told(stage).Order(StringComparer.Ordinal).ShouldBe(["delivery-date 1001 1", "delivery-date 1002 1", "delivery-date 1003 1"]);
        var groups = await stage.RunAsync(async () => (await stage.Store.ListMailsAsync(null, null, 100, CancellationToken.None))
            .Where(mail => mail.Draft.Template == TrackingMail.Template).Select(mail => mail.Draft.Group).Distinct().ToList());
        groups.ShouldHaveSingleItem().ShouldNotBeNull();

        Says(stage, item, "in-stock");
        await WaitsForAsync(stage, "1002", "in-stock");
        (await StateAsync(stage, "1002"))!.Delivery!.TellAt.ShouldNotBeNull("he was told once today");
        Told(stage).Count.ShouldBe(3);
    }

    [Fact(Timeout = Limit)]
    public async Task a_crash_right_after_a_date_moved_loses_no_order_and_doubles_no_mail()
    {
        await using var stage = await StartedAsync();
        NewProduct(stage, "CH-1", 10);
        OrderOf(stage, "1001", "CH-1");
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null && InErp(stage, "1001") is not null, "all is known");
        var item = Item(stage, "CH-1", "day:2031-05-01");
        await WaitsForAsync(stage, "1001", "day:2031-05-01");
        Says(stage, item, "day:2031-06-01");
        await stage.CrashAsync();
        await stage.StartAsync();
        await WaitsForAsync(stage, "1001", "day:2031-06-01");
        await stage.CrashAsync();
        await stage.StartAsync();
        await ReachedAsync(stage, async () => Told(stage).Count > 0 || await UncertainAsync(stage) > 0, "He was told, or nobody knows.");

        // One that arrived as the engine died is told once, and nobody knows: it is never sent again.
        Told(stage).Count.ShouldBeLessThanOrEqualTo(1);
        (await stage.RunAsync(async () => (await stage.Store.ListMailsAsync(null, null, 100, CancellationToken.None)).Count(mail => mail.Draft.Template == TrackingMail.Template))).ShouldBe(1);
        (await StateAsync(stage, "1001"))!.Delivery!.Told.ShouldBe(1);
    }

    private static Task<long> UncertainAsync(EngineStage stage) => stage.RunAsync(async () =>
        (await stage.Store.CountMailsAsync(CancellationToken.None)).GetValueOrDefault(MailStatus.Uncertain));

    private static List<string> Told(EngineStage stage) =>
        [.. stage.Mail.Arrived.ToList().Where(subject => subject.StartsWith(TrackingMail.Template, StringComparison.Ordinal))];

    private static TruthRecord Item(EngineStage stage, string sku, string promise) => Locked(stage.Supplier, () => stage.Supplier.Create(Kind.Product, FieldSet.Of(
        (SupplierFields.OurSku, FieldValue.Of(sku)), (SupplierFields.Delivery, FieldValue.Of(promise)))));

    private static void Says(EngineStage stage, TruthRecord item, string promise) => Change(stage.Supplier, item, (SupplierFields.Delivery, promise));

    private static void OrderOf(EngineStage stage, string number, string sku) => Locked(stage.Shop, () => stage.Shop.Create(Kind.Order, FieldSet.Of(
        (OrderFields.Number, FieldValue.Of(number)), (OrderFields.State, FieldValue.Of(nameof(OrderState.Validating))),
        (OrderFields.CustomerEmail, FieldValue.Of("jan@example.com")), (OrderFields.CustomerName, FieldValue.Of("Jan Novak")), (OrderFields.Total, FieldValue.Of(12.5m)),
        (OrderFields.Lines, FieldValue.Of([new FieldValue.Group(FieldSet.Of((OrderLineFields.Sku, FieldValue.Of(sku)), (OrderLineFields.Quantity, FieldValue.Of(1m))))])))));

    private static Task WaitsForAsync(EngineStage stage, string number, string promise) => ReachedAsync(
        stage,
        async () => await StateAsync(stage, number) is { Delivery: { } delivery } && delivery.Lines.All(line => line.Item?.Promise == promise),
        $"Order {number} waits for {promise}.");

    /// <summary>Lets the engine work until what the store says holds; looked at from outside, moment by moment.</summary>
    private static async Task ReachedAsync(EngineStage stage, Func<Task<bool>> holds, string what)
    {
        for (var moments = 0; moments < 600; moments++)
        {
            if (await holds()) return;
            var next = stage.World.Now + TimeSpan.FromMilliseconds(100);
            await stage.UntilAsync(() => stage.World.Now >= next, "a moment passes");
        }

        Assert.Fail($"Never reached: {what}");
    }

    private static Task<EntityState?> StateAsync(EngineStage stage, string number) => stage.RunAsync(async () =>
    {
        var key = NaturalKey.From(Kind.Order, OrderFields.Number, number)!.Value;
        if ((await stage.Store.FindOwnersAsync([key], CancellationToken.None))[0] is not { } id) return null;
        return (await stage.Store.LoadAsync([id], CancellationToken.None))[0] is { } stored ? EngineJson.Read<EntityState>(stored.State.Span) : null;
    });
}
