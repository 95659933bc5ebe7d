namespace SyncCluster.Architecture.Tests.Tree;

/// <summary>Blanks out comments and the contents of literals, so that rules look at code alone.</summary>
internal static class CodeOnly
{
    public static string Of(string text)
    {
        var code = text.ToCharArray();
        var at = 0;
        while (at < text.Length)
        {
            var end = EndOfNonCode(text, at);
            if (end == at)
            {
                at++;
                continue;
            }

            for (; at < end; at++)
                if (code[at] is not ('\n' or '\r'))
                    code[at] = ' ';
        }

        return new string(code);
    }

    /// <summary>Where the comment or literal that begins here ends; <paramref name="at"/> itself where none begins.</summary>
    private static int EndOfNonCode(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("//")) return After(text, at, "\n") is var line && line < text.Length ? line - 1 : text.Length;
        if (rest.StartsWith("/*")) return After(text, at + 2, "*/");
        if (rest.StartsWith("\"\"\"")) return After(text, at + Run(text, at), new string('"', Run(text, at)));
        if (rest.StartsWith("@\"") || rest.StartsWith("$@\"") || rest.StartsWith("@$\"")) return EndOfVerbatim(text, text.IndexOf('"', at) + 1);
        if (rest[0] == '"') return EndOfQuoted(text, at + 1, '"');
        return rest[0] == '\'' ? EndOfQuoted(text, at + 1, '\'') : at;
    }

    private static int Run(string text, int at)
    {
        var length = 0;
        while (at + length < text.Length && text[at + length] == '"') length++;
        return length;
    }

    private static int After(string text, int from, string mark)
    {
        var found = text.IndexOf(mark, from, StringComparison.Ordinal);
        return found < 0 ? text.Length : found + mark.Length;
    }

    private static int EndOfVerbatim(string text, int at)
    {
        while (at < text.Length)
        {
            if (text[at] != '"') at++;
            else if (at + 1 < text.Length && text[at + 1] == '"') at += 2;
            else return at + 1;
        }

        return at;
    }

    private static int EndOfQuoted(string text, int at, char quote)
    {
        while (at < text.Length && text[at] != quote && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
        return Math.Min(at + 1, text.Length);
    }
}
