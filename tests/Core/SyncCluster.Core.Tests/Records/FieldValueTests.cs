using SyncCluster.Core.Records;

namespace SyncCluster.Core.Tests.Records;

public sealed class FieldValueTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\u00a0")]
    public void blank_text_is_empty(string? text) => FieldValue.Of(text).ShouldBe(FieldValue.Empty);

    [Fact]
    public void text_is_trimmed_and_composed()
    {
        FieldValue.Of(" Z\u030cidle \n").ShouldBe(new FieldValue.Text("\u017didle"));
        FieldValue.Of("a  b").ShouldBe(new FieldValue.Text("a  b"));
    }

    [Fact]
    public void text_cut_in_the_middle_of_a_sign_is_mended()
    {
        // A column that cuts by UTF-16 units leaves half an emoji; it must not stop the whole feed.
        FieldValue.Of("Chair \ud83d").ShouldBe(new FieldValue.Text("Chair \ufffd"));
        FieldValue.Of("\ude00 Z\u030cidle").ShouldBe(new FieldValue.Text("\ufffd \u017didle"));
        FieldValue.Of("\ud83d\ude00").ShouldBe(new FieldValue.Text("\ud83d\ude00"));
    }

    [Theory]
    [InlineData("12.50", "12.5")]
    [InlineData("100", "100")]
    [InlineData("0.000", "0")]
    [InlineData("-1.10", "-1.1")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    public void numbers_are_shown_without_trailing_zeros(string number, string shown) =>
        FieldValue.Of(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToString().ShouldBe(shown);

    [Fact]
    public void equal_values_are_equal()
    {
        FieldValue.Of(12.50m).ShouldBe(FieldValue.Of(12.5m));
        FieldValue.Of(12.50m).GetHashCode().ShouldBe(FieldValue.Of(12.5m).GetHashCode());
        FieldValue.Of(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(2))).ShouldBe(FieldValue.Of(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero)));
        FieldValue.Of([FieldValue.Of("a")]).ShouldBe(FieldValue.Of([FieldValue.Of("a")]));
        FieldValue.Of((bool?)null).ShouldBe(FieldValue.Of((decimal?)null));
    }

    [Fact]
    public void values_are_shown_in_one_form()
    {
        FieldValue.Of(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(2))).ToString().ShouldBe("2026-03-02T08:00:00Z");
        FieldValue.Of(true).ToString().ShouldBe("true");
        FieldValue.Empty.ToString().ShouldBe("");
        new FieldValue.Link(Kind.Product, "7").ToString().ShouldBe("Product:7");
        FieldValue.Of([FieldValue.Of("a"), FieldValue.Of(1m)]).ToString().ShouldBe("[a, 1]");
        new FieldValue.Group(FieldSet.Of(("a", FieldValue.Of("b")))).ToString().ShouldBe("{a: b}");
        new FieldValue.Delta([FieldValue.Of("a")], []).ToString().ShouldBe("+[a] -[]");
    }
}
