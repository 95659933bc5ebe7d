using System.Globalization;

namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>
/// How a language writes numbers, money and dates. Kept here rather than taken from the machine: containers often run
/// without culture data, and a mail must look the same wherever it was made.
/// </summary>
internal sealed record MailLanguage(string Code, string Decimal, string Group, bool SymbolFirst, string DayPattern, IReadOnlyList<string> Months)
{
    private const string NoBreak = "\u00a0";

    private static readonly Dictionary<string, string> Symbols = new(StringComparer.Ordinal)
    {
        ["CZK"] = "Kč", ["EUR"] = "€", ["USD"] = "$", ["GBP"] = "£", ["PLN"] = "zł", ["HUF"] = "Ft", ["RON"] = "lei", ["BGN"] = "лв.",
    };

    private static readonly string[] WithoutCents = ["JPY", "KRW", "VND", "CLP", "ISK", "PYG", "XAF", "XOF"];

    private static readonly MailLanguage[] Known =
    [
        new("cs", ",", NoBreak, false, "{0}. {1} {2}",
            ["ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince"]),
        new("sk", ",", NoBreak, false, "{0}. {1} {2}",
            ["januára", "februára", "marca", "apríla", "mája", "júna", "júla", "augusta", "septembra", "októbra", "novembra", "decembra"]),
        new("en", ".", ",", true, "{0} {1} {2}",
            ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]),
        new("it", ",", ".", false, "{0} {1} {2}",
            ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"]),
        new("es", ",", ".", false, "{0} de {1} de {2}",
            ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]),
        new("de", ",", ".", false, "{0}. {1} {2}",
            ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
    ];

    /// <summary>The ways of writing of a language; those of English for one that a shop added by its own texts.</summary>
    public static MailLanguage Of(string code) =>
        Array.Find(Known, language => language.Code == code) ?? Known.Single(language => language.Code == "en");

    /// <summary>A quantity without needless zeros.</summary>
    public string Number(decimal value) => value.ToString("#,##0.######", Format(Group));

    /// <summary>An amount with its currency: cents always, or never where the currency has none.</summary>
    public string Money(decimal amount, string currency)
    {
        var digits = WithoutCents.Contains(currency) ? "N0" : "N2";
        var number = amount.ToString(digits, Format(Group));
        if (!Symbols.TryGetValue(currency, out var symbol)) return $"{number}{NoBreak}{currency}";
        if (!SymbolFirst || symbol.Length > 1) return $"{number}{NoBreak}{symbol}";
        return amount < 0 ? $"-{symbol}{number[1..]}" : symbol + number;
    }

    /// <summary>A day, its month in words.</summary>
    public string Day(DateTimeOffset at) => string.Format(CultureInfo.InvariantCulture, DayPattern, at.Day, Months[at.Month - 1], at.Year);

    /// <summary>A day, its month in words.</summary>
    public string Day(DateOnly day) => Day(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

    private NumberFormatInfo Format(string group) => new()
    {
        NumberDecimalSeparator = Decimal, NumberGroupSeparator = group, NumberGroupSizes = [3], NegativeSign = "-",
    };
}
