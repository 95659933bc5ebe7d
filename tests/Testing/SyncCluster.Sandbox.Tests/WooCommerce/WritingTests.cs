using System.Net.Http.Headers;
using SyncCluster.Sandbox.WooCommerce;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

public sealed class WritingTests
{
    [Theory]
    [InlineData("\"129.90\"", "129.90")]
    [InlineData("\"42\"", "42")]
    [InlineData("\"12,50\"", "1250")]
    [InlineData("\"1.234,50\"", "1.23450")]
    [InlineData("\"abc\"", "")]
    [InlineData("\"\"", "")]
    [InlineData("null", "")]
    public async Task A_price_is_stored_as_measured(string sent, string stored)
    {
        await using var shop = await RunningShop.StartAsync();
        var reply = await shop.PutAsync("products/18", $"{{\"regular_price\":{sent}}}");
        ((string)reply["regular_price"]!).ShouldBe(stored);
        ((string)reply["price"]!).ShouldBe(stored);
        ((bool)reply["purchasable"]!).ShouldBe(stored.Length > 0);
    }

    [Fact]
    public async Task A_sale_price_that_is_no_saving_is_dropped_also_when_the_regular_price_falls()
    {
        await using var shop = await RunningShop.StartAsync();
        ((string)(await shop.PutAsync("products/18", "{\"sale_price\":\"95\"}"))["sale_price"]!).ShouldBe("");
        ((string)(await shop.PutAsync("products/18", "{\"sale_price\":\"80\"}"))["price"]!).ShouldBe("80");
        var fallen = await shop.PutAsync("products/18", "{\"regular_price\":\"70\"}");
        ((string)fallen["sale_price"]!).ShouldBe("");
        ((string)fallen["price"]!).ShouldBe("70");
    }

    [Fact]
    public async Task Stock_is_ignored_while_uncounted_and_the_shop_decides_the_status_when_counted()
    {
        await using var shop = await RunningShop.StartAsync();
        (await shop.PutAsync("products/18", "{\"stock_quantity\":5}"))["stock_quantity"].ShouldBeNull();
        var counted =
            await shop.PutAsync(
                "products/18", "{\"manage_stock\":true,\"stock_quantity\":-3,\"stock_status\":\"instock\"}");
        ((int)counted["stock_quantity"]!).ShouldBe(-3);
        ((string)counted["stock_status"]!).ShouldBe("outofstock");
        ((string)(await shop.PutAsync("products/18", "{\"backorders\":\"notify\"}"))["stock_status"]!)
            .ShouldBe("onbackorder");
        ((int)(await shop.PutAsync("products/18", "{\"stock_quantity\":null}"))["stock_quantity"]!).ShouldBe(0);
        (await shop.PutAsync("products/18", "{\"stock_quantity\":2.5}")).Code.ShouldBe("rest_invalid_param");
    }

    [Fact]
    public async Task A_variation_whose_product_counts_says_parent()
    {
        await using var shop = await RunningShop.StartAsync();
        await shop.PutAsync("products/12", "{\"manage_stock\":true,\"stock_quantity\":10}");
        var reply =
            await shop.GetAsync("products/12/variations/29?_fields=id,sku,manage_stock,stock_quantity,stock_status");
        var recorded = Recording.Load("variation-stock-managed-by-parent");
        JsonComparison.Differences(recorded.Answer, reply.Json, shop).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A & B", "A &amp; B")]
    [InlineData("Šroub <5mm> ocel", "Šroub  ocel")]
    [InlineData("2 < 3", "2 &lt; 3")]
    [InlineData("<b>x</b> &amp; &euro;", "<b>x</b> &amp; &euro;")]
    [InlineData("<script>x</script>", "x")]
    public async Task Names_come_back_filtered(string sent, string stored)
    {
        await using var shop = await RunningShop.StartAsync();
        var body = System.Text.Json.JsonSerializer.Serialize(new { name = sent });
        ((string)(await shop.PutAsync("products/18", body))["name"]!).ShouldBe(stored);
    }

    [Fact]
    public async Task Meta_data_merges_and_null_deletes()
    {
        await using var shop = await RunningShop.StartAsync();
        var first =
            await shop.PutAsync(
                "products/18", "{\"meta_data\":[{\"key\":\"a\",\"value\":1},{\"key\":\"b\",\"value\":{\"x\":[1]}}]}");
        first["meta_data"]!.AsArray().Select(entry => entry!["value"]!.ToJsonString())
            .ShouldBe(["\"1\"", "{\"x\":[1]}"]);
        var second =
            await shop.PutAsync(
                "products/18", "{\"meta_data\":[{\"key\":\"a\",\"value\":\"2\"},{\"key\":\"b\",\"value\":null}]}");
        var only = second["meta_data"]!.AsArray().Single()!;
        ((string)only["value"]!).ShouldBe("2");
        ((int)only["id"]!).ShouldBe((int)first["meta_data"]![0]!["id"]!);
    }

    [Fact]
    public async Task A_sku_belongs_to_one_product_or_variation_whatever_its_case()
    {
        await using var shop = await RunningShop.StartAsync();
        (await shop.PutAsync("products/18", "{\"sku\":\"WOO-Hoodie-Blue\"}")).Code.ShouldBe("product_invalid_sku");
        (await shop.PutAsync("products/12/variations/30", "{\"sku\":\"woo-cap\"}"))["data"]!["resource_id"]!.ToString()
            .ShouldBe("17");
        (await shop.PutAsync("products/18", "{\"sku\":\"  Woo-Sunglasses \"}")).Status.ShouldBe(200);
        await shop.DeleteAsync("products/17");
        (await shop.PostAsync("products", "{\"sku\":\"woo-cap\"}")).Code.ShouldBe(
            "woocommerce_rest_product_not_created");
        await shop.DeleteAsync("products/17?force=true");
        (await shop.PostAsync("products", "{\"sku\":\"woo-cap\"}")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Trash_answers_with_the_product_then_with_gone_and_force_erases()
    {
        await using var shop = await RunningShop.StartAsync();
        ((string)(await shop.DeleteAsync("products/18"))["status"]!).ShouldBe("publish");
        var recorded = Recording.Load("product-delete-410-already-trashed");
        var again = await shop.DeleteAsync("products/18");
        again.Status.ShouldBe(410);
        JsonComparison.Differences(recorded.Answer, again.Json, shop).ShouldBeEmpty();
        (await shop.GetAsync("products?status=trash&_fields=id")).Text.ShouldBe("[{\"id\":18}]");
        (await shop.DeleteAsync("products/18?force=true")).Status.ShouldBe(200);
        (await shop.GetAsync("products/18")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Images_by_address_are_taken_each_time_and_by_id_never()
    {
        await using var shop = await RunningShop.StartAsync();
        const string Image = "{\"images\":[{\"src\":\"https://cdn.example.test/kůň.jpg\"}]}";
        await shop.PutAsync("products/18", Image);
        var id = (int)(await shop.PutAsync("products/18", Image))["images"]![0]!["id"]!;
        await shop.PutAsync("products/18", $"{{\"images\":[{{\"id\":{id}}}]}}");
        shop.Sandbox.Shop.Downloads["https://cdn.example.test/kůň.jpg"].ShouldBe(2);
        shop.Sandbox.Shop.Products[18].Images.ShouldBe([id]);
        (await shop.PutAsync("products/18", "{\"images\":[{\"id\":999}]}")).Code.ShouldBe(
            "woocommerce_product_invalid_image_id");
    }

    [Fact]
    public async Task An_unknown_category_makes_the_product_uncategorized()
    {
        await using var shop = await RunningShop.StartAsync();
        var made = await shop.PostAsync("products/categories", "{\"name\":\"Hry & hračky\"}");
        ((string)made["name"]!).ShouldBe("Hry &amp; hračky");
        ((string)made["slug"]!).ShouldBe("hry-hracky");
        var id = (int)made["id"]!;
        (await shop.PutAsync(
            "products/18", $"{{\"categories\":[{{\"id\":{id}}}]}}"))["categories"]![0]!["id"]!.ToString()
                .ShouldBe($"{id}");
        (await shop.PutAsync(
            "products/18", "{\"categories\":[{\"name\":\"Hry\"}]}"))["categories"]![0]!["id"]!.ToString()
                .ShouldBe("15");
        (await shop.PostAsync("products/categories", "{\"name\":\"Hry & hračky\"}")).Code.ShouldBe("term_exists");
    }

    [Fact]
    public async Task A_body_that_does_not_call_itself_json_is_ignored_but_still_counts_as_a_write()
    {
        await using var shop = await RunningShop.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/wp-json/wc/v3/products/18")
        {
            Content = new ByteArrayContent("{\"name\":\"x\"}"u8.ToArray()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        var reply = await shop.SendAsync(request);
        reply.Status.ShouldBe(200);
        ((string)reply["name"]!).ShouldBe("Sunglasses");
        shop.Sandbox.Shop.Products[18].DateModified.ShouldBe(RunningShop.Start.UtcDateTime);
    }

    [Fact]
    public async Task A_new_variation_is_answered_as_recorded()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        await shop.DeleteAsync("products/161?force=true");
        var recording = Recording.Load("variation-create");
        shop.Time.Set(recording.At!.Value);
        var reply = await shop.SendAsync(recording.Request());
        JsonComparison.Differences(recording.Answer, reply.Json, shop, "id", "href").ShouldBeEmpty();
        Uri.UnescapeDataString(reply.Header("Location")!).ShouldContain("(?P<product_id>[\\d]+)/variations/");
    }

    [Fact]
    public async Task A_batch_reports_each_item_and_checks_nothing()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        var recording = Recording.Load("products-batch-mixed-with-failing-items");
        var at = DateTimeOffset.Parse("2026-11-22T06:36:40Z", System.Globalization.CultureInfo.InvariantCulture);
        shop.Time.Set(at);
        await shop.PutAsync("products/36", "{\"regular_price\":\"71\"}");
        var reply = await shop.SendAsync(recording.Request());
        reply.Status.ShouldBe(200);
        JsonComparison.Differences(recording.Answer, reply.Json, shop, "id").ShouldBeEmpty();
        var broken =
            await shop.PostAsync("products/batch", "{\"update\":[{\"id\":18,\"status\":\"nope\"}],\"delete\":[0,17]}");
        ((string)broken["update"]![0]!["status"]!).ShouldBe("draft");
        broken["delete"]!.AsArray().Count.ShouldBe(1);
        shop.Sandbox.Shop.Products.ContainsKey(17).ShouldBeFalse();
        shop.Sandbox.Shop.Writes["BATCH create products"].ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_of_variations_refuses_what_is_none()
    {
        await using var shop = await RunningShop.StartAsync();
        await shop.PutAsync("products/12/variations/30", "{\"manage_stock\":true,\"regular_price\":\"46\"}");
        var recording = Recording.Load("variations-batch-update");
        var reply = await shop.SendAsync(recording.Request());
        JsonComparison.Differences(recording.Answer, reply.Json, shop).ShouldBeEmpty();
        (await shop.PutAsync("products/30", "{}")).Code.ShouldBe("woocommerce_rest_invalid_product_id");
    }

    [Fact]
    public async Task Four_parallel_creates_with_one_sku_give_one_product()
    {
        await using var shop = await RunningShop.StartAsync();
        var replies =
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.PostAsync("products", "{\"sku\":\"ONE\"}")));
        replies.Count(reply => reply.Status == 201).ShouldBe(1);
        replies.Count(reply => reply.Status == 400 && reply.Code == "product_invalid_sku").ShouldBe(3);
    }

    [Fact]
    public async Task Customers_merge_billing_and_keep_their_e_mail_to_themselves()
    {
        await using var shop = await RunningShop.StartAsync(WooCommerceSeed.Recorded);
        var changed = await shop.PutAsync("customers/2", "{\"billing\":{\"city\":\"Brno\"}}");
        ((string)changed["billing"]!["city"]!).ShouldBe("Brno");
        ((string)changed["billing"]!["address_1"]!).ShouldBe("Dlouhá 1");
        var other = await shop.PostAsync("customers", "{\"email\":\"jan.novak@other.test\"}");
        ((string)other["username"]!).ShouldBe("jan.novak-2");
        var taken = await shop.PutAsync($"customers/{other["id"]}", "{\"email\":\"Jan.Novak@example.test\"}");
        taken.Code.ShouldBe("woocommerce_rest_customer_invalid_email");
        (await shop.PutAsync("customers/2", "{\"billing\":{\"email\":\"nobody\"}}")).Code.ShouldBe(
            "rest_invalid_param");
        (await shop.PostAsync("customers", "{}")).Code.ShouldBe("rest_missing_callback_param");
        (await shop.DeleteAsync("customers/2?force=true")).Status.ShouldBe(200);
        shop.Sandbox.Shop.Mails.Single().Template.ShouldBe("customer_new_account");
    }
}
