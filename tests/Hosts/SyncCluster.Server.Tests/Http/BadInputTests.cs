using System.Text.Json;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>What is wrong stands under parked with system, record and what to do, is counted, and holds up nothing else.</summary>
public sealed class BadInputTests
{
    private readonly House _house = new();

    [Fact]
    public async Task a_second_record_with_one_sku_in_other_letters_waits_until_the_first_has_another()
    {
        _house.Product("1", "A-1", "Blue shirt", 19.9m);
        await using var server = await RunningServer.StartAsync(_house);
        await RunningServer.WrittenAsync(_house.Shop);
        _house.Product("2", " a-1 ", "Blue shirt again", 5m);
        _house.Product("3", "A-3", "Red shirt", 7m);
        await server.PostAsync("/api/feeds/erp/products/run");
        (await RunningServer.WrittenAsync(_house.Shop)).Desired.Text(ProductFields.Sku).ShouldBe("A-3", "nothing else stops");
        var item = (await Parked(server)).Single();
        Text(item.GetProperty("fault"), "message").ShouldNotBeNull().ShouldContain("erp/Product/2 has Product sku 'A-1', which 1 in erp has too");
        Text(item.GetProperty("fault"), "advice").ShouldNotBeNull().ShouldContain("another key");
        (await server.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("reason=\"duplicate_key\"");

        _house.Product("1", "A-1-OLD", "Blue shirt", 19.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/parked", all => all.GetProperty("input").GetArrayLength() == 0);
        var both = await server.UntilAsync("/api/entities?kind=product", page => page.GetProperty("items").GetArrayLength() == 3);
        both.GetProperty("items").EnumerateArray().Select(one => Text(one, "title")).ShouldContain("Blue shirt again");
    }

    [Theory]
    [InlineData("GET", "/api/entities?limit=abc", 400, "limit")]
    [InlineData("GET", "/api/orders?open=maybe", 400, "open")]
    [InlineData("POST", "/api/parked/retry", 400, "JSON")]
    [InlineData("GET", "/api/nope", 404, null)]
    [InlineData("DELETE", "/api/overview", 405, null)]
    public async Task a_request_that_is_not_understood_is_told_what_to_do(string method, string path, int status, string? names)
    {
        await using var server = await RunningServer.StartAsync(_house);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("{bad", System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Text(problem, "advice").ShouldBe("Compare it with /openapi/v1.json.");
        if (names is not null) Text(problem, "detail").ShouldNotBeNull().ShouldContain(names);
    }

    [Fact]
    public async Task a_contact_before_its_company_waits_and_goes_on_by_itself_X9()
    {
        await using var server = await RunningServer.StartAsync(_house);
        _house.Erp.Put(
            Kind.Customer, "p1", (CustomerFields.Type, FieldValue.Of(CustomerFields.Contact)), (CustomerFields.Email, FieldValue.Of("ann@example.com")),
            (CustomerFields.LastName, FieldValue.Of("Ann")), (CustomerFields.Employer, new FieldValue.Link(Kind.Customer, "c9")));
        await server.PostAsync("/api/feeds/erp/customers/run");
        var waiting = (await Parked(server)).Single();
        Text(waiting.GetProperty("fault"), "message").ShouldNotBeNull().ShouldContain("erp/Customer/p1 refers to erp/Customer/c9");
        _house.Erp.Put(
            Kind.Customer, "c9", (CustomerFields.Type, FieldValue.Of(CustomerFields.Company)), (CustomerFields.TaxId, FieldValue.Of("CZ1")),
            (CustomerFields.CompanyName, FieldValue.Of("Ann Ltd.")));
        await server.PostAsync("/api/feeds/erp/customers/run");
        await server.UntilAsync("/api/parked", all => all.GetProperty("input").GetArrayLength() == 0);
        await server.IdAsync(Kind.Customer, "ann@example.com");
    }

    [Fact]
    public async Task each_row_that_reading_consumed_waits_by_itself_and_none_goes_because_of_another_X9()
    {
        var house = new House { Erp = new StageSystem("erp", Kind.Product, Kind.Category, Kind.Customer, Kind.Order) };
        await using var server = await RunningServer.StartAsync(house);
        house.Product("p1", "A-1", "Blue shirt", 10);
        await server.PostAsync("/api/feeds/erp/products/run");
        var id = await server.IdAsync(Kind.Product, "A-1");
        foreach (var category in new[] { "c1", "c2" })
            house.Erp.Tell(Kind.Product, "p1", (ProductFields.Categories, new FieldValue.Delta([new FieldValue.Link(Kind.Category, category)], [])));
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/parked", all => all.GetProperty("input").GetArrayLength() == 2);

        // A later row of the product tells its price, and nothing of its categories.
        house.Erp.Tell(Kind.Product, "p1", (ProductFields.Price(1), FieldValue.Of((decimal?)4711)));
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync($"/api/entities/{id}", one => one.GetRawText().Contains("4711", StringComparison.Ordinal));
        foreach (var category in new[] { "c1", "c2" }) house.Erp.Put(Kind.Category, category, (CategoryFields.Name, FieldValue.Of(category)), (CategoryFields.Path, FieldValue.Of(category)));
        await server.PostAsync("/api/feeds/erp/categories/run");
        await server.UntilAsync("/api/parked", all => all.GetProperty("input").GetArrayLength() == 0);
        var both = await server.UntilAsync($"/api/entities/{id}", one => one.GetRawText().Contains("categories", StringComparison.Ordinal));
        foreach (var name in new[] { "c1", "c2" }) (await server.IdAsync(Kind.Category, name)).ShouldBeOneOf([.. Ids(both)]);

        static IEnumerable<string> Ids(JsonElement entity) => System.Text.RegularExpressions.Regex.Matches(entity.GetRawText(), "[0-9a-f]{32}").Select(match => match.Value);
    }

    [Fact]
    public async Task an_export_without_its_prices_trips_the_brake_and_empties_no_shop()
    {
        await using var server = await RunningServer.StartAsync(_house);
        foreach (var number in Enumerable.Range(1, 30)) _house.Product($"e{number}", $"E-{number}", "Chair", 10);
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/entities?kind=product&text=Chair&limit=100", page => page.GetProperty("items").GetArrayLength() == 30);
        foreach (var number in Enumerable.Range(1, 30))
            _house.Erp.Tell(Kind.Product, $"e{number}", (ProductFields.Price(1), FieldValue.Of((decimal?)null)));
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/feeds", all => all.GetRawText().Contains("re-priced", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_mass_mistake_in_the_price_list_of_the_second_shop_trips_the_brake()
    {
        await using var server = await RunningServer.StartAsync(_house);
        Export(second: 9);
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/entities?kind=product&text=Chair&limit=100", page => page.GetProperty("items").GetArrayLength() == 30);
        Export(second: 0.09m);
        await server.PostAsync("/api/feeds/erp/products/run");
        await server.UntilAsync("/api/feeds", all => all.GetRawText().Contains("re-priced", StringComparison.Ordinal));

        void Export(decimal second)
        {
            foreach (var number in Enumerable.Range(1, 30))
                _house.Erp.Put(Kind.Product, $"e{number}", (ProductFields.Sku, FieldValue.Of($"E-{number}")), (ProductFields.Name, FieldValue.Of("Chair")),
                    (ProductFields.Price(1), FieldValue.Of((decimal?)10)), (ProductFields.Price(2), FieldValue.Of((decimal?)second)));
        }
    }

    [Fact]
    public async Task orders_of_two_shops_with_one_number_do_not_become_one()
    {
        var second = new StageSystem("shop2", Kind.Order);
        var house = new House { Others = [second] };
        house.Order("149", OrderState.Validating);
        await using var server = await RunningServer.StartAsync(house, House.Systems + "  shop2: { connector: stage, role: shop }\n");
        await server.IdAsync(Kind.Order, "149");
        second.Put(Kind.Order, "o9", (OrderFields.Number, FieldValue.Of("149")), (OrderFields.State, FieldValue.Of(nameof(OrderState.Validating))), (OrderFields.CustomerEmail, FieldValue.Of("eva@example.com")));
        await server.PostAsync("/api/feeds/shop2/orders/run");
        var fault = (await Parked(server)).Single().GetProperty("fault");
        Text(fault, "message").ShouldBe("shop2/Order/o9 has number 149, as shop/Order/149 has: the shops number their orders alike.");
        Text(fault, "advice").ShouldNotBeNull().ShouldContain("orderPrefix");
    }

    private static async Task<IEnumerable<JsonElement>> Parked(RunningServer server) =>
        (await server.UntilAsync("/api/parked", all => all.GetProperty("input").GetArrayLength() == 1)).GetProperty("input").EnumerateArray();

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
