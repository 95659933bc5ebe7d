using SyncCluster.Connectors.Mail.Rendering;

namespace SyncCluster.Connectors.Mail.Tests.Rendering;

public sealed class MailLanguageTests
{
    [Theory]
    [InlineData("cs", 1234.5, "CZK", "1 234,50 Kč")]
    [InlineData("sk", 1234567.891, "EUR", "1 234 567,89 €")]
    [InlineData("de", 1234.5, "EUR", "1.234,50 €")]
    [InlineData("it", 0, "EUR", "0,00 €")]
    [InlineData("es", -12.5, "USD", "-12,50 $")]
    [InlineData("en", 1234.5, "EUR", "€1,234.50")]
    [InlineData("en", -1234.5, "GBP", "-£1,234.50")]
    [InlineData("en", 1234.5, "CZK", "1,234.50 Kč")]
    [InlineData("en", 1234, "JPY", "1,234 JPY")]
    [InlineData("de", 10, "CHF", "10,00 CHF")]
    public void money(string language, double amount, string currency, string expected) =>
        MailLanguage.Of(language).Money((decimal)amount, currency).Replace('\u00a0', ' ').ShouldBe(expected);

    [Theory]
    [InlineData("cs", "5. března 2026")]
    [InlineData("sk", "5. marca 2026")]
    [InlineData("en", "5 March 2026")]
    [InlineData("it", "5 marzo 2026")]
    [InlineData("es", "5 de marzo de 2026")]
    [InlineData("de", "5. März 2026")]
    public void days(string language, string expected) =>
        MailLanguage.Of(language).Day(new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.Zero)).ShouldBe(expected);

    [Theory]
    [InlineData("cs", "1.50", "1,5")]
    [InlineData("en", "1000", "1,000")]
    [InlineData("de", "0.125", "0,125")]
    public void numbers(string language, string value, string expected) =>
        MailLanguage.Of(language).Number(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);
}
