using System.Globalization;
using System.Text;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <summary>What stands before decimals.</summary>
internal enum DecimalMark
{
    /// <summary>A number that could be read in two ways is not read at all.</summary>
    Unsaid,

    /// <summary>1.234,5</summary>
    Comma,

    /// <summary>1,234.5</summary>
    Point,
}

/// <summary>Reads numbers as suppliers write them.</summary>
internal static class NumberText
{
    /// <summary>
    /// Reads 1 234,5 (any blank), 1.234,5, 1,234.5, 1'234.5, -3, 12 ks, 1 990 Kč; null where the text is no number, or where
    /// nobody said what 1.234 means.
    /// </summary>
    public static decimal? Read(string? raw, DecimalMark mark)
    {
        var text = Bare(PlainText.Clean(raw));
        if (text.Length == 0) return null;
        var negative = text[0] is '-' or '+';
        var digits = negative ? text[1..] : text;
        var comma = digits.LastIndexOf(',');
        var point = digits.LastIndexOf('.');
        var last = Math.Max(comma, point);
        if (last < 0) return Parsed(digits, text[0] == '-');
        var separator = digits[last];
        var other = separator == ',' ? '.' : ',';
        var isDecimal = digits.Contains(other)
            ? digits.Count(letter => letter == separator) == 1
            : digits.Count(letter => letter == separator) == 1 && IsDecimal(digits, last, mark) is var answer && (answer ?? false);
        if (!isDecimal && digits.Count(letter => letter == separator) == 1 && !digits.Contains(other) && IsDecimal(digits, last, mark) is null) return null;
        var whole = isDecimal ? digits[..last] : digits;
        if (!IsGrouped(whole)) return null;
        return Parsed(Digits(whole) + (isDecimal ? "." + digits[(last + 1)..] : ""), text[0] == '-');
    }

    /// <summary>Whether one mark alone begins decimals; null where that cannot be known: 1.234.</summary>
    private static bool? IsDecimal(string digits, int at, DecimalMark mark)
    {
        if (digits.Length - at - 1 != 3 || at > 3 || at == 0 || digits[0] == '0') return true;
        return mark switch
        {
            DecimalMark.Comma => digits[at] == ',',
            DecimalMark.Point => digits[at] == '.',
            _ => null,
        };
    }

    /// <summary>Groups of three behind a first one of one to three digits, or no groups at all.</summary>
    private static bool IsGrouped(string whole)
    {
        var parts = whole.Split('.', ',');
        return parts.Length == 1 || (parts[0].Length is >= 1 and <= 3 && parts.Skip(1).All(part => part.Length == 3));
    }

    private static string Digits(string whole) => new([.. whole.Where(char.IsAsciiDigit)]);

    private static decimal? Parsed(string text, bool negative) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Core.Records.FieldValue.Plain(negative ? -number : number) : null;

    /// <summary>The number alone: a currency or unit before and after it is left out; blanks and apostrophes inside are groups.</summary>
    private static string Bare(string text)
    {
        var from = text.IndexOfAny(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if (from < 0) return "";
        var sign = from > 0 && text[from - 1] is '-' or '+' ? text[from - 1].ToString() : "";
        var bare = new StringBuilder(sign);
        var at = from;
        for (; at < text.Length; at++)
        {
            var letter = text[at];
            if (char.IsAsciiDigit(letter) || letter is '.' or ',') bare.Append(letter);
            else if (letter is ' ' or '\'' or '\u2019' && IsGroup(text, at + 1)) continue;
            else break;
        }

        var rest = text[at..].Trim();
        if (rest.Any(char.IsAsciiDigit)) return "";
        while (bare.Length > 0 && bare[^1] is '.' or ',') bare.Length--;
        return bare.ToString();
    }

    private static bool IsGroup(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - at == 3;
    }
}
