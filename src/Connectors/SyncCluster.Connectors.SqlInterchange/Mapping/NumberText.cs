using System.Globalization;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Reads numbers that stand in text columns.</summary>
internal static class NumberText
{
    /// <summary>
    /// Reads <paramref name="text"/>. Strict takes <c>1234.50</c> only. Local also takes <c>12,50</c>, <c>1.234,50</c>,
    /// <c>1,234.50</c> and <c>1 234,50</c>, and refuses what may mean two things: <c>1.234</c> and <c>1,234</c>.
    /// </summary>
    /// <param name="text">The text, outer blanks allowed.</param>
    /// <param name="local">Whether local formats are taken.</param>
    /// <param name="value">The number.</param>
    /// <param name="complaint">Why it is refused, as the end of a sentence.</param>
    public static bool TryRead(string text, bool local, out decimal value, out string? complaint)
    {
        var bare = text.Trim();
        complaint = null;
        if (!local)
        {
            if (Plain(bare, out value)) return true;
            complaint = "is no number (expected digits with a point, such as 1234.50; numberFormat: local takes commas)";
            return false;
        }

        value = 0;
        bare = string.Concat(bare.Where(character => !char.IsWhiteSpace(character) && character is not ('\'' or '’')));
        var sign = bare.StartsWith('-') ? "-" : "";
        var digits = bare.TrimStart('-', '+');
        if (digits.Length == 0 || digits.Length < bare.Length - 1 || digits.Any(character => !char.IsAsciiDigit(character) && character is not ('.' or ',')))
        {
            complaint = "is no number";
            return false;
        }

        return Separated(digits, sign, out value, out complaint);
    }

    private static bool Separated(string digits, string sign, out decimal value, out string? complaint)
    {
        value = 0;
        var points = digits.Count(character => character == '.');
        var commas = digits.Count(character => character == ',');
        complaint = null;
        if (points == 0 && commas == 0) return Plain(sign + digits, out value) || Complain("is too large", out complaint);

        if (points > 0 && commas > 0)
        {
            var decimalMark = digits.LastIndexOf('.') > digits.LastIndexOf(',') ? '.' : ',';
            var groupMark = decimalMark == '.' ? ',' : '.';
            var parts = digits.Split(decimalMark);
            return (parts.Length == 2 && Grouped(parts[0], groupMark) && Plain($"{sign}{Without(parts[0], groupMark)}.{parts[1]}", out value))
                || Complain("mixes points and commas in no known way", out complaint);
        }

        var mark = points > 0 ? '.' : ',';
        if (points + commas > 1)
            return (Grouped(digits, mark) && Plain(sign + Without(digits, mark), out value)) || Complain("is no number", out complaint);

        var halves = digits.Split(mark);
        var isAmbiguous = halves[1].Length == 3 && halves[0].Length is >= 1 and <= 3 && halves[0] != "0";
        if (isAmbiguous) return Complain($"may mean {halves[0]}{halves[1]} or {halves[0]}.{halves[1]}; store it in a number column", out complaint);
        return Plain($"{sign}{halves[0]}.{halves[1]}", out value) || Complain("is no number", out complaint);
    }

    private static bool Plain(string text, out decimal value) => decimal.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private static bool Grouped(string text, char mark)
    {
        var groups = text.Split(mark);
        return groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(group => group.Length == 3);
    }

    private static string Without(string text, char mark) => text.Replace(mark.ToString(), "", StringComparison.Ordinal);

    private static bool Complain(string text, out string? complaint)
    {
        complaint = text;
        return false;
    }
}
