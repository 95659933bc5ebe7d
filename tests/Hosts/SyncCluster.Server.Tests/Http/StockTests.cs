using System.Text.Json;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>What the stock check of orders leads to (S2-38, S2-39).</summary>
public sealed class StockTests
{
    private readonly House _house = new() { Erp = new StageSystem("erp", Kind.Product, Kind.Customer, Kind.Order) { KnowsStock = true } };

    [Fact]
    public async Task an_order_whose_stock_nobody_answers_for_waits_for_a_person_and_is_not_called_off()
    {
        await using var server = await StartedAsync();
        _house.Erp.StockOf = _ => null;
        _house.Order("1002", OrderState.Validating);
        await server.PostAsync("/api/feeds/shop/orders/run");
        var parked = (await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 1)).GetProperty("pushes")[0];
        parked.GetRawText().ShouldContain("The stock of A-1 was asked for, and there was no answer.");
        _house.Shop.Record(Kind.Order, "1002")!.Text("state").ShouldBe(nameof(OrderState.Validating));

        _house.Erp.StockOf = _ => 5;
        await server.PostAsync("/api/parked/retry", new { entityId = await server.IdAsync(Kind.Order, "1002"), system = "erp" });
        await server.UntilAsync("/api/orders", all => State(all, "1002") == nameof(OrderState.Emitting));
    }

    [Fact]
    public async Task a_stock_question_that_is_set_up_wrongly_holds_orders_up_and_nothing_else()
    {
        await using var server = await StartedAsync();
        _house.Erp.StockOf = _ => throw new FaultException(new Fault(FaultKind.Configuration, "The procedure Consultar_Existencia is not in the database."));
        _house.Order("1002", OrderState.Validating);
        await server.PostAsync("/api/feeds/shop/orders/run");
        await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 1);
        _house.Shop.Put(Kind.Customer, "c1", (CustomerFields.Email, FieldValue.Of("eva@example.com")), (CustomerFields.LastName, FieldValue.Of("Eva")));
        await server.PostAsync("/api/feeds/shop/customers/run");
        var written = await RunningServer.WrittenAsync(_house.Erp);
        while (written.Desired.Text(CustomerFields.Email) != "eva@example.com") written = await RunningServer.WrittenAsync(_house.Erp);
    }

    [Fact]
    public async Task an_order_that_the_stock_cannot_serve_is_rejected()
    {
        await using var server = await StartedAsync();
        _house.Erp.StockOf = _ => 1;
        _house.Order("1002", OrderState.Validating);
        await server.PostAsync("/api/feeds/shop/orders/run");
        await server.UntilAsync("/api/orders", all => State(all, "1002") == nameof(OrderState.Rejected));
    }

    [Fact]
    public async Task an_order_that_the_shop_had_before_us_is_written_though_its_stock_is_gone()
    {
        _house.Erp.StockOf = _ => 0;
        _house.Order("1001", OrderState.Validating);
        _house.Order("1000", OrderState.Shipped);
        await using var server = await RunningServer.StartAsync(_house);
        await server.UntilAsync("/api/orders", all => State(all, "1001") == nameof(OrderState.Emitting));
        var shipped = await server.GetAsync($"/api/entities/{await server.IdAsync(Kind.Order, "1000")}");
        shipped.GetRawText().ShouldNotContain("erp-", customMessage: "others saw to it");
    }

    [Fact]
    public async Task an_order_waits_for_its_customer_whose_own_push_is_on_its_way_X11()
    {
        await using var server = await StartedAsync();
        var tries = 0;
        _house.Erp.Refuses = push => push.Key.Kind == Kind.Customer && Interlocked.Increment(ref tries) == 1
            ? new Fault(FaultKind.Conflict, "Somebody else writes customers just now.") : null;
        _house.Erp.Needs = push => push.IsCreate && push.Desired.Text(OrderFields.CustomerEmail) is { } email
            ? [new ReferenceNeed(NaturalKey.From(Kind.Customer, CustomerFields.Email, email)!.Value, Required: false)] : [];
        _house.Shop.Put(Kind.Customer, "c1", (CustomerFields.Email, FieldValue.Of("ann@example.com")), (CustomerFields.LastName, FieldValue.Of("Ann")));
        await server.PostAsync("/api/feeds/shop/customers/run");
        await server.IdAsync(Kind.Customer, "ann@example.com");
        _house.Order("1002", OrderState.Validating);
        await server.PostAsync("/api/feeds/shop/orders/run");
        var written = await RunningServer.WrittenAsync(_house.Erp);
        while (written.Desired.Text(OrderFields.Number) != "1002") written = await RunningServer.WrittenAsync(_house.Erp);
        written.References.Count.ShouldBe(1, "the ERP knew the customer before");
    }

    /// <summary>A server that has read the shop's orders once.</summary>
    private async Task<RunningServer> StartedAsync()
    {
        _house.Order("1001", OrderState.Validating);
        var server = await RunningServer.StartAsync(_house);
        await server.UntilAsync("/api/orders", all => State(all, "1001") == nameof(OrderState.Emitting));
        return server;
    }

    private static string? State(JsonElement orders, string number) => orders.GetProperty("items").EnumerateArray()
        .FirstOrDefault(one => one.GetProperty("number").GetString() == number) is { ValueKind: JsonValueKind.Object } order ? order.GetProperty("state").GetString() : null;
}
