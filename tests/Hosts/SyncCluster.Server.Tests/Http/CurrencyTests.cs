using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

/// <summary>What becomes of money between two systems of different currencies (S2-5).</summary>
public sealed class CurrencyTests
{
    private readonly House _house = new();

    [Fact]
    public async Task a_price_is_not_written_to_a_shop_of_another_currency_and_nothing_else_of_it_stops()
    {
        (_house.Erp.Currency, _house.Shop.Currency) = ("EUR", "CZK");
        _house.Product("A-1", "Blue shirt", 10m);
        await using var server = await RunningServer.StartAsync(_house);
        var parked = (await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 1)).GetProperty("pushes")[0].GetRawText();
        parked.ShouldContain("price.1 of erp in EUR, and shop would take it for CZK.");
        parked.ShouldContain("other_currency");

        _house.Erp.Put(Kind.Product, "A-2", (ProductFields.Sku, FieldValue.Of("A-2")), (ProductFields.Name, FieldValue.Of("A gift")));
        await server.PostAsync("/api/feeds/erp/products/run");
        var written = await RunningServer.WrittenAsync(_house.Shop);
        written.Desired.Text(ProductFields.Sku).ShouldBe("A-2", "what has no price goes on");
        _house.Shop.Record(Kind.Product, "shop-2").ShouldBeNull();

        // The setting was wrong, not the price; the ERP does not tell it again.
        _house.Erp.Currency = "CZK";
        await server.PostAsync("/api/parked/retry", new { entityId = await server.IdAsync(Kind.Product, "A-1"), system = "shop" });
        (await RunningServer.WrittenAsync(_house.Shop)).Patch.Number(ProductFields.Price(1)).ShouldBe(10m);
    }

    [Fact]
    public async Task an_order_of_another_currency_is_not_written_to_an_ERP_that_keeps_no_currency_beside_it()
    {
        _house.Erp.Currency = "CZK";
        _house.Shop.Currency = "CZK";
        _house.Order("1001", OrderState.Validating);
        await using var server = await RunningServer.StartAsync(_house);
        var parked = (await server.UntilAsync("/api/parked", all => all.GetProperty("pushes").GetArrayLength() == 1)).GetProperty("pushes")[0].GetRawText();
        parked.ShouldContain("in EUR, and erp would take it for CZK.");
        _house.Erp.Written.TryPeek(out _).ShouldBeFalse();
    }
}
