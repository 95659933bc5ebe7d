using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>S3-33: what was done can be done again where a system lost it.</summary>
public sealed class SendAgainTests
{
    private readonly House _house = new();

    [Fact]
    public async Task an_order_that_was_written_is_written_again_whole_in_a_new_operation()
    {
        _house.Order("1001", OrderState.Validating);
        await using var server = await RunningServer.StartAsync(_house);
        var first = await RunningServer.WrittenAsync(_house.Erp);
        await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);

        (await server.PostAsync("/api/pushes/again", new { system = "erp", order = "1001" })).Status.ShouldBe(200);
        var again = await RunningServer.WrittenAsync(_house.Erp);
        again.OperationId.ShouldNotBe(first.OperationId);
        again.ShouldSatisfyAllConditions(
            push => push.IsCreate.ShouldBeFalse("a system that updates is not given a double"), push => push.WritesAgainFrom.ShouldBeGreaterThan(0),
            push => push.Patch.Text(OrderFields.Number).ShouldBe("1001"), push => push.Patch.Items(OrderFields.Lines).Count.ShouldBe(1));
        await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);
    }

    [Fact]
    public async Task a_retry_where_nothing_waits_says_so_and_a_product_that_the_shop_lost_goes_there_again()
    {
        await using var server = await DeliveredAsync();
        var id = await server.IdAsync(Kind.Product, "a-1");
        var (status, refused) = await server.PostAsync("/api/parked/retry", new { entityId = id, system = "shop" });
        status.ShouldBe(409, "nothing of it waits, and nobody is told that something is tried");
        refused.GetProperty("advice").GetString().ShouldNotBeNull().ShouldContain("/api/pushes/again");
        (await server.PostAsync("/api/pushes/again", new { system = "shop", entityId = id })).Status.ShouldBe(200);
        (await RunningServer.WrittenAsync(_house.Shop)).ShouldSatisfyAllConditions(
            push => push.Key.RemoteId.ShouldBe("shop-1", "it is written over, not created"), push => push.Patch.Text(ProductFields.Name).ShouldBe("Blue shirt"));
    }

    [Fact]
    public async Task what_waits_for_nobody_is_neither_skipped_nor_tried_again()
    {
        await using var server = await DeliveredAsync();
        var id = await server.IdAsync(Kind.Product, "a-1");
        (await server.PostAsync("/api/parked/skip", new { entityId = id, system = "shop" })).Status.ShouldBe(409);
        (await server.PostAsync("/api/parked/skip", new { entityId = id, system = "nope" })).Status.ShouldBe(404);
        (await server.PostAsync("/api/parked/retry", new { all = true, system = "nope" })).Status.ShouldBe(404);
    }

    [Fact]
    public async Task a_retry_by_a_person_is_tried_though_the_system_is_closed()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        _house.Shop.Refuses = _ => new Fault(FaultKind.Throttled, "Being worked on.") { RetryAfter = TimeSpan.FromHours(1) };
        await using var server = await RunningServer.StartAsync(_house);
        await server.UntilAsync("/health/systems", all => all.GetRawText().Contains("\"available\":false", StringComparison.Ordinal));
        _house.Shop.Refuses = _ => null;
        (await server.PostAsync("/api/parked/retry", new { entityId = await server.IdAsync(Kind.Product, "a-1"), system = "shop" })).Status.ShouldBe(200);
        (await RunningServer.WrittenAsync(_house.Shop)).Desired.Text("sku").ShouldBe("A-1");
        await server.UntilAsync("/health/systems", all => !all.GetRawText().Contains("\"available\":false", StringComparison.Ordinal));
    }

    [Fact]
    public async Task what_comes_after_a_retry_of_everything_is_tried_though_the_system_was_closed()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        _house.Shop.Refuses = _ => new Fault(FaultKind.Throttled, "Being worked on.") { RetryAfter = TimeSpan.FromHours(1) };
        await using var server = await RunningServer.StartAsync(_house);
        await server.UntilAsync("/health/systems", all => all.GetRawText().Contains("\"available\":false", StringComparison.Ordinal));
        _house.Shop.Refuses = _ => null;
        (await server.PostAsync("/api/parked/retry", new { all = true })).Status.ShouldBe(200);
        _house.Product("A-2", "Red shirt", 9.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        (await RunningServer.WrittenAsync(_house.Shop)).Desired.Text("sku").ShouldBe("A-2");
    }

    [Fact]
    public async Task what_is_not_to_be_there_is_not_sent()
    {
        await using var server = await RunningServer.StartAsync(_house);
        (await server.PostAsync("/api/pushes/again", new { system = "erp", order = "1001" })).Status.ShouldBe(404);
        (await server.PostAsync("/api/pushes/again", new { system = "erpp", order = "1001" })).Status.ShouldBe(404);
        (await server.PostAsync("/api/pushes/again", new { order = "1001" })).Status.ShouldBe(400);
        _house.Order("1002", OrderState.Validating);
        await server.PostAsync("/api/feeds/shop/orders/run");
        await RunningServer.WrittenAsync(_house.Erp);
        await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);
        _house.Order("1002", OrderState.Cancelled);
        await server.PostAsync("/api/feeds/shop/orders/run");
        await server.UntilAsync("/api/orders/1002", order => order.GetProperty("state").GetString() == "Cancelled");
        await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);
        (await server.PostAsync("/api/pushes/again", new { system = "erp", order = "1002" })).Status.ShouldBe(409, "it was called off");
    }

    /// <summary>A product is in the shop, and nothing is on its way.</summary>
    private async Task<RunningServer> DeliveredAsync()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        var server = await RunningServer.StartAsync(_house);
        await RunningServer.WrittenAsync(_house.Shop);
        await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);
        return server;
    }
}
