using System.Text.RegularExpressions;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <content>The patterns, over folded text.</content>
internal static partial class DeliveryText
{
    private const string WeekWords = @"kw|kalenderwoche|woche|tyden|tydnu|tyd\.?|tyzden|tyz\.?|sett\.?|settimana|semana|sem\.?|week|wk\.?|w|cw|t\.?";
    private const string YearEnding = @"(?:\s*[-/.,]?\s*(?:de\s+|roku\s+|r\.\s*)?'?(?<y>\d{4}|\d{2})\.?)?";
    private const string Clock = @"(?:[ t]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?(?:z|h|hod\.?|uhr|[+-]\d{2}:?\d{2}|am|pm))?)?";

    [GeneratedRegex(@"^(?:" + WeekWords + @")\s*(?<n>\d{1,2})\.?(?:\s*-\s*(?<to>\d{1,2})\.?)?" + YearEnding + "$")]
    private static partial Regex WeekAfterWord();

    [GeneratedRegex(@"^(?<n>\d{1,2})\.\s*(?:-\s*(?<to>\d{1,2})\.\s*)?(?:" + WeekWords + @"|tydnu|tyzdni)" + YearEnding + "$")]
    private static partial Regex WeekBeforeWord();

    [GeneratedRegex(@"^(?<y>\d{4})[-/ ]?\s*(?:w|kw|t)\s*(?<n>\d{1,2})(?:-[1-7])?$")]
    private static partial Regex IsoWeek();

    [GeneratedRegex(@"^q\s*(?<n>[1-4])" + YearEnding + "$")]
    private static partial Regex QuarterOne();

    [GeneratedRegex(@"^(?<n>[1-4]|i|ii|iii|iv)\s*(?:\.|°|º|er|o|st|nd|rd|th|-)?\s*(?:q|kv\.?|ctvrtleti|kvartal|kvartalu|stvrtrok|quartal|trimestre|trim\.?|quarter)" + YearEnding + "$")]
    private static partial Regex QuarterWord();

    [GeneratedRegex(@"^(?<y>\d{4})\s*[-/]?\s*q\s*(?<n>[1-4])$")]
    private static partial Regex QuarterLast();

    [GeneratedRegex(@"^(?:konec roku|koncem roku|koniec roka|koncom roka|jahresende|ende|fine anno|end of year|end of the year|fin de ano|finales de ano)\s*(?<y>20\d{2})?$(?<!^ende\s*)")]
    private static partial Regex YearEnd();

    [GeneratedRegex(@"^(?<part>\D+?[\s-])(?<m>\p{L}+|\d{1,2})\.?" + YearEnding + "$")]
    private static partial Regex ThirdOfMonth();

    [GeneratedRegex(@"^(?<y>\d{4})(?<s>[-/.]?)(?<m>\d{2})\k<s>(?<d>\d{2})" + Clock + @"$|^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})" + Clock + "$")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?<a>\d{1,2})(?<s>\s*[./-]\s*)(?<b>\d{1,2})(?:\s*[./-]\s*(?<y>\d{4}|\d{2})\.?|\.)" + Clock + "$")]
    private static partial Regex DayMonthYear();

    [GeneratedRegex(@"^(?<m>\d{1,2})\s*[/.-]\s*(?<y>\d{4})$|^(?<y>\d{4})\s*[/.-]\s*(?<m>\d{1,2})$")]
    private static partial Regex MonthOfYear();

    [GeneratedRegex(@"^(?<d>\d{1,2})(?:\.|st|nd|rd|th|°)?[\s-]*(?:de\s+)?(?<m>\p{L}+)\.?[\s-]*(?:de\s+|del\s+)?(?<y>\d{4}|\d{2})?" + Clock + "$")]
    private static partial Regex DayNamed();

    [GeneratedRegex(@"^(?<m>\p{L}+)\.?\s*(?<d>\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(?<y>\d{4})" + Clock + "$")]
    private static partial Regex NamedDay();

    [GeneratedRegex(@"^(?<m>\p{L}+)\.?(?:\s*[-/,.]?\s*(?:de\s+|del\s+)?'?(?<y>\d{4}|\d{2}))?$")]
    private static partial Regex MonthNamed();

    private const string LeadBefore =
        @"^(?:(?:cca|ca|circa|asi|priblizne|zhruba|etwa|ungefahr|approx|about|aprox|aproximadamente|min|minimalne|mindestens"
        + @"|almeno|nejmene|lieferzeit|dodaci lhuta|lead time|tempi di consegna|plazo|\+|>=?|za|o|in|innerhalb von|tra)[.:]?\s*)*"
        + @"(?<within>(?:do|bis|bis zu|entro|up to|within|hasta|max\.?|binnen|innerhalb|en|<=?)\s*(?:zu\s*|von\s*)?"
        + @"(?:cca\.?\s*|ca\.?\s*)?)?";

    private const string LeadCount =
        @"(?<n>\d{1,4})(?:\s*(?:-|az|bis|to|a|/)\s*(?<to>\d{1,4}))?\s*"
        + @"(?<work>pracovn\w+|prac\.|prac|working|business|work|dias? habil\w*)?\s*";

    private const string LeadUnits =
        @"(?<unit>dn\w{0,3}|den|d|tag\w{0,2}|tg\.?|werktag\w{0,2}|arbeitstag\w{0,2}|wt|at|days?|giorn[oi]|gg\.?|dias?"
        + @"|tyden|tydn\w{1,3}|tyd\.?|tyzd\w+|wochen?|wo\.?|wks?\.?|weeks?|settiman[ae]|sett\.?|semanas?|sem\.?"
        + @"|mesic\w?|mesiac\w{0,3}|mes\.?|meses|monate?n?|months?|mes[ei]"
        + @"|hodin\w?|hod\.?|h|stunden?|std\.?|ore|hours?|horas?)?"
        + @"(?<work>\s*(?:lavorativ[oi]|habiles|laborables|lav\.?|pracovn\w+))?";

    /// <summary>Something must follow the number: 2-3 alone is no lead time.</summary>
    [GeneratedRegex(LeadBefore + LeadCount + LeadUnits + @"(?<![\d\s])$")]
    private static partial Regex Lead();

    [GeneratedRegex(@"^(?:tyd|tyz|woch|wo\.?$|wk|week|sett|sem)")]
    private static partial Regex WeekWord();

    [GeneratedRegex(@"^(?:mes|mon)")]
    private static partial Regex MonthWord();

    [GeneratedRegex(@"^(?:h$|hod|std|stund|ore$|hour|hora)")]
    private static partial Regex HourWord();

    [GeneratedRegex(@"^(?<word>[\p{L} ]+?)\s*[:,(-]?\s*(?<more>[>+]|vice nez|viac ako|mehr als|piu di|more than|mas de|uber)?\s*(?<n>\d{1,6})\s*(?<more>\+)?\s*(?:ks|kusu|kusov|stk\.?|stuck|st\.?|pz\.?|pezzi|pcs\.?|pieces|items|uds?\.?|unidades|ud)?\.?\)?$")]
    private static partial Regex StockCount();

    [GeneratedRegex(@"^(?:od |von |dal |from |del )?(.+?)\s*(?:-|\baz\b|\baz do\b|\bbis\b|\bal\b|\bto\b|\bhasta\b)\s*((?:\d|\p{L}).*)$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^\d{1,2}\.?\s*(?:\d{1,2}\.?)?$")]
    private static partial Regex PartOfDate();

    [GeneratedRegex("^" + DeliveryWords.Noise + @"(?:[\s:,.]+|$)")]
    private static partial Regex Leading();
}
