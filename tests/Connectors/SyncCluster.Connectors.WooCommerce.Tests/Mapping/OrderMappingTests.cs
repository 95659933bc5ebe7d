using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Tests.Mapping;

public sealed class OrderMappingTests
{
    private static readonly DateTimeOffset Seen = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_recorded_order_is_read_with_lines_and_sums_S2_13_S2_54_S2_55()
    {
        var seen = OrderMapping.Read(Recording.Of("order-create").Body, Shop.Context(), Seen);
        var fields = seen.Fields;

        seen.Key.RemoteId.ShouldBe("149");
        fields.Text(OrderFields.Number).ShouldBe("149");
        fields.Instant(OrderFields.PlacedAt).ShouldBe(new DateTimeOffset(2026, 11, 22, 6, 38, 6, TimeSpan.Zero));
        fields.Text(OrderFields.CustomerName).ShouldBe("Jan Novák");
        fields.Text(OrderFields.ShippingMethod).ShouldBe("PPL");
        fields.Text(OrderFields.Note).ShouldBe("Zvonit dvakrát");
        fields.Flag(OrderFields.PaymentManual).ShouldBe(true, "bank transfer is paid by hand (S2-14)");
        var line = fields.Items(OrderFields.Lines).Cast<FieldValue.Group>().Last().Fields;
        line.Text(OrderLineFields.Sku).ShouldBe("woo-hoodie-blue");
        line.Number(OrderLineFields.UnitPrice).ShouldBe(46m);
        ShouldAddUp(fields);
        fields.Number(OrderFields.Subtotal).ShouldBe(246m);
        fields.Number(OrderFields.Total).ShouldBe(345m);
        seen.Extras!.ShouldContain("\"status\":\"pending\"");
        seen.Extras!.ShouldNotContain("wc_order_", Case.Sensitive, "its key opens the order to anybody");
    }

    [Theory]
    [InlineData("24.79", "5.21", "0.00", "0.00", "8.26", "8.26", "8.26")]
    [InlineData("121.00", "21.00", "9.99", "50.00", "60.00")]
    [InlineData("0.00", "0.00", "10.00", "0.00", "0.00")]
    public void sums_hold_to_the_cent_whatever_the_lines_were_rounded_to(string total, string tax, string discount, string shipping, params string[] lines)
    {
        var items = string.Join(',', lines.Select(line => $$"""{"quantity":1,"total":"{{line}}","subtotal":"{{line}}"}"""));
        var order = Recording.Json($$"""
            {"id":1,"status":"processing","total":"{{total}}","total_tax":"{{tax}}","discount_total":"{{discount}}","shipping_total":"{{shipping}}",
             "fee_lines":[{"total":"-1.50"}],"line_items":[{{items}}]}
            """);
        ShouldAddUp(OrderMapping.Read(order, Shop.Context(), Seen).Fields, fees: -1.50m);
    }

    [Fact]
    public void a_guest_is_told_before_the_order_and_by_his_address_X11()
    {
        var order = Recording.Of("order-from-checkout").Body;
        var guest = CustomerMapping.ReadGuest(order, Shop.Context(), Seen)!;

        guest.Key.ShouldBe(new RecordKey("shop", Kind.Customer, "~guest:eva@example.test"));
        guest.Key.IsProvisional.ShouldBeTrue();
        guest.Fields.Text(CustomerFields.Type).ShouldBe(CustomerFields.Contact);
        guest.Fields.Text(CustomerFields.LastName).ShouldBe("Malá");
        guest.Fields.Text("billing.city").ShouldBe("Brno");
        guest.Fields.Text("delivery.street").ShouldBe("Krátká 2");
        OrderMapping.Read(order, Shop.Context(), Seen).Fields.Text(OrderFields.CustomerEmail).ShouldBe("eva@example.test");
    }

    [Fact]
    public void what_people_typed_at_the_block_checkout_is_read_as_they_typed_it()
    {
        // As WooCommerce 11.0 answers: the block checkout keeps names, streets and the note as HTML.
        var order = Recording.Json("""
            {"id":39,"status":"processing","total":"1","customer_id":0,"customer_note":"Zvonit &amp; čekat","line_items":[],
             "billing":{"first_name":"Žofie","last_name":"O’Hara &amp; syn","company":"Díly &amp; kola","address_1":"Ulice 1 &amp; 2","city":"Praha","email":"host@example.test","phone":"1"},
             "shipping":{"first_name":"Žofie","last_name":"O’Hara &amp; syn","address_1":"Ulice 1 &amp; 2"}}
            """);
        var fields = OrderMapping.Read(order, Shop.Context(), Seen).Fields;
        fields.Text(OrderFields.CustomerName).ShouldBe("Žofie O’Hara & syn");
        fields.Text(OrderFields.Note).ShouldBe("Zvonit & čekat");
        fields.Text("billing.street").ShouldBe("Ulice 1 & 2");
        fields.Text("delivery.name").ShouldBe("Žofie O’Hara & syn");

        var guest = CustomerMapping.ReadGuest(order, Shop.Context(), Seen)!.Fields;
        guest.Text(CustomerFields.LastName).ShouldBe("O’Hara & syn");
        guest.Text(CustomerFields.CompanyName).ShouldBe("Díly & kola");
        guest.Text("billing.company").ShouldBe("Díly & kola");
    }

    [Fact]
    public void an_order_without_an_address_has_no_guest() =>
        CustomerMapping.ReadGuest(Recording.Of("order-create-201-unknown-product").Body, Shop.Context(), Seen).ShouldBeNull();

    [Fact]
    public void a_line_of_a_product_that_is_gone_has_no_sku_and_stays()
    {
        var order = OrderMapping.Read(Recording.Of("order-create-201-unknown-product").Body, Shop.Context(), Seen);
        ((FieldValue.Group)order.Fields.Items(OrderFields.Lines)[0]).Fields[OrderLineFields.Sku].ShouldBe(FieldValue.Empty);
    }

    [Theory]
    [InlineData("processing", OrderState.Validating)]
    [InlineData("on-hold", OrderState.Validating)]
    [InlineData("completed", OrderState.Shipped)]
    [InlineData("cancelled", OrderState.Cancelled)]
    [InlineData("refunded", OrderState.Returned)]
    [InlineData("wc-shipped", OrderState.Delivered)]
    public void statuses_mean_states_X1(string status, OrderState state)
    {
        var options = Shop.Context(("statusToState", new Dictionary<string, string> { ["wc-shipped"] = "delivered" })).Options;
        OrderMapping.State(Recording.Json($$"""{"status":"{{status}}"}"""), options).ShouldBe(state);
    }

    [Theory]
    [InlineData("checkout-draft", false)]
    [InlineData("pending", false)]
    [InlineData("processing", true)]
    public void half_filled_checkouts_are_no_orders(string status, bool imported) =>
        OrderMapping.IsImported(Recording.Json($$"""{"status":"{{status}}"}"""), Shop.Context().Options).ShouldBe(imported);

    private static void ShouldAddUp(FieldSet order, decimal fees = 0)
    {
        decimal Of(string name) => order.Number(name)!.Value;
        (Of(OrderFields.Subtotal) - Of(OrderFields.Discount)).ShouldBe(Of(OrderFields.SubtotalAfterDiscount));
        (Of(OrderFields.SubtotalAfterDiscount) + Of(OrderFields.Shipping) + fees).ShouldBe(Of(OrderFields.SubtotalWithShipping));
        (Of(OrderFields.SubtotalWithShipping) + Of(OrderFields.Tax)).ShouldBe(Of(OrderFields.Total));
    }
}
