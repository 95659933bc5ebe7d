using System.Globalization;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Tests.Mapping;

public sealed class ProductMappingTests
{
    private static readonly DateTimeOffset Seen = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_recorded_product_is_read_with_its_measures_in_kilograms_and_centimetres_S2_10_S2_11()
    {
        var seen = ProductMapping.Read(Recording.Of("product-simple").Body, Shop.Context(), Seen);

        seen.Key.ShouldBe(new RecordKey("shop", Kind.Product, "14"));
        seen.ModifiedAt.ShouldBe(new DateTimeOffset(2026, 11, 22, 6, 27, 34, TimeSpan.Zero));
        seen.Fields.Text(ProductFields.Sku).ShouldBe("woo-tshirt");
        seen.Fields.Text(ProductFields.Name).ShouldBe("T-Shirt");
        seen.Fields.Number("price.1").ShouldBe(18m);
        seen.Fields[ProductFields.SalePrice].ShouldBe(FieldValue.Empty);
        seen.Fields.Contains(ProductFields.Stock).ShouldBeFalse("the shop keeps no count of it");
        seen.Fields.Number(ProductFields.WeightKg).ShouldBe(0.8m);
        seen.Fields.Number(ProductFields.LengthCm).ShouldBe(8m);
        seen.Fields.Items(ProductFields.Categories).ShouldBeEmpty("the default category says nothing");
        seen.Fields.Text(ProductFields.Currency).ShouldBe("CZK");
        seen.Fields.Flag(ProductFields.Active).ShouldBe(true);
        seen.Extras!.ShouldContain("\"type\":\"simple\"");
        seen.Extras!.ShouldNotContain("_links");
    }

    [Fact]
    public void the_price_goes_to_the_list_from_which_the_shop_sells_X5()
    {
        var seen = ProductMapping.Read(Recording.Of("product-create").Body, Shop.Context(("priceList", 3L)), Seen);

        seen.Fields.Number("price.3").ShouldBe(129.90m);
        seen.Fields.Contains("price.1").ShouldBeFalse();
        seen.Fields.Number(ProductFields.Stock).ShouldBe(7m);
    }

    [Fact]
    public void a_product_with_variations_has_no_price_of_its_own()
    {
        var seen = ProductMapping.Read(Recording.Of("product-variable").Body, Shop.Context(), Seen);

        seen.Fields.Contains("price.1").ShouldBeFalse();
        ProductWriting.IsVariable(Extras.Read(seen.Extras)).ShouldBeTrue();
    }

    [Fact]
    public void a_variation_that_shows_its_parents_sku_has_none_S2_7()
    {
        var parent = new ParentProduct(12, "woo-hoodie", "Hoodie");
        var seen = ProductMapping.ReadVariation(Recording.Of("variation-create").Body, parent, Shop.Context(), Seen);

        seen.Key.RemoteId.ShouldBe("12/162");
        seen.Fields.Contains(ProductFields.Sku).ShouldBeFalse();
        seen.Fields.Text(ProductFields.Name).ShouldBe("Hoodie - Blue, Yes");
        seen.Fields[ProductFields.Parent].ShouldBe(new FieldValue.Link(Kind.Product, "12"));
        seen.Fields[ProductFields.Attributes].ShouldBe(new FieldValue.Group(FieldSet.Of(
            ("Color", FieldValue.Of("Blue")), ("Logo", FieldValue.Of("Yes")))));
    }

    [Fact]
    public void stock_that_the_parent_keeps_is_not_the_variations()
    {
        var seen = ProductMapping.ReadVariation(
            Recording.Of("variation-stock-managed-by-parent").Body, new ParentProduct(12, "woo-hoodie", "Hoodie"), Shop.Context(), Seen);

        seen.Fields.Contains(ProductFields.Stock).ShouldBeFalse();
        seen.Fields.Text(ProductFields.Sku).ShouldBe("woo-hoodie-green");
    }

    [Fact]
    public void units_of_the_shop_are_converted_both_ways_S2_10_S2_11()
    {
        var context = Shop.Context() with { Facts = new ShopFacts("USD", "lbs", "in", null) };
        var read = ProductMapping.Read(Recording.Json("""{"id":1,"weight":"2","dimensions":{"length":"10","width":"","height":""}}"""), context, Seen).Fields;

        read.Number(ProductFields.WeightKg).ShouldBe(0.907185m);
        read.Number(ProductFields.LengthCm).ShouldBe(25.4m);

        var written = ProductWriting.Write(read.Where((name, _) => name is ProductFields.WeightKg or ProductFields.LengthCm), false, false, [], context);
        decimal.Parse((string)written["weight"]!, CultureInfo.InvariantCulture).ShouldBe(2m, 0.00001m);
        ((string)written["dimensions"]!["length"]!).ShouldBe("10");
    }

    [Fact]
    public void a_reduced_price_that_starts_later_is_not_valid_now()
    {
        var later = Recording.Json("""{"id":1,"regular_price":"10","sale_price":"5","on_sale":false}""");
        ProductMapping.Read(later, Shop.Context(), Seen).Fields[ProductFields.SalePrice].ShouldBe(FieldValue.Empty);
    }

    [Theory]
    [InlineData("A &amp; B", "A & B")]
    [InlineData("&lt;5mm&gt;", "<5mm>")]
    [InlineData("P\u0159\u00edli\u0161", "Příliš")]
    public void names_are_plain_text(string stored, string plain) => HtmlText.DecodeName(stored).ShouldBe(plain);

    [Theory]
    [InlineData("A & B")]
    [InlineData("<5mm> & <b")]
    [InlineData("literal &lt;")]
    public void a_plain_name_survives_the_way_there_and_back(string name)
    {
        HtmlText.EncodeName(name).ShouldNotContain("<");
        HtmlText.DecodeName(HtmlText.EncodeName(name)).ShouldBe(name);
    }

    [Fact]
    public void markup_in_descriptions_stays_and_plain_descriptions_are_encoded()
    {
        HtmlText.EncodeDescription("<p>A &amp; B</p>").ShouldBe("<p>A &amp; B</p>");
        HtmlText.EncodeDescription("thinner than <5mm> & light").ShouldBe("thinner than &lt;5mm> &amp; light");
        HtmlText.DecodeDescription("thinner than &lt;5mm> &amp; light").ShouldBe("thinner than <5mm> & light");
    }

    [Theory]
    [InlineData("cs-CZ")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public void the_machines_language_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var fields = ProductMapping.Read(Recording.Of("product-create").Body, Shop.Context(), Seen).Fields;
            fields.Number("price.1").ShouldBe(129.90m);

            var body = ProductWriting.Write(
                FieldSet.Of(("price.1", new FieldValue.Number(1234.50m)), ("stock", new FieldValue.Number(-3m)), ("weightKg", new FieldValue.Number(0.25m))),
                false, false, [], Shop.Context());
            // "1234,5" would become 12345 in the shop, without a word.
            ((string)body["regular_price"]!).ShouldBe("1234.5");
            ((int)body["stock_quantity"]!).ShouldBe(-3);
            ((string)body["weight"]!).ShouldBe("0.25");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void a_broken_price_rejects_the_record_and_names_the_field()
    {
        var thrown = Should.Throw<Exception>(() => ProductMapping.Read(Recording.Json("""{"id":7,"regular_price":"12,50 Kč"}"""), Shop.Context(), Seen));

        MappingContext.IsUnreadable(thrown).ShouldBeTrue();
        Shop.Context().Rejected(Kind.Product, "7", default, thrown).Fault.Fields[0].Key.ShouldBe("regular_price");
    }

    [Fact]
    public void a_lone_surrogate_is_a_rejected_record_and_no_crash()
    {
        var thrown = Should.Throw<Exception>(() => ProductMapping.Read(Recording.Json("""{"id":7,"name":"a\ud800b"}"""), Shop.Context(), Seen));
        MappingContext.IsUnreadable(thrown).ShouldBeTrue();
    }
}
