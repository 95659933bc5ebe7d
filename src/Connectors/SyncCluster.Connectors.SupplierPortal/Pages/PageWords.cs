using System.Text.RegularExpressions;

namespace SyncCluster.Connectors.SupplierPortal.Pages;

/// <summary>Words by which pages of portals are recognised, bare or folded, in six languages.</summary>
internal static partial class PageWords
{
    /// <summary>What a link to the next page says, the surest first.</summary>
    public static IReadOnlyList<string> Next { get; } =
    [
        "dalsi", "dalsistrana", "dalsistranka", "nasledujici", "nasledujicistranka", "dalsia", "dalsiastranka", "nasledujuca", "next", "nextpage",
        "gotonextpage", "weiter", "nachste", "nachsteseite", "vor", "successiva", "successivo", "paginasuccessiva", "avanti", "prossima", "prossimapagina",
        "seguente", "siguiente", "paginasiguiente", "proxima", "dalsi stranka",
    ];

    /// <summary>Signs that stand for it.</summary>
    public static IReadOnlyList<string> NextSigns { get; } = ["›", ">", "→", "⟩", "▶", "»", ">>"];

    [GeneratedRegex(@"^(zobrazit|nacist|ukazat|nacitat) (vice|dalsi|viac|vse)( polozek| zaznamu| radku| poloziek| produktu)?$|^(load|show|see|view) (more|all)|^more (results|items|rows)$|^(mehr|weitere|alle) ?(artikel|eintrage|zeilen|ergebnisse)? ?(anzeigen|laden)$|^(mostra|carica|vedi) (altr|tutt|di piu)|^(ver|mostrar|cargar) mas")]
    public static partial Regex More();

    [GeneratedRegex(@"\b(csv|xlsx?|excel|json)\b|^(export|stahnout|exportovat|herunterladen|exportieren|scarica|esporta|download|descargar)")]
    public static partial Regex File();

    [GeneratedRegex(@"\.(csv|xlsx?|json)($|\?)", RegexOptions.IgnoreCase)]
    public static partial Regex FileName();

    [GeneratedRegex("odhlas|logout|logoff|signout|abmeld|auslogg|disconnet|cerrarsesion|^esci$|^salir$|/exit$")]
    public static partial Regex Logout();

    [GeneratedRegex(@"udrzb|odstavk|maintenance|wartung|manutenzione|mantenimiento|docasne nedostupn|temporarily unavailable|vorubergehend nicht|temporaneamente non|brzy zpet|be right back|service unavailable")]
    public static partial Regex Maintenance();

    [GeneratedRegex(@"captcha|are you a robot|nejsem robot|nejste robot|kein roboter|non sono un robot|no soy un robot|just a moment|attention required|verify you are human|unusual traffic")]
    public static partial Regex Robot();

    [GeneratedRegex(@"csrf|invalid token|token expired|neplatny token|platnost formulare|formular vyprsel|page expired|session expired|sitzung abgelaufen|sessione scaduta")]
    public static partial Regex StaleForm();

    [GeneratedRegex(@"^(souhlas|suhlas|prijmout|prijat|povolit v|rozumim|rozumiem|v poradku|accept|agree|allow all|i agree|got it|alle akzeptieren|akzeptieren|zustimmen|einverstanden|verstanden|accett|acconsent|ho capito|acept|permitir tod|entendido|jen nezbytne|pouze nezbytne|odmitnout|nur notwendige|ablehnen|reject|only necessary|rifiuta|rechazar)")]
    public static partial Regex Consent();

    [GeneratedRegex("otp|totp|onetime|one-time|2fa|mfa|twofactor|two-factor|verification|overovaci|jednorazov|einmal|authenticator|passcode")]
    public static partial Regex OneTimeCode();

    [GeneratedRegex(@"\b(code|kod|codice|codigo|pin|tan|token)\b")]
    public static partial Regex Code();

    [GeneratedRegex("user|login|email|e-mail|jmeno|uziv|prihl|benutz|anmelde|utente|usuario|account|zakazn|kunden|cliente|customer|log")]
    public static partial Regex UserName();
}
