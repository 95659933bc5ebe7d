using System.Collections.Frozen;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <summary>What suppliers write instead of a date, in Czech, Slovak, German, Italian, English and Spanish; folded.</summary>
internal static class DeliveryWords
{
    /// <summary>Nothing is said.</summary>
    public static FrozenSet<string> Unknown { get; } = Words(
        "-", "--", "---", "?", "x", "tba", "tbc", "tbd", "n/a", "na", "n.a.", "k.a.", "t.b.a.", "na dotaz", "na vyziadanie",
        "auf anfrage", "anfrage", "su richiesta", "a richiesta", "on request", "upon request", "bajo pedido", "a consultar",
        "consultar", "da definire", "da confermare", "to be announced", "to be confirmed", "unknown", "neznamy", "neznamo",
        "neurceno", "neurcene", "nezname", "upresnime", "bude upresneno", "bude upresnene", "neznamy termin",
        "unbekannt", "noch offen", "offen", "termin offen", "in klarung", "sconosciuto", "n.d.", "nd", "n.v.", "desconocido",
        "por confirmar", "por definir", "sin fecha", "pendiente", "bez terminu", "termin neznamy", "neni skladem",
        "nie je skladom", "vyprodano", "vypredane", "nedostupne", "docasne nedostupne", "nicht auf lager",
        "skladem u vyrobce", "skladem u dodavatele", "u vyrobce", "u dodavatele", "nicht lieferbar", "nicht verfugbar", "derzeit nicht lieferbar", "ausverkauft", "non disponibile", "esaurito",
        "in arrivo", "na ceste", "na objednavku", "predobjednavka", "preorder", "pre-order", "vorbestellung", "preordine",
        "preventa", "not available", "unavailable", "out of stock", "not in stock", "sold out", "backorder", "on order",
        "no disponible", "agotado", "sin stock", "ceka na potvrzeni", "caka na potvrdenie", "unconfirmed", "nepotvrzeno");

    /// <summary>The supplier has it.</summary>
    public static FrozenSet<string> InStock { get; } = Words(
        "skladem", "skladom", "na sklade", "na skladu", "ihned", "ihned k odberu", "ihned k dodani", "ihned k expedici",
        "okamzite", "dostupne", "k dispozici", "auf lager", "lagernd", "ab lager", "vorratig", "sofort", "sofort lieferbar",
        "sofort verfugbar", "verfugbar", "lieferbar", "disponibile", "in magazzino", "pronta consegna", "disponibile subito",
        "immediata", "in stock", "on stock", "available", "available now", "now", "immediately", "ready to ship", "en stock",
        "disponible", "disponible ya", "inmediata", "entrega inmediata", "en almacen", "ano", "ja", "si", "yes");

    /// <summary>It will not come any more.</summary>
    public static FrozenSet<string> Discontinued { get; } = Words(
        "ukonceno", "ukoncena vyroba", "vyroba ukoncena", "ukonceny prodej", "prodej ukoncen", "zruseno", "stornovano",
        "vyradeno", "ukoncene", "vyroba ukoncena", "zrusene", "eingestellt", "auslaufartikel", "ausgelaufen", "storniert",
        "nicht mehr lieferbar", "nicht mehr verfugbar", "fuori produzione", "fuori catalogo", "annullato", "discontinued",
        "end of life", "eol", "cancelled", "canceled", "no longer available", "descatalogado", "cancelado", "anulado");

    /// <summary>Words before a date that do not change it.</summary>
    public const string Noise =
        @"(?:behem|v prubehu|v priebehu|pocas|im laufe des|im laufe|during|nel corso di|durante|cca\.?|ca\.?|circa|asi|priblizne|zhruba|ungefahr|etwa|approx\.?|approximately|about|around|aprox\.?"
        + @"|aproximadamente|ocekavano|ocekavany termin|ocakavane|predpoklad|predpokladany termin|planovano|voraussichtlich|voraus\.?|erwartet"
        + @"|geplant|previsto|prevista|atteso|expected|estimated|est\.|eta|planned|previsto para|estimado|termin|dodani"
        + @"|dodanie|liefertermin|lieferung|consegna|delivery|entrega|od|ab|dal|dall'|from|starting|desde|ode|dne|dna|am|den|zum|il|el|on"
        + @"|do|bis|bis zum|entro|until|by|hasta|nejpozdeji|najneskor|spatestens|v|ve|in|im|en|a|k|ke|potvrzeno|bestatigt|confermato|confirmed|confirmado|skladem|skladom|auf lager|lagernd"
        + @"|verfugbar|wieder|opet|znovu|naskladneni|naskladnime|disponibile|available|again|disponible|lieferbar|dostupne"
        + @"|pondeli|utery|streda|stredu|ctvrtek|patek|sobota|sobotu|nedele|nedeli|pondelok|utorok|stvrtok|piatok"
        + @"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunedi|martedi|mercoledi|giovedi|venerdi|sabato"
        + @"|domenica|monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|miercoles|jueves|viernes"
        + @"|sabado|domingo|po|ut|st|ct|pa|so|ne|mo|di|mi|do|fr|sa|mon|tue|wed|thu|fri|sat|sun)";

    /// <summary>Months by every form in which they are written.</summary>
    public static FrozenDictionary<string, int> Months { get; } = MonthNames().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Parts of a month: 1 beginning, 2 middle, 3 end.</summary>
    public static FrozenDictionary<string, int> Thirds { get; } = new Dictionary<string, int>
    {
        ["zacatek"] = 1, ["zacatkem"] = 1, ["pocatek"] = 1, ["pocatkem"] = 1, ["na zacatku"] = 1, ["zaciatok"] = 1, ["zaciatkom"] = 1,
        ["anfang"] = 1, ["inizio"] = 1, ["ad inizio"] = 1, ["inizi di"] = 1, ["beginning of"] = 1, ["beginning"] = 1, ["early"] = 1,
        ["start of"] = 1, ["principios de"] = 1, ["a principios de"] = 1, ["inicio de"] = 1, ["inicios de"] = 1,
        ["polovina"] = 2, ["polovine"] = 2, ["v polovine"] = 2, ["pulka"] = 2, ["stred"] = 2, ["stredem"] = 2, ["polovica"] = 2,
        ["v polovici"] = 2, ["mitte"] = 2, ["meta"] = 2, ["a meta"] = 2, ["mid"] = 2, ["mid-"] = 2, ["middle of"] = 2,
        ["mediados de"] = 2, ["a mediados de"] = 2,
        ["konec"] = 3, ["koncem"] = 3, ["na konci"] = 3, ["koniec"] = 3, ["koncom"] = 3, ["ende"] = 3, ["fine"] = 3,
        ["a fine"] = 3, ["fine di"] = 3, ["end of"] = 3, ["end"] = 3, ["late"] = 3, ["finales de"] = 3, ["a finales de"] = 3,
        ["fin de"] = 3, ["a fines de"] = 3,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, int>> MonthNames()
    {
        string[] months =
        [
            "leden ledna lednu led januar januara januari janner jan gennaio gen january enero ene",
            "unor unora unoru uno februar februara februari feb febbraio february febrero",
            "brezen brezna breznu bre marec marca marci marz mrz marzo mar march",
            "duben dubna dubnu dub april aprila aprili apr aprile abril abr",
            "kveten kvetna kvetnu kve maj maja maji mai maggio mag may mayo",
            "cerven cervna cervnu juni jun juna juni giugno giu june junio",
            "cervenec cervence cervenci cvc juli jul jula luglio lug july julio",
            "srpen srpna srpnu srp august augusta auguste aug agosto ago",
            "zari september septembra septembri sep sept settembre set septiembre setiembre",
            "rijen rijna rijnu rij oktober oktobra oktobri okt ottobre ott october oct octubre",
            "listopad listopadu lis november novembra novembri nov novembre noviembre",
            "prosinec prosince prosinci pro december decembra decembri dec dezember dez dicembre dic diciembre",
        ];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < months.Length; i++)
            foreach (var name in months[i].Split(' '))
                if (seen.Add(name)) yield return new(name, i + 1);
    }
}
