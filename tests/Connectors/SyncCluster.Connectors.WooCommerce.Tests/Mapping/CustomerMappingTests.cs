using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Tests.Mapping;

public sealed class CustomerMappingTests
{
    private static readonly DateTimeOffset Seen = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_recorded_account_is_read_S2_53()
    {
        var seen = CustomerMapping.Read(Recording.Of("customer-create").Body, Shop.Context(("taxIdMeta", new[] { "erp_id" })), Seen);

        seen.Key.RemoteId.ShouldBe("2");
        seen.Fields.Text(CustomerFields.Email).ShouldBe("jan.novak@example.test");
        seen.Fields.Text(CustomerFields.CompanyName).ShouldBe("Firma s.r.o.");
        seen.Fields.Text(CustomerFields.Phone).ShouldBe("+420111222333");
        seen.Fields.Text("billing.name").ShouldBe("Jan Novák");
        seen.Fields.Text("billing.street").ShouldBe("Dlouhá 1");
        seen.Fields["delivery.city"].ShouldBe(FieldValue.Empty);
        seen.Fields.Text(CustomerFields.TaxId).ShouldBe("A-77");
    }

    [Fact]
    public void what_one_place_of_the_shop_holds_is_pushed_under_one_name_only()
    {
        CustomerMapping.Writable.ShouldContain(CustomerFields.Phone);
        CustomerMapping.Writable.ShouldNotContain("billing.phone");
        CustomerMapping.Writable.ShouldContain("delivery.phone");
    }

    [Fact]
    public void a_patch_names_only_what_it_changes()
    {
        var body = CustomerMapping.Write(
            FieldSet.Of(("billing.name", FieldValue.Of("Jan Maria Novák")), ("phone", FieldValue.Empty), ("vatId", FieldValue.Of("CZ1"))), null, Shop.Context().Options);

        body.ToJsonString().ShouldBe(
            """{"billing":{"first_name":"Jan Maria","last_name":"Nov\u00E1k","phone":""},"meta_data":[{"key":"billing_dic","value":"CZ1"}]}""");
    }

    [Fact]
    public void a_tax_id_goes_where_the_shop_keeps_it()
    {
        var extras = Recording.Json("""{"meta_data":[{"id":1,"key":"_billing_ico","value":"old"}]}""");
        var body = CustomerMapping.Write(FieldSet.Of(("taxId", FieldValue.Of("123"))), extras, Shop.Context().Options);
        ((string)body["meta_data"]![0]!["key"]!).ShouldBe("_billing_ico");
    }
}
