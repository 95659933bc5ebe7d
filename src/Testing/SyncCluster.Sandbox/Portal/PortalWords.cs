using System.Globalization;

namespace SyncCluster.Sandbox.Portal;

/// <summary>How a portal of one language speaks.</summary>
internal sealed record PortalWords(
    string Code, string Ean, string Name, string OurSku, string Ordered, string Delivery, string Price, string InStock, string Weeks, string Next, string More,
    string User, string Password, string Login, string Logout, string Wrong, string Agree, string Title, string Shown, string DateForm, CultureInfo Culture)
{
    private static readonly PortalWords Czech = new(
        "Kód zboží", "EAN", "Název", "Váš kód", "Objednáno", "Termín dodání", "Cena", "skladem", "2–3 týdny", "Další", "Zobrazit více", "E-mail", "Heslo", "Přihlásit se", "Odhlásit",
        "Neplatné přihlašovací údaje", "Souhlasím se vším", "Otevřené objednávky", "Zobrazeno {0}–{1} z {2}", "d. M. yyyy", CultureInfo.GetCultureInfo("cs-CZ"));

    private static readonly PortalWords German = new(
        "Artikelnummer", "EAN", "Bezeichnung", "Ihre Art.-Nr.", "Bestellt", "Liefertermin", "Preis", "auf Lager", "2-3 Wochen", "Weiter", "Mehr anzeigen", "Benutzername", "Passwort",
        "Anmelden", "Abmelden", "Benutzername oder Passwort falsch", "Alle akzeptieren", "Offene Bestellungen", "{0} bis {1} von {2}", "dd.MM.yyyy",
        CultureInfo.GetCultureInfo("de-DE"));

    private static readonly PortalWords Italian = new(
        "Codice articolo", "EAN", "Descrizione", "Vostro codice", "Ordinato", "Data di consegna", "Prezzo", "disponibile", "2-3 settimane", "Successiva", "Mostra altri", "Utente",
        "Password", "Accedi", "Esci", "Credenziali non valide", "Accetta tutti", "Ordini aperti", "{0}-{1} di {2}", "dd/MM/yyyy", CultureInfo.GetCultureInfo("it-IT"));

    public static PortalWords Of(string language) => language switch
    {
        "cs" => Czech,
        "de" => German,
        "it" => Italian,
        _ => throw new ArgumentException($"The portal does not speak '{language}'; it speaks cs, de and it.", nameof(language)),
    };

    public IReadOnlyList<string> Headings => [Code, Ean, Name, OurSku, Ordered, Delivery];

    public IReadOnlyList<string> Cells(PortalItem item, bool strange) =>
    [
        item.Code, item.Ean, item.Name, item.OurSku, Grouped(item.Ordered),
        strange ? "viz e-mail" : item.Day is { } day ? day.ToString(DateForm, CultureInfo.InvariantCulture) : item.Said,
    ];

    private string Grouped(int number) => number.ToString("#,0", Culture);
}
