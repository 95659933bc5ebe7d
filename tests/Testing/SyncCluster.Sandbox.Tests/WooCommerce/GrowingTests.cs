using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class GrowingTests
{
    [Fact]
    public async Task The_same_seed_grows_the_same_shop_at_once_or_in_steps()
    {
        await using var one = await RunningShop.StartAsync(WooCommerceSeed.Empty);
        await using var two = await RunningShop.StartAsync(WooCommerceSeed.Empty);
        new CatalogueGrower(one.Sandbox, 5).GrowProducts(120);
        new CatalogueGrower(one.Sandbox, 5).GrowCustomers(60);
        new CatalogueGrower(two.Sandbox, 5).GrowProducts(50);
        new CatalogueGrower(two.Sandbox, 5).GrowProducts(120);
        new CatalogueGrower(two.Sandbox, 5).GrowCustomers(60);
        Words(one).ShouldBe(Words(two));
        one.Sandbox.Shop.Products.Values.Count(product => !product.IsVariation).ShouldBe(120);
        one.Sandbox.Shop.Products.Values.ShouldContain(product => product.IsVariation);
        one.Sandbox.Shop.Customers.Values.Select(customer => customer.Billing.Country).Distinct().Order()
            .ShouldBe(["", "CZ", "DE", "ES", "GB", "IT", "SK"]);

        static List<string> Words(RunningShop shop) =>
            [.. shop.Sandbox.Shop.Products.Values.Select(
                product => $"{product.Id} {product.Sku} {product.Name} {product.RegularPrice} {product.StockQuantity}"),
                .. shop.Sandbox.Shop.Customers.Values.Select(customer => $"{customer.Email} {customer.Billing}")];
    }

    [Fact]
    public async Task Orders_come_from_guests_and_customers_paid_in_each_way()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Empty);
        var grower = new CatalogueGrower(shop.Sandbox, 3);
        grower.GrowProducts(30);
        grower.GrowCustomers(10);
        var orders = Enumerable.Range(0, 60).Select(_ => grower.PlaceOrder()).ToList();
        orders.Select(order => order.Status).Distinct().Order().ShouldBe(["on-hold", "processing"]);
        orders.ShouldContain(order => order.CustomerId == 0);
        orders.ShouldContain(order => order.CustomerId > 0);
        orders.ShouldAllBe(
            order => order.Billing.Email.Length > 0 && order.Total > 0 && order.ShippingLines.Count == 1);
        orders.ShouldContain(order => order.Lines.Count > 1);
        (await shop.GetAsync("orders?per_page=100")).Json.AsArray().Count.ShouldBe(60);
    }

    [Fact]
    public async Task Another_process_can_drive_the_shop_and_look_into_it()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        await shop.PostAsync("/_sandbox/grow", "{\"products\":25,\"customers\":5}");
        var order = await shop.PostAsync(
            "/_sandbox/orders",
            "{\"lines\":[{\"sku\":\"woo-cap\",\"quantity\":2}],\"billing\":{\"firstName\":\"Eva\",\"email\":\"eva@example.test\"},\"payment\":\"bacs\"}");
        order.Status.ShouldBe(200);
        ((string)order["status"]!).ShouldBe("on-hold");
        var changed = await shop.PostAsync($"/_sandbox/orders/{order["id"]}/status", "{\"status\":\"completed\"}");
        ((string)changed["status"]!).ShouldBe("completed");
        (await shop.PostAsync("/_sandbox/orders", "")).Status.ShouldBe(200);
        ((int)(await shop.PostAsync("/_sandbox/stock", "{\"sku\":\"woo-cap\",\"quantity\":4}"))["stockQuantity"]!)
            .ShouldBe(4);
        ((string)(
            await shop.PostAsync("/_sandbox/price", "{\"sku\":\"woo-cap\",\"price\":\"19.50\"}"))["regularPrice"]!)
                .ShouldBe("19.50");
        (await shop.PostAsync("/_sandbox/stock", "{\"sku\":\"nobody\"}")).Status.ShouldBe(400);
        (await shop.PostAsync("/_sandbox/nonsense", "{}")).Status.ShouldBe(404);
        var state = await shop.GetAsync("/_sandbox/state");
        ((int)state["products"]!).ShouldBe(25);
        state["orders"]!.AsArray().Count.ShouldBe(4);
        ((string)state["orders"]![0]!["meta"]!["erp_order"]!).ShouldBe("OBJ-1");
        (await shop.GetAsync("/_sandbox/mails")).Json.AsArray().Count.ShouldBeGreaterThan(1);
    }
}
