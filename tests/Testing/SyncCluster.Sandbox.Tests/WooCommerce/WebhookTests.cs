using System.Text.Json.Nodes;
using SyncCluster.Sandbox.Faults;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Webhooks;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class WebhookTests
{
    private const string Secret = "tajné&<>\"'heslo";

    [Fact]
    public async Task Creating_one_pings_its_address_at_once_and_hides_the_secret()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        var recording = Recording.Load("webhook-create");
        var body = recording.Root["request"]!["body"]!.DeepClone();
        body["delivery_url"] = receiver.Url;
        var reply = await shop.PostAsync("webhooks", body.ToJsonString());
        reply.Status.ShouldBe(201);
        JsonComparison.Differences(
            recording.Answer, reply.Json, shop, "delivery_url", "date_created", "date_created_gmt").ShouldBeEmpty();
        var ping = receiver.Got.Single();
        ping.Text.ShouldBe("webhook_id=1");
        ping.Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded");
        ping.Headers.Keys.ShouldNotContain(name => name.StartsWith("X-WC", StringComparison.OrdinalIgnoreCase));
        ping.Headers["User-Agent"].ShouldBe(
            (string)Recording.Load("webhook-ping").Root["received"]!["headers"]!["User-Agent"]!);
    }

    [Fact]
    public async Task A_delivery_is_signed_over_its_bytes_and_has_the_recorded_headers()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        await HookAsync(shop, receiver, "product.updated");
        await shop.PutAsync("products/14", "{\"name\":\"Žluťoučký kůň / ½ 😀\"}");
        (await shop.Sandbox.DeliverPendingAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        var got = receiver.Got.Last();
        got.IsSignedWith(Secret).ShouldBeTrue();
        got.Text.ShouldContain(
            "\"name\":\"\\u017dlu\\u0165ou\\u010dk\\u00fd k\\u016f\\u0148 \\/ \\u00bd \\ud83d\\ude00\"");
        var recorded = Recording.Load("webhook-product-updated").Root["received"]!["headers"]!.AsObject();
        foreach (
            var name in recorded.Select(pair => pair.Key)
                .Where(name => name.StartsWith("X-WC", StringComparison.Ordinal)))
        {
            got.Headers.Keys.ShouldContain(name);
        }

        got.Headers["X-WC-Webhook-Source"].ShouldBe(shop.Sandbox.BaseUrl + "/");
        got.Headers["X-WC-Webhook-Event"].ShouldBe("updated");
        got.Headers["X-WC-Webhook-Delivery-ID"].Length.ShouldBe(32);
        JsonNode.Parse(got.Text)!.AsObject().Select(pair => pair.Key).ShouldBe(
            JsonNode.Parse(
                (string)Recording.Load("webhook-product-updated").Root["received"]!["raw_body"]!)!.AsObject()
                    .Select(pair => pair.Key));
    }

    /// <summary>
    /// Recorded bodies, parsed and written again, give the recorded bytes: so do those of the stand-in.
    /// </summary>
    [Theory]
    [InlineData("webhook-order-created")]
    [InlineData("webhook-order-updated")]
    [InlineData("webhook-product-updated")]
    [InlineData("webhook-customer-created")]
    [InlineData("webhook-product-updated-but-gone")]
    public void Bodies_are_written_as_php_writes_them(string name)
    {
        var root = Recording.Load(name).Root;
        var raw = Convert.FromBase64String((string)root["received"]!["raw_body_base64"]!);
        PhpJson.Bytes(JsonNode.Parse(raw)).ShouldBe(raw);
        WebhookMessage.Sign((string)root["verify"]!["secret"]!, raw)
            .ShouldBe((string)root["received"]!["headers"]!["X-WC-Webhook-Signature"]!);
    }

    [Fact]
    public async Task A_new_order_fires_created_and_updated_and_quick_changes_become_one_delivery_of_the_last_state()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        await HookAsync(shop, receiver, "order.created");
        await HookAsync(shop, receiver, "order.updated");
        await HookAsync(shop, receiver, "product.updated");
        await shop.PutAsync("products/18", "{\"manage_stock\":true,\"stock_quantity\":9}");
        var id = (int)(await shop.PostAsync("orders", "{\"line_items\":[{\"product_id\":18,\"quantity\":1}]}"))["id"]!;
        await shop.PutAsync($"orders/{id}", "{\"status\":\"processing\"}");
        await shop.PutAsync($"orders/{id}", "{\"status\":\"completed\"}");
        await shop.PostAsync($"orders/{id}/notes", "{\"note\":\"fires nothing\"}");
        await DeliverAsync(shop);
        receiver.Topics.Where(topic => topic != "ping").Order()
            .ShouldBe(["order.created", "order.updated", "product.updated"]);
        receiver.Got.Where(got => got.Text.Contains("\"status\":\"completed\"", StringComparison.Ordinal)).Count()
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_change_during_the_delivery_is_delivered_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        await HookAsync(shop, receiver, "product.updated");
        receiver.OnDelivery = async () =>
        {
            receiver.OnDelivery = null;
            await shop.PutAsync("products/14", "{\"name\":\"later\"}");
        };
        await shop.PutAsync("products/14", "{\"name\":\"first\"}");
        await DeliverAsync(shop);
        receiver.Topics.ShouldBe(["ping", "product.updated", "product.updated"]);
        receiver.Got.Last().Text.ShouldContain("\"name\":\"later\"");
    }

    [Fact]
    public async Task Deletions_carry_the_number_only_and_what_is_gone_by_then_an_error()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        await HookAsync(shop, receiver, "product.deleted");
        await HookAsync(shop, receiver, "product.updated");
        await shop.DeleteAsync("products/18");
        await shop.PutAsync("products/17", "{}");
        await shop.DeleteAsync("products/17?force=true");
        await DeliverAsync(shop);
        receiver.Got.Where(got => got.Text == "{\"id\":18}").Count().ShouldBe(1);
        receiver.Got.Last().Text.ShouldBe(
            (string)Recording.Load("webhook-product-updated-but-gone").Root["received"]!["raw_body"]!);
        receiver.Got.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_variation_comes_as_its_own_object()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        await HookAsync(shop, receiver, "product.updated");
        await shop.PutAsync("products/12/variations/30", "{\"regular_price\":\"46\"}");
        await DeliverAsync(shop);
        var body = JsonNode.Parse(receiver.Got.Last().Text)!;
        receiver.Got.Count.ShouldBe(2);
        ((string)body["type"]!).ShouldBe("variation");
        ((int)body["parent_id"]!).ShouldBe(12);
    }

    [Fact]
    public async Task The_seventh_failure_in_a_row_disables_and_making_it_active_does_not_forget()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        var id = await HookAsync(shop, receiver, "product.updated");
        receiver.Answer = 500;
        for (var failure = 1; failure <= 7; failure++)
        {
            shop.Sandbox.Shop.Webhooks[id].Status.ShouldBe("active");
            await shop.PutAsync("products/14", "{}");
            await DeliverAsync(shop);
        }

        shop.Sandbox.Shop.Webhooks[id].Status.ShouldBe("disabled");
        await shop.PutAsync($"webhooks/{id}", "{\"status\":\"active\"}");
        await shop.PutAsync("products/14", "{}");
        await DeliverAsync(shop);
        shop.Sandbox.Shop.Webhooks[id].Status.ShouldBe("disabled");

        await shop.PutAsync($"webhooks/{id}", "{\"status\":\"active\"}");
        receiver.Answer = 302;
        await shop.PutAsync("products/14", "{}");
        await DeliverAsync(shop);
        shop.Sandbox.Shop.Webhooks[id].Failures.ShouldBe(0);
        shop.Sandbox.Shop.Webhooks[id].Status.ShouldBe("active");
    }

    [Fact]
    public async Task Nobody_outside_this_machine_is_called()
    {
        await using var shop = await RunningShop.StartAsync();
        var made =
            await shop.PostAsync(
                "webhooks", "{\"topic\":\"product.updated\",\"delivery_url\":\"https://shop.example.test/hook\"}");
        made.Status.ShouldBe(201);
        await shop.PutAsync("products/14", "{}");
        await DeliverAsync(shop);
        shop.Sandbox.Deliveries.ShouldAllBe(delivery => delivery.Status == 0);
        shop.Sandbox.Shop.Webhooks[1].Failures.ShouldBe(1);
    }

    [Fact]
    public async Task Webhooks_can_be_lost_doubled_and_turned_round()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync();
        await HookAsync(shop, receiver, "product.updated");
        shop.Sandbox.Faults.Next(FaultKind.LostWebhook);
        await shop.PutAsync("products/14", "{}");
        await DeliverAsync(shop);
        receiver.Got.Count.ShouldBe(1);
        shop.Sandbox.Faults.Next(FaultKind.DuplicateWebhook, path: "product.updated");
        await shop.PutAsync("products/14", "{}");
        await DeliverAsync(shop);
        receiver.Got.Count.ShouldBe(3);
        shop.Sandbox.Faults.Next(FaultKind.OutOfOrderWebhooks);
        await shop.PutAsync("products/14", "{}");
        await shop.PutAsync("products/18", "{}");
        await DeliverAsync(shop);
        receiver.Got.TakeLast(2).Select(got => (int)JsonNode.Parse(got.Text)!["id"]!).ShouldBe([18, 14]);
    }

    [Fact]
    public async Task The_shop_delivers_by_itself_when_it_is_told_to()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var shop = await RunningShop.StartAsync(with: options => options with { DeliverWebhooks = true });
        await HookAsync(shop, receiver, "product.updated");
        await shop.PutAsync("products/14", "{}");
        await receiver.FirstDelivery.WaitAsync(TestContext.Current.CancellationToken);
        receiver.Topics.ShouldBe(["ping", "product.updated"]);
    }

    private static async Task<int> HookAsync(RunningShop shop, Receiver receiver, string topic)
    {
        var body = new JsonObject { ["topic"] = topic, ["delivery_url"] = receiver.Url, ["secret"] = Secret };
        return (int)(await shop.PostAsync("webhooks", body.ToJsonString()))["id"]!;
    }

    private static Task<int> DeliverAsync(RunningShop shop) =>
        shop.Sandbox.DeliverPendingAsync(TestContext.Current.CancellationToken);
}
