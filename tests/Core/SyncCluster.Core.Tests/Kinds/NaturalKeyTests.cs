using FsCheck.Fluent;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Tests.Properties;
using SyncCluster.Core.Tests.Scenes;

namespace SyncCluster.Core.Tests.Kinds;

public sealed class NaturalKeyTests
{
    [Theory]
    [InlineData("ch-1", "CH-1")]
    [InlineData("  CH-1 \n", "CH-1")]
    [InlineData("CH \t\u00a0 1", "CH 1")]
    [InlineData("Z\u030cidle", "ŽIDLE")]
    [InlineData("straße", "STRASSE", false)]
    [InlineData("ındirim@example.com", "INDIRIM@EXAMPLE.COM", false)]
    [InlineData("info@example.com", "INFO@EXAMPLE.COM")]
    public void keys_are_folded_the_same_way_everywhere(string raw, string value, bool folds = true) =>
        (NaturalKey.From(Kind.Product, "sku", raw)!.Value.Value == value).ShouldBe(folds);

    [Fact]
    public void a_key_cut_in_the_middle_of_a_sign_is_still_a_key() => NaturalKey.From(Kind.Product, "sku", "Chair \ud83d")!.Value.Value.ShouldBe("CHAIR \ufffd");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void blank_is_no_key(string? raw) => NaturalKey.From(Kind.Product, "sku", raw).ShouldBeNull();

    [Fact]
    public void folding_folds_all_there_is_to_fold() => Values.Holds(FsCheck.Fluent.ArbMap.Default.GeneratorFor<string>(), raw =>
    {
        if (NaturalKey.From(Kind.Product, "sku", raw) is not { } key) return;
        NaturalKey.From(Kind.Product, "sku", key.Value)!.Value.ShouldBe(key);
        NaturalKey.From(Kind.Product, "sku", $" {raw} ")!.Value.ShouldBe(key);
    });

    [Fact]
    public void a_contact_is_known_by_mail_and_a_company_by_its_tax_id_too()
    {
        var fields = Scene.Fields((CustomerFields.Email, "Jan@Example.com"), (CustomerFields.TaxId, "cz 12"));
        NaturalKey.Of(Kind.Customer, fields.With(CustomerFields.Type, FieldValue.Of("contact"))).Select(key => key.ToString()).ShouldBe(["Customer email 'JAN@EXAMPLE.COM'"]);
        NaturalKey.Of(Kind.Customer, fields.With(CustomerFields.Type, FieldValue.Of("company"))).Select(key => key.ToString())
            .ShouldBe(["Customer email 'JAN@EXAMPLE.COM'", "Customer taxId 'CZ 12'"]);
    }

    [Fact]
    public void every_kind_is_described()
    {
        foreach (var kind in Enum.GetValues<Kind>())
        {
            var schema = KindSchema.Of(kind);
            schema.Kind.ShouldBe(kind);
            schema.Fields.Select(field => field.Name).ShouldBeUnique();
            schema.NaturalKeys.ShouldAllBe(key => schema.Find(key) != null);
            schema.Fields.ShouldAllBe(field => field.Meaning.Length > 0 && char.IsLower(field.Name[0]));
        }

        Should.Throw<ArgumentOutOfRangeException>(() => KindSchema.Of((Kind)99));
    }

    [Fact]
    public void what_means_nothing_is_the_same()
    {
        var schema = KindSchema.Of(Kind.Product);
        schema.Same("images", FieldValue.Empty, FieldValue.Of([])).ShouldBeTrue();
        schema.Same("attributes", new FieldValue.Group(FieldSet.Empty), FieldValue.Empty).ShouldBeTrue();
        schema.Same("name", null, FieldValue.Empty).ShouldBeFalse("what is not spoken of is not known to be empty");
        schema.Same("images", FieldValue.Of([FieldValue.Of("a"), FieldValue.Of("b")]), FieldValue.Of([FieldValue.Of("b"), FieldValue.Of("a")])).ShouldBeFalse("the main image comes first");
        schema.Same("categories", FieldValue.Of([FieldValue.Of("a"), FieldValue.Of("b")]), FieldValue.Of([FieldValue.Of("b"), FieldValue.Of("a")])).ShouldBeTrue();
        schema.Same("name", FieldValue.Of("a"), FieldValue.Of("A")).ShouldBeFalse();
        schema.Same("sku", FieldValue.Of("a"), FieldValue.Of("A")).ShouldBeTrue();
    }

    [Fact]
    public void there_are_five_prices()
    {
        ProductFields.Price(5).ShouldBe("price.5");
        Should.Throw<ArgumentOutOfRangeException>(() => ProductFields.Price(6));
        Should.Throw<ArgumentOutOfRangeException>(() => ProductFields.Price(0));
    }
}
