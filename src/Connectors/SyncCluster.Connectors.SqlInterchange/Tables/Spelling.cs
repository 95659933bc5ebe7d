using System.Globalization;
using System.Text;

namespace SyncCluster.Connectors.SqlInterchange.Tables;

/// <summary>How names of tables and columns are written. The article's have accents and blanks; many servers' have not.</summary>
internal static class Spelling
{
    /// <summary>What is the same in every spelling: letters and digits without accents, lower case.</summary>
    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var character in WithoutAccents(name))
            if (char.IsLetterOrDigit(character)) folded.Append(char.ToLowerInvariant(character));
        return folded.ToString();
    }

    /// <summary>The spelling for servers where names should be plain: <c>ID_Categoria_Padre</c>.</summary>
    public static string Ascii(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var character in WithoutAccents(name))
        {
            if (char.IsAsciiLetterOrDigit(character)) plain.Append(character);
            else if (plain.Length > 0 && plain[^1] != '_') plain.Append('_');
        }

        return plain.ToString().TrimEnd('_');
    }

    private static IEnumerable<char> WithoutAccents(string name) => name.Normalize(NormalizationForm.FormD)
        .Where(character => CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark);
}
