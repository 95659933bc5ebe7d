using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Tests.Sinks;

public sealed class BatchTests
{
    private readonly Shop _shop = new Shop().WithFacts();

    [Fact]
    public async Task a_batch_that_times_out_is_unknown_the_rest_is_not_sent_and_the_next_is_smaller()
    {
        _shop.On("POST", "products/batch", _ =>
        {
            _shop.Time.FireTimers();
            throw new OperationCanceledException();
        });
        await using var system = _shop.Open(("batchSize", 4L));
        var sink = system.Sinks.Single(one => one.Kind == Kind.Product);
        var outcomes = await sink.WriteAsync([.. Enumerable.Range(1, 6).Select(Stock)], TestContext.Current.CancellationToken);

        outcomes.Cast<PushOutcome.Failed>().Select(one => one.Fault.Kind).ShouldBe(
            [.. Enumerable.Repeat(FaultKind.Unknown, 4), .. Enumerable.Repeat(FaultKind.Transient, 2)]);
        sink.BatchSize.ShouldBe(2);
        _shop.Writes.Count().ShouldBe(1);
    }

    [Fact]
    public async Task the_recorded_answer_of_a_mixed_batch_is_taken_apart()
    {
        var recorded = Recording.Of("products-batch-mixed-with-failing-items").Body;
        var updates = recorded.GetProperty("update").EnumerateArray().Take(2).Select(one => one.GetRawText());
        _shop.On("POST", "products/batch", $$"""{"update":[{{string.Join(',', updates)}}]}""");
        await using var system = _shop.Open();
        var outcomes = await system.Sinks.Single(one => one.Kind == Kind.Product)
            .WriteAsync([Stock(36), Stock(999999)], TestContext.Current.CancellationToken);

        outcomes[0].ShouldBeOfType<PushOutcome.Written>().Receipt.RemoteId.ShouldBe("36");
        var missing = outcomes[1].ShouldBeOfType<PushOutcome.Failed>().Fault;
        missing.Kind.ShouldBe(FaultKind.Missing);
        missing.Message.ShouldContain("Invalid ID.");
        _shop.Writes.Single().Json.ToJsonString().ShouldBe(
            """{"update":[{"manage_stock":true,"stock_quantity":36,"id":36},{"manage_stock":true,"stock_quantity":999999,"id":999999}]}""");
    }

    [Fact]
    public async Task an_answer_about_other_records_is_never_believed()
    {
        _shop.On("POST", "products/batch", """{"update":[{"id":2},{"id":1}]}""");
        await using var system = _shop.Open();
        var outcomes = await system.Sinks.Single(one => one.Kind == Kind.Product).WriteAsync([Stock(1), Stock(2)], TestContext.Current.CancellationToken);
        outcomes.Cast<PushOutcome.Failed>().ShouldAllBe(one => one.Fault.Kind == FaultKind.Unknown);
    }

    [Fact]
    public async Task options_that_another_silo_took_away_again_are_added_once_more()
    {
        string parent(string options) => $$"""{"id":7,"sku":"S","name":"Shirt","type":"variable","attributes":[{"id":0,"name":"Size","variation":true,"options":[{{options}}]}]}""";
        var reads = 0;
        // Between our writing of the options and our looking again, somebody else wrote what he had read before.
        _shop.On("GET", "products/7", _ => Shop.Answer(parent(++reads == 1 ? "\"S\"" : "\"S\",\"L\"")))
            .On("PUT", "products/7", asked => Shop.Answer(parent(string.Join(',', asked.Json["attributes"]![0]!["options"]!.AsArray().Select(one => one!.ToJsonString())))))
            .On("POST", "products/7/variations/batch", """{"create":[{"id":8,"sku":"S-M","status":"publish","attributes":[{"id":0,"name":"Size","option":"M"}]}]}""");
        await using var system = _shop.Open();
        var fields = FieldSet.Of(("sku", FieldValue.Of("S-M")), ("parent", new FieldValue.Link(Kind.Product, "7")),
            ("attributes", new FieldValue.Group(FieldSet.Of(("Size", FieldValue.Of("M"))))));
        var outcome = (await system.Sinks.Single(one => one.Kind == Kind.Product)
            .WriteAsync([SandboxShop.Create(Kind.Product, fields)], TestContext.Current.CancellationToken))[0];

        outcome.ShouldBeOfType<PushOutcome.Written>();
        var last = _shop.Writes.Last();
        last.Path.ShouldBe("products/7");
        last.Json["attributes"]![0]!["options"]!.ToJsonString().ShouldBe("""["S","L","M"]""");
    }

    [Fact]
    public async Task a_brand_is_looked_for_as_the_shop_keeps_it()
    {
        // WooCommerce 11.0: names are HTML in the shop's database, and so is what they are compared with.
        _shop.On("GET", "products/brands", asked => Shop.Answer(asked.Query("search") == "Bosch &amp; Syn" ? """[{"id":19,"name":"Bosch &amp; Syn"}]""" : "[]"))
            .On("POST", "products/batch", """{"update":[{"id":5,"name":"Drill","brands":[{"id":19,"name":"Bosch &amp; Syn"}]}]}""");
        (await BrandAsync("Bosch & Syn")).Receipt.Stored!.Text("brand").ShouldBe("Bosch & Syn");
        _shop.Writes.Single().Json["update"]![0]!["brands"]![0]!["id"]!.GetValue<long>().ShouldBe(19);
    }

    [Fact]
    public async Task a_brand_that_somebody_else_made_meanwhile_is_taken()
    {
        var made = false;
        _shop.On("GET", "products/brands", _ => Shop.Answer(made ? """[{"id":19,"name":"Bosch"}]""" : "[]"))
            .On("POST", "products/brands", _ =>
            {
                made = true;
                return Shop.Answer("""{"code":"term_exists","message":"A term with the name provided already exists with this parent.","data":{"status":400,"resource_id":19}}""", 400);
            })
            .On("POST", "products/batch", """{"update":[{"id":5,"name":"Drill","brands":[{"id":19,"name":"Bosch"}]}]}""");
        (await BrandAsync("Bosch")).Receipt.Stored!.Text("brand").ShouldBe("Bosch");
    }

    private async Task<PushOutcome.Written> BrandAsync(string name)
    {
        await using var system = _shop.Open();
        var patch = FieldSet.Of(("brand", FieldValue.Of(name)));
        return (await system.Sinks.Single(one => one.Kind == Kind.Product).WriteAsync(
            [SandboxShop.Update(new Observation(new("shop", Kind.Product, "5"), FieldSet.Empty, default), patch)], TestContext.Current.CancellationToken))[0]
            .ShouldBeOfType<PushOutcome.Written>();
    }

    [Fact]
    public async Task a_note_is_looked_for_before_it_is_written_again_S2_48()
    {
        _shop.On("POST", "orders/batch", """{"update":[{"id":5,"status":"cancelled"}]}""")
            .On("GET", "orders/5/notes", """[{"id":1,"note":"Out of stock"}]""");
        await using var system = _shop.Open();
        var patch = FieldSet.Of(("state", FieldValue.Of("Rejected")), ("stateReason", FieldValue.Of("Out of stock")));
        var outcome = (await system.Sinks.Single(one => one.Kind == Kind.Order).WriteAsync(
            [SandboxShop.Update(new Observation(new("shop", Kind.Order, "5"), FieldSet.Empty, default), patch, isRepeated: true)],
            TestContext.Current.CancellationToken))[0];

        outcome.ShouldBeOfType<PushOutcome.Written>().Receipt.Stored!.Text("stateReason").ShouldBe("Out of stock");
        _shop.Writes.Select(write => write.Path).ShouldBe(["orders/batch"]);
    }

    [Theory]
    [InlineData("on-hold", "Emitting", null)]
    [InlineData("on-hold", "Processed", null)]
    [InlineData("pending", "Accepted", null)]
    [InlineData("on-hold", "Shipped", "completed")]
    [InlineData("on-hold", "Rejected", "cancelled")]
    [InlineData("cancelled", "Accepted", "processing")]
    public async Task an_order_that_nobody_paid_for_is_not_said_to_be_paid(string status, string state, string? sent)
    {
        _shop.On("POST", "orders/batch", $$"""{"update":[{"id":5,"status":"{{sent}}"}]}""");
        await using var system = _shop.Open();
        var seen = new Observation(new("shop", Kind.Order, "5"), FieldSet.Of(("state", FieldValue.Of("Validating"))), default) { Extras = $$"""{"status":"{{status}}"}""" };
        await system.Sinks.Single(one => one.Kind == Kind.Order).WriteAsync(
            [SandboxShop.Update(seen, FieldSet.Of(("state", FieldValue.Of(state))))], TestContext.Current.CancellationToken);
        _shop.Writes.Count().ShouldBe(sent is null ? 0 : 1);
    }

    private static PushRequest Stock(int id) => SandboxShop.Update(
        new Observation(new("shop", Kind.Product, $"{id}"), FieldSet.Empty, default), FieldSet.Of(("stock", new FieldValue.Number(id))));
}
