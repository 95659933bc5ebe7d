using System.Globalization;
using System.Text;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>
/// Repairs text that was written as UTF-8 and read as Windows-1252 on its way into the database, so that "ñ" became "Ã±".
/// </summary>
internal static class EncodingRepair
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(
        1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The repaired text, or the text as it is where there is any doubt: the whole of it must be valid UTF-8 once the
    /// mistake is undone, and what comes out must be printable.
    /// </summary>
    public static string Repair(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\x7f')) return text;
        try
        {
            var repaired = StrictUtf8.GetString(Windows1252.GetBytes(text));
            return repaired.Length < text.Length && repaired.All(IsPlausible) ? repaired : text;
        }
        catch (EncoderFallbackException)
        {
            return text;
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }

    private static bool IsPlausible(char character) => char.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.Control => character is '\t' or '\n' or '\r',
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        _ => true,
    };
}
