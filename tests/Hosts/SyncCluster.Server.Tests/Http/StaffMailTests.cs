using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Sandbox.Smtp;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>Mails to people of the company (S2-46), from an order's state to a mail server on loopback.</summary>
public sealed class StaffMailTests : IAsyncLifetime
{
    private readonly House _house = new() { Erp = new StageSystem("erp", Kind.Product, Kind.Customer, Kind.Order) { KnowsStock = true, StockOf = _ => 1 } };
    private SmtpSink _post = null!;

    public async ValueTask InitializeAsync() => _post = await SmtpSink.StartAsync(new SmtpSinkOptions());

    public ValueTask DisposeAsync() => _post.DisposeAsync();

    [Fact]
    public async Task an_order_that_the_stock_cannot_serve_is_told_to_the_customer_and_to_those_in_the_company()
    {
        await using var server = await StartedAsync("staff: { to: [Office <office@example.com>, stock@example.com], language: cs }");
        await RejectedAsync(server);
        var mails = await SentAsync(server, 3);
        mails.Select(mail => mail.To.ShouldHaveSingleItem()).ShouldBe(["ann@example.com", "office@example.com", "stock@example.com"], ignoreOrder: true);
        var office = mails.Single(mail => mail.To[0] == "office@example.com");
        office.Subject.ShouldBe("Objednávka 1002: odmítnuta");
        office.Text.ShouldContain("ann@example.com");
        mails.Select(mail => mail.MessageId).ShouldBeUnique();

        // The same is read again, and the customer's state moves to what nobody of the company asked for.
        _house.Order("1002", OrderState.Rejected);
        await server.PostAsync("/api/feeds/shop/orders/run");
        await server.UntilAsync("/api/mails?status=pending", all => all.GetArrayLength() == 0);
        _post.Messages.Count.ShouldBe(3, "each is told once");
    }

    [Fact]
    public async Task test_mode_sends_what_is_meant_for_the_company_to_its_one_address_too()
    {
        await using var server = await StartedAsync("staff: { to: [office@example.com] }\n  testModeTo: me@example.com");
        await RejectedAsync(server);
        var mails = await SentAsync(server, 2);
        mails.ShouldAllBe(mail => mail.To.Single() == "me@example.com");
        mails.Select(mail => mail.Header("X-SyncCluster-Meant-For")).ShouldBe(["ann@example.com", "office@example.com"], ignoreOrder: true);
    }

    [Fact]
    public async Task nobody_in_the_company_is_told_where_nobody_is_named()
    {
        await using var server = await StartedAsync("language: cs");
        await RejectedAsync(server);
        (await SentAsync(server, 1))[0].To.ShouldBe(["ann@example.com"]);
    }

    private async Task<RunningServer> StartedAsync(string setting)
    {
        // What the shop held before is no news: the order that matters comes later.
        _house.Order("1001", OrderState.Delivered);
        var server = await RunningServer.StartAsync(_house, House.Systems + $$"""
            mail:
              from: Shop <shop@example.com>
              smtp: { host: 127.0.0.1, port: {{_post.Port}}, security: none }
              shop: { name: The Shop }
              send: { orderRejected: true, orderDelivered: false }
              {{setting}}

            """);
        await server.UntilAsync("/api/orders", all => all.GetProperty("items").GetArrayLength() == 1);
        return server;
    }

    private async Task RejectedAsync(RunningServer server)
    {
        _house.Shop.Put(
            Kind.Order, "1002",
            (OrderFields.Number, FieldValue.Of("1002")), (OrderFields.State, FieldValue.Of(nameof(OrderState.Validating))), (OrderFields.CustomerEmail, FieldValue.Of("ann@example.com")),
            (OrderFields.PlacedAt, FieldValue.Of((DateTimeOffset?)TimeProvider.System.GetUtcNow())), (OrderFields.Total, FieldValue.Of((decimal?)12.5m)), (OrderFields.Currency, FieldValue.Of("EUR")),
            (OrderFields.Lines, FieldValue.Of(
            [
                new FieldValue.Group(FieldSet.Of(
                    (OrderLineFields.LineId, FieldValue.Of("1")), (OrderLineFields.Sku, FieldValue.Of("A-1")), (OrderLineFields.Name, FieldValue.Of("Blue shirt")),
                    (OrderLineFields.Quantity, FieldValue.Of((decimal?)2)), (OrderLineFields.Total, FieldValue.Of((decimal?)12.5m)))),
            ])));
        await server.PostAsync("/api/feeds/shop/orders/run");
    }

    private async Task<IReadOnlyList<ReceivedMail>> SentAsync(RunningServer server, int count)
    {
        await server.UntilAsync("/api/mails", all => all.GetArrayLength() == count && all.EnumerateArray().All(mail => mail.GetProperty("status").GetString() == "sent"));
        _post.Messages.Count.ShouldBe(count);
        return _post.Messages;
    }
}
