using SyncCluster.Connectors.SqlInterchange.Mapping;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Mapping;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("12", "12")]
    [InlineData(" 1234.50 ", "1234.50")]
    [InlineData("-3.5", "-3.5")]
    public void strict_takes_a_point_only(string text, string expected)
    {
        NumberText.TryRead(text, local: false, out var value, out _).ShouldBeTrue();
        value.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [Theory]
    [InlineData("12,50", "12.50")]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("1 234,50", "1234.50")]
    [InlineData("1.234.567", "1234567")]
    [InlineData("0,125", "0.125")]
    [InlineData("1'234.5", "1234.5")]
    [InlineData("-12,5", "-12.5")]
    [InlineData("1234,567", "1234.567")]
    public void local_takes_what_can_mean_one_thing_only(string text, string expected)
    {
        NumberText.TryRead(text, local: true, out var value, out var complaint).ShouldBeTrue(complaint);
        value.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [Theory]
    [InlineData("12,50", false)]
    [InlineData("abc", false)]
    [InlineData("1,5e3", false)]
    [InlineData("1.234", true)]
    [InlineData("1,234", true)]
    [InlineData("1.23.4", true)]
    [InlineData("12.34,56", true)]
    [InlineData("--1", true)]
    [InlineData("99999999999999999999999999999999", true)]
    [InlineData("€ 5", true)]
    public void what_is_no_number_or_may_mean_two_is_refused_with_a_reason(string text, bool local)
    {
        NumberText.TryRead(text, local, out _, out var complaint).ShouldBeFalse();
        complaint.ShouldNotBeNullOrEmpty();
    }
}
