using SyncCluster.Sandbox.WooCommerce;
using SyncCluster.Sandbox.WooCommerce.Growing;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class OrderTests
{
    [Fact]
    public async Task A_new_order_is_answered_as_recorded()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        await shop.PutAsync("products/12/variations/30", "{\"regular_price\":\"46\"}");
        await shop.PutAsync("products/36", "{\"name\":\"n2\"}");
        var recording = Recording.Load("order-create");
        shop.Time.Set(recording.At!.Value);
        var reply = await shop.SendAsync(recording.Request());
        reply.Status.ShouldBe(201);
        JsonComparison.Differences(
            recording.Answer, reply.Json, shop, "id", "number", "order_key", "payment_url", "href").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_product_becomes_a_nameless_line_worth_nothing()
    {
        await using var shop = await RunningShop.StartAsync();
        var recording = Recording.Load("order-create-201-unknown-product");
        shop.Time.Set(recording.At!.Value);
        var reply = await shop.SendAsync(recording.Request());
        JsonComparison.Differences(
            recording.Answer, reply.Json, shop, "id", "number", "order_key", "payment_url", "href").ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_without_id_are_added_once_more_and_a_quantity_alone_changes_no_total()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        var added = await shop.PutAsync("orders/149", "{\"line_items\":[{\"product_id\":36,\"quantity\":1}]}");
        ((string)added["total"]!).ShouldBe("445.00");
        added["line_items"]!.AsArray().Count.ShouldBe(3);
        var line = (int)added["line_items"]![2]!["id"]!;
        var changed = await shop.PutAsync("orders/149", $"{{\"line_items\":[{{\"id\":{line},\"quantity\":5}}]}}");
        ((string)changed["line_items"]![2]!["total"]!).ShouldBe("100.00");
        ((string)changed["total"]!).ShouldBe("445.00");
        var removed = await shop.PutAsync("orders/149", $"{{\"line_items\":[{{\"id\":{line},\"quantity\":0}}]}}");
        ((string)removed["total"]!).ShouldBe("345.00");
        (await shop.PutAsync("orders/149", "{\"line_items\":[{\"id\":999,\"quantity\":1}]}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Stock_moves_with_the_status_as_measured()
    {
        await using var shop = await RunningShop.StartAsync();
        await shop.PutAsync("products/18", "{\"manage_stock\":true,\"stock_quantity\":10}");
        var made =
            await shop.PostAsync(
                "orders",
                    "{\"line_items\":[{\"sku\":\"woo-sunglasses\",\"quantity\":3}],\"billing\":{\"email\":\"a@example.test\"}}");
        var id = (int)made["id"]!;
        Left().ShouldBe(10);
        foreach (var (status, left) in new[]
        {
            ("on-hold", 7), ("processing", 7), ("completed", 7), ("cancelled", 10), ("processing", 7), ("failed", 7),
            ("pending", 10), ("completed", 7), ("refunded", 7),
        })
        {
            (await shop.PutAsync($"orders/{id}", $"{{\"status\":\"{status}\"}}")).Status.ShouldBe(200);
            Left().ShouldBe(left, status);
        }

        shop.Sandbox.Shop.Orders[id].Refunds.Single().Amount.ShouldBe(270m);
        shop.Sandbox.Shop.Mails.Where(mail => mail.To == "a@example.test").Select(mail => mail.Template).ShouldBe(
        [
            "customer_on_hold_order", "customer_processing_order", "customer_completed_order",
                "customer_processing_order",
            "customer_completed_order", "customer_refunded_order",
        ]);
        shop.Sandbox.Shop.Orders[id].Notes.Select(note => note.Text)
            .ShouldContain("Stock levels reduced: Sunglasses (10&rarr;7)");

        int Left() => shop.Sandbox.Shop.ProductBySku("woo-sunglasses")!.StockQuantity!.Value;
    }

    [Fact]
    public async Task Rest_may_sell_more_than_there_is()
    {
        await using var shop = await RunningShop.StartAsync();
        await shop.PutAsync("products/18", "{\"manage_stock\":true,\"stock_quantity\":8}");
        await shop.PostAsync(
            "orders", "{\"status\":\"processing\",\"line_items\":[{\"product_id\":18,\"quantity\":1000}]}");
        shop.Sandbox.Shop.Products[18].StockQuantity.ShouldBe(-992);
        shop.Sandbox.Shop.Products[18].StockStatus.ShouldBe("outofstock");
    }

    [Theory]
    [InlineData("bacs", "on-hold", false)]
    [InlineData("cod", "processing", false)]
    [InlineData("stripe", "processing", true)]
    public async Task The_checkout_sets_the_status_by_the_way_of_paying(string payment, string status, bool paid)
    {
        await using var shop = await RunningShop.StartAsync();
        var order = shop.Sandbox.Checkout.Place(new CheckoutOrder
        {
            Lines = [new CheckoutLine("woo-hoodie-blue", 2), new CheckoutLine("woo-cap", 1)],
            Billing = new ShopAddress { FirstName = "Eva", LastName = "Malá", Email = "eva@example.test" },
            Payment = payment,
            ShippingTitle = "PPL",
            ShippingTotal = 99,
        });
        order.Status.ShouldBe(status);
        (order.DatePaid is not null).ShouldBe(paid);
        order.Total.ShouldBe((2 * 45) + 16 + 99);
        var seen = await shop.GetAsync($"orders/{order.Id}");
        ((string)seen["created_via"]!).ShouldBe("store-api");
        ((string)seen["line_items"]![0]!["parent_name"]!).ShouldBe("Hoodie");
    }

    [Fact]
    public async Task Trash_answers_with_the_old_status_and_our_meta_finds_the_order()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        shop.Sandbox.Shop.OrdersByMeta("erp_order", "OBJ-1").Single().Id.ShouldBe(149);
        ((string)(await shop.DeleteAsync("orders/149"))["status"]!).ShouldBe("processing");
        (await shop.DeleteAsync("orders/149")).Status.ShouldBe(410);
    }
}
