using System.Globalization;
using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Mapping;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("1 234,5", "1234.5")]
    [InlineData("1\u00A0234,5", "1234.5")]
    [InlineData("1\u202F234,5", "1234.5")]
    [InlineData("1\u2009234,5", "1234.5")]
    [InlineData("1.234,5", "1234.5")]
    [InlineData("1,234.5", "1234.5")]
    [InlineData("1'234.5", "1234.5")]
    [InlineData("1’234.5", "1234.5")]
    [InlineData("1.234.567", "1234567")]
    [InlineData("1.5", "1.5")]
    [InlineData("1,5", "1.5")]
    [InlineData("0.125", "0.125")]
    [InlineData("12 ks", "12")]
    [InlineData("1 990,- Kč", "1990")]
    [InlineData("€ 12,50", "12.50")]
    [InlineData("-3", "-3")]
    [InlineData("–3", "-3")]
    [InlineData("> 100", "100")]
    [InlineData("0", "0")]
    public void numbers(string text, string number) =>
        NumberText.Read(text, DecimalMark.Unsaid).ShouldBe(decimal.Parse(number, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("1.234", DecimalMark.Comma, "1234")]
    [InlineData("1.234", DecimalMark.Point, "1.234")]
    [InlineData("1,234", DecimalMark.Comma, "1.234")]
    [InlineData("1,234", DecimalMark.Point, "1234")]
    public void one_mark_before_three_digits_is_read_as_was_said(string text, object mark, string number) =>
        NumberText.Read(text, (DecimalMark)mark).ShouldBe(decimal.Parse(number, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("skladem")]
    [InlineData("1.234")]
    [InlineData("12.34.5")]
    [InlineData("12 z 30")]
    public void what_is_no_number_is_none(string? text) => NumberText.Read(text, DecimalMark.Unsaid).ShouldBeNull();
}
