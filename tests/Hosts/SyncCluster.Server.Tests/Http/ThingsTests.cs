using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Server.Observing;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

public sealed class ThingsTests
{
    private readonly House _house = new();

    [Fact]
    public async Task a_product_of_the_erp_reaches_the_shop_and_is_shown_side_by_side()
    {
        _house.Product("A-1", "Blue shirt", 19.9m);
        await using var server = await RunningServer.StartAsync(_house);
        (await RunningServer.WrittenAsync(_house.Shop)).Desired.Text(ProductFields.Name).ShouldBe("Blue shirt");

        var id = await server.IdAsync(Kind.Product, "a-1");
        var thing = await server.UntilAsync($"/api/entities/{id}", one => one.GetProperty("systems").EnumerateArray().All(system => Text(system, "status") == "inSync"));
        Text(thing, "title").ShouldBe("Blue shirt");
        thing.GetProperty("systems").EnumerateArray().Select(system => Text(system, "remoteId")).ShouldBe(["A-1", "shop-1"]);
        var price = thing.GetProperty("fields").EnumerateArray().Single(row => Text(row, "field") == "price.1");
        price.GetProperty("value").GetDecimal().ShouldBe(19.9m);
        Text(price, "from").ShouldBe("erp");
        price.GetProperty("differs").GetBoolean().ShouldBeFalse();
        Text(price.GetProperty("systems").GetProperty("shop"), "status").ShouldBe("same");

        var history = await server.GetAsync($"/api/history/{id}");
        history.EnumerateArray().SelectMany(step => step.GetProperty("reasons").EnumerateArray()).Select(reason => Text(reason, "about")).ShouldContain("pushed");
        var overview = await server.GetAsync("/api/overview");
        overview.GetProperty("kinds").EnumerateArray().Single(kind => Text(kind, "kind") == "product").GetProperty("inSync").GetInt64().ShouldBe(1);
        overview.GetProperty("changes").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task two_things_that_prove_to_be_one_are_shown_as_one_under_either_id_with_the_history_of_both()
    {
        _house.Shop.Refuses = push => push.IsCreate ? new Fault(FaultKind.Rejected, "A name is missing.") : null;
        await using var server = await RunningServer.StartAsync(_house);
        _house.Erp.Put(Kind.Product, "10", (ProductFields.Sku, FieldValue.Of("A-l")));
        await server.PostAsync("/api/feeds/erp/products/run");
        var mistyped = await server.IdAsync(Kind.Product, "a-l");
        _house.Shop.Put(Kind.Product, "7", (ProductFields.Sku, FieldValue.Of("A-1")), (ProductFields.Name, FieldValue.Of("Shirt of old")));
        await server.PostAsync("/api/feeds/shop/products/run");
        var old = await server.IdAsync(Kind.Product, "a-1");

        _house.Erp.Put(Kind.Product, "10", (ProductFields.Sku, FieldValue.Of("A-1")), (ProductFields.Name, FieldValue.Of("Blue shirt")));
        await server.PostAsync("/api/feeds/erp/products/run");
        (await RunningServer.WrittenAsync(_house.Shop)).Desired.Text(ProductFields.Name).ShouldBe("Blue shirt");
        var one = await server.UntilAsync($"/api/entities/{mistyped}", thing => thing.GetProperty("systems").EnumerateArray().Count(system => Text(system, "status") == "inSync") == 2);
        Text(one, "entityId").ShouldBe(Text(await server.GetAsync($"/api/entities/{old}"), "entityId"));
        (await server.GetAsync("/api/entities?kind=product")).GetProperty("items").GetArrayLength().ShouldBe(1);
        var steps = (await server.GetAsync($"/api/history/{mistyped}")).EnumerateArray().ToList();
        steps.Select(step => Text(step, "entityId")).Distinct().ShouldBe([mistyped, old], ignoreOrder: true);
        (await server.GetAsync("/api/parked")).GetProperty("pushes").GetArrayLength().ShouldBe(0, "what was parked of the one is settled by the other");
        steps.SelectMany(step => step.GetProperty("reasons").EnumerateArray()).Count(reason => Text(reason, "about") == "merged").ShouldBe(2);
    }

    [Fact]
    public async Task an_order_is_shown_with_its_lines_and_the_way_of_its_state()
    {
        _house.Order("1001", OrderState.Validating);
        await using var server = await RunningServer.StartAsync(_house);
        await RunningServer.WrittenAsync(_house.Erp);
        var order = await server.UntilAsync("/api/orders/1001", one => Text(one, "state") == "Emitting");
        order.GetProperty("lines")[0].GetProperty("group").GetProperty("sku").GetString().ShouldBe("A-1");
        order.GetProperty("states").EnumerateArray().Select(step => Text(step, "to")).ShouldBe(["Validating", "Emitting"]);
        var list = await server.GetAsync("/api/orders?state=emitting");
        Text(list.GetProperty("items")[0], "number").ShouldBe("1001");
        list.GetProperty("items")[0].GetProperty("total").GetDecimal().ShouldBe(12.5m);
    }

    [Fact]
    public async Task a_refused_push_is_parked_and_goes_on_when_a_person_says_so()
    {
        _house.Shop.Refuses = _ => new Fault(FaultKind.Rejected, "The name is too long.") { Advice = "Shorten it." };
        _house.Product("A-1", "Blue shirt", 19.9m);
        await using var server = await RunningServer.StartAsync(_house);
        var parked = await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 1);
        var push = parked.GetProperty("pushes")[0];
        Text(push.GetProperty("push").GetProperty("fault"), "advice").ShouldBe("Shorten it.");
        push.GetProperty("push").GetProperty("patch").GetProperty("name").GetProperty("wanted").GetString().ShouldBe("Blue shirt");

        _house.Shop.Refuses = _ => null;
        (await server.PostAsync("/api/parked/retry", new { entityId = Text(push, "entityId"), system = "shop" })).Status.ShouldBe(200);
        await RunningServer.WrittenAsync(_house.Shop);
        await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 0);
    }

    [Fact]
    public async Task a_conflict_is_shown_with_both_values_and_settled()
    {
        await using var server = await RunningServer.StartAsync(_house, House.Systems + """
            rules:
              product: { master: erp, fields: { name: { writers: [erp, shop], conflict: manual } } }

            """);
        _house.Product("A-1", "Blue shirt", 19.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        await RunningServer.WrittenAsync(_house.Shop);
        await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);
        await server.PostAsync("/api/feeds/shop/products/pause");
        _house.Shop.Put(Kind.Product, "shop-1", (ProductFields.Sku, FieldValue.Of("A-1")), (ProductFields.Name, FieldValue.Of("Shirt, blue")));
        _house.Shop.Refuses = _ => new Fault(FaultKind.Rejected, "Not now.");
        _house.Product("A-1", "Light blue shirt", 19.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 1);
        await server.PostAsync("/api/feeds/shop/products/run");
        var conflict = (await server.UntilAsync("/api/conflicts", page => page.GetProperty("items").GetArrayLength() == 1)).GetProperty("items")[0];
        Text(conflict, "theirs").ShouldBe("Shirt, blue");
        Text(conflict, "ours").ShouldBe("Light blue shirt");

        var decision = new { entityId = Text(conflict, "entityId"), field = "name", system = "shop", winner = "shop" };
        (await server.PostAsync("/api/conflicts/resolve", decision)).Status.ShouldBe(200);
        (await server.PostAsync("/api/conflicts/resolve", decision)).Status.ShouldBe(409);
        var id = await server.IdAsync(Kind.Product, "a-1");
        Text(await server.GetAsync($"/api/entities/{id}"), "title").ShouldBe("Shirt, blue");
    }

    [Fact]
    public async Task what_is_asked_wrongly_is_told_with_the_way_out()
    {
        await using var server = await RunningServer.StartAsync(_house);
        using var unknown = await server.Client.GetAsync("/api/entities?kind=prodct", TestContext.Current.CancellationToken);
        ((int)unknown.StatusCode).ShouldBe(400);
        unknown.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Did you mean 'product'?");
        (await server.PostAsync("/api/feeds/erp/prodcts/run")).Answer.GetProperty("advice").GetString().ShouldBe("Did you mean 'products'?");
        (await server.PostAsync("/api/feeds/erp/products/release")).Status.ShouldBe(409);
        (await server.PostAsync("/api/parked/retry")).Status.ShouldBe(400);
        (await server.PostAsync("/api/mails/resend", new { key = "none" })).Status.ShouldBe(409);
    }

    [Fact]
    public async Task a_feed_that_fails_for_an_hour_is_an_alert_in_feeds_health_and_metrics()
    {
        await using var server = await RunningServer.StartAsync(_house);
        (await server.PostAsync("/api/feeds/erp/products/pause")).Status.ShouldBe(200);
        await FailsSinceAsync(server, TimeSpan.FromMinutes(59));
        Erp(await server.GetAsync("/health/systems")).GetProperty("alerts").GetArrayLength().ShouldBe(0);
        await FailsSinceAsync(server, TimeSpan.FromHours(2));
        Erp(await server.GetAsync("/health/systems")).GetProperty("alerts").EnumerateArray().Select(group => group.GetString()).ShouldBe(["products"]);
        var feeds = (await server.GetAsync("/api/feeds")).EnumerateArray().ToList();
        Text(feeds.Single(group => Text(group, "group") == "products" && Text(group, "system") == "erp"), "alert").ShouldNotBeNull().ShouldContain("503: maintenance");
        feeds.ShouldContain(group => Text(group, "alert") == null);
        var gauges = server.App.Services.GetRequiredService<QueueGauges>();
        await gauges.RefreshAsync(TestContext.Current.CancellationToken);
        using var answer = await server.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n')
            .ShouldContain(line => line.StartsWith("synccluster_poll_failing_seconds", StringComparison.Ordinal) && line.Contains("erp") && line.Contains(" 72"));
    }

    private static JsonElement Erp(JsonElement health) => health.GetProperty("systems").EnumerateArray().Single(system => Text(system, "system") == "erp");

    /// <summary>Leaves behind what a feed that fails for so long leaves behind.</summary>
    private static Task FailsSinceAsync(RunningServer server, TimeSpan since) => server.Installation.Store.WriteDocumentsAsync(
        [
            new FeedDocument
            {
                System = "erp", Group = "products", Paused = true,
                Feeds = [new FeedProgress("products") { Failures = 9, FailingSince = TimeProvider.System.GetUtcNow() - since, Fault = new Fault(FaultKind.Transient, "503: maintenance") }],
            }.Stored(),
        ],
        TestContext.Current.CancellationToken);

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
