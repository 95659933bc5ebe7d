using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Tests.Scenes;
using static SyncCluster.Core.Tests.Scenes.Houses;

namespace SyncCluster.Core.Tests.Deciding;

/// <summary>A number is written to nobody who would take it for money of his own (S2-5).</summary>
public sealed class CurrencyTests
{
    private static readonly Dictionary<string, string> NobodyTells = [];

    [Fact]
    public void a_price_of_another_currency_is_refused_with_both_currencies_and_the_way_out()
    {
        var fault = Refusal(Priced("EUR"), "CZK").ShouldNotBeNull();
        fault.Kind.ShouldBe(FaultKind.Rejected);
        fault.ConcernsSystem.ShouldBeFalse("nothing else of the shop stops");
        fault.Message.ShouldBe("Not written: price.1 of erp in EUR, and shop would take it for CZK.");
        fault.Advice.ShouldBe("Set the right currency in erp or in shop; or let shop receive no such fields (rules.product.fields, receivers). Then retry.");
        fault.Fields.ShouldBe([new("price.1", "is in EUR, and shop keeps CZK")]);
    }

    [Theory]
    [InlineData("CZK")]
    [InlineData(" czk ")]
    public void a_price_of_the_same_currency_is_none_of_its_business(string currency) => Refusal(Priced(currency), "CZK").ShouldBeNull();

    [Fact]
    public void what_is_no_money_or_no_amount_goes_on()
    {
        var state = Priced("EUR").State;
        Currencies.Refusal(state, Scene.Fields((Stock, 5), (Name, "Chair")), Shop, "CZK", NobodyTells).ShouldBeNull();
        Currencies.Refusal(state, Scene.Fields((Price, null)), Shop, "CZK", NobodyTells).ShouldBeNull("an emptied price is in no currency");
    }

    [Fact]
    public void a_price_whose_currency_nobody_tells_is_let_through() =>
        Refusal(Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10)), "CZK").ShouldBeNull();

    [Fact]
    public void what_the_ERP_says_of_its_money_today_counts_before_what_stood_beside_the_price()
    {
        // Rows of interchange tables are read once: after the setting was corrected, they would be wrong for ever.
        var scene = Priced("EUR");
        Refusal(scene, "CZK", new Dictionary<string, string> { [Erp] = "CZK" }).ShouldBeNull();
        Refusal(Priced("CZK"), "CZK", new Dictionary<string, string> { [Erp] = "EUR" }).ShouldNotBeNull();
    }

    [Fact]
    public void each_price_is_in_the_currency_of_whoever_set_it()
    {
        var scene = Product(Owned("price.2", Crm), Owned(ProductFields.Currency, Erp))
            .Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (ProductFields.Currency, "CZK"))
            .Sees(Crm, "c9", (Sku, "CH-1"), ("price.2", 1), (ProductFields.Currency, "EUR"));
        var fault = Currencies.Refusal(scene.State, Scene.Fields((Price, 10), ("price.2", 1)), Shop, "CZK", NobodyTells).ShouldNotBeNull();
        fault.Fields.Select(field => field.Key).ShouldBe(["price.2"]);
        fault.Message.ShouldContain("price.2 of crm in EUR");
    }

    [Fact]
    public void an_order_keeps_the_currency_in_which_it_was_placed()
    {
        // Plug-ins let customers choose: the shop's own currency says nothing of one order.
        var scene = Order().Places(nameof(OrderState.Validating), (OrderFields.Currency, "EUR"));
        var told = new Dictionary<string, string> { [Shop] = "CZK" };
        Currencies.Refusal(scene.State, Scene.Fields((OrderFields.Total, 120)), Crm, "CZK", told).ShouldNotBeNull();
        Currencies.Refusal(scene.State, Scene.Fields((OrderFields.Total, 120)), Crm, "EUR", told).ShouldBeNull();
        Currencies.Refusal(scene.State, Scene.Fields((OrderFields.State, "Shipped")), Crm, "CZK", told).ShouldBeNull("a state is no money");
    }

    [Fact]
    public void lines_of_an_order_and_every_amount_are_money()
    {
        string[] amounts =
        [
            OrderFields.Lines, OrderFields.Subtotal, OrderFields.Discount, OrderFields.SubtotalAfterDiscount, OrderFields.Shipping,
            OrderFields.SubtotalWithShipping, OrderFields.Tax, OrderFields.Total,
        ];
        KindSchema.Of(Kind.Order).Fields.Where(field => field.IsMoney).Select(field => field.Name).ShouldBe(amounts, ignoreOrder: true);
        KindSchema.Of(Kind.Product).Fields.Where(field => field.IsMoney).Select(field => field.Name)
            .ShouldBe(["price.1", "price.2", "price.3", "price.4", "price.5", ProductFields.SalePrice], ignoreOrder: true);
    }

    private static Scene Priced(string currency) =>
        Product().Sees(Erp, "10", (Sku, "CH-1"), (Name, "Chair"), (Price, 10), (Stock, 5), (ProductFields.Currency, currency));

    private static Fault? Refusal(Scene scene, string own, Dictionary<string, string>? told = null) =>
        Currencies.Refusal(scene.State, scene.View(Shop).Pending.ShouldNotBeNull().Patch, Shop, own, told ?? NobodyTells);
}
