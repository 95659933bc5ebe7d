using System.Globalization;
using SyncCluster.Core.Records;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Http.Answers;

/// <summary>Reads parameters; what cannot be understood becomes a problem that names it.</summary>
internal static class Asked
{
    public const int MostAtOnce = 500;

    public static Kind? Kind(string? text) => One<Kind>(text, "kind");

    /// <summary>A case of <typeparamref name="T"/> by its name in any letter case; null where not given.</summary>
    public static T? One<T>(string? text, string parameter) where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)) return value;
        var names = Enum.GetNames<T>().Select(Word).ToList();
        throw new WrongRequestException($"'{Cut(text)}' is no {parameter}.", DidYouMean.Advice(text, names, "values"));
    }

    /// <summary>The name of a case as the API writes it.</summary>
    public static string Word<T>(T value) where T : struct, Enum => Word(value.ToString());

    public static int Limit(int? limit, int standard = 50) => Math.Clamp(limit ?? standard, 1, MostAtOnce);

    public static long Cursor(string? after)
    {
        if (string.IsNullOrEmpty(after)) return 0;
        return long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor)
            ? cursor
            : throw new WrongRequestException($"'{Cut(after)}' is no cursor.", "Send back the 'next' of an earlier answer, or nothing to begin at the beginning.");
    }

    public static string Cursor(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
