using System.Globalization;
using System.Text;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <summary>Texts of pages in a form in which they can be compared.</summary>
internal static class PlainText
{
    /// <summary>Blanks of every kind as one blank, dashes of every kind as one hyphen, no soft hyphens; NFC.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var letter in Core.Records.FieldValue.Sound(text).Normalize())
        {
            if (letter is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\uFEFF') continue;
            var plain = letter is '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212' ? '-'
                : char.IsWhiteSpace(letter) ? ' ' : letter;
            if (plain == ' ' && (clean.Length == 0 || clean[^1] == ' ')) continue;
            clean.Append(plain);
        }

        if (clean.Length > 0 && clean[^1] == ' ') clean.Length--;
        return clean.ToString();
    }

    /// <summary>The cleaned text in lower case without accents: how headings and words are recognised.</summary>
    public static string Fold(string? text)
    {
        var clean = Clean(text);
        var folded = new StringBuilder(clean.Length);
        foreach (var letter in clean.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark) continue;
            if (letter == 'ß') folded.Append("ss");
            else folded.Append(char.ToLowerInvariant(letter));
        }

        return folded.ToString().Normalize();
    }

    /// <summary>The folded text without anything but letters and digits.</summary>
    public static string Bare(string? text)
    {
        var folded = Fold(text);
        var bare = new StringBuilder(folded.Length);
        foreach (var letter in folded)
            if (char.IsLetterOrDigit(letter)) bare.Append(letter);
        return bare.ToString();
    }
}
