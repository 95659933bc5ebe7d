using System.Text;
using System.Text.RegularExpressions;

namespace SyncCluster.Server.Configuration.Reading;

/// <summary>Puts values in place of <c>${env:NAME}</c> and <c>${file:path}</c>; <c>$${</c> stands for <c>${</c> itself.</summary>
internal static partial class References
{
    /// <summary>How a reference is written, for messages.</summary>
    public const string HowTo = "${env:NAME} or ${file:path}";

    /// <summary>True where the whole text is one reference.</summary>
    public static bool IsReference(string text) => Whole().IsMatch(text);

    /// <summary>True where the text holds a reference somewhere.</summary>
    public static bool Holds(string text) => Any().IsMatch(text);

    /// <summary>The text with every reference replaced; null where one cannot be, with the reason among the problems.</summary>
    public static string? Resolve(string text, ConfigurationSource source, Problems problems, Place place, string path)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) return text;
        var resolved = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            var next = text.IndexOf("${", at, StringComparison.Ordinal);
            if (next < 0) break;
            if (next > 0 && text[next - 1] == '$')
            {
                resolved.Append(text, at, next - 1 - at).Append("${");
                at = next + 2;
                continue;
            }

            resolved.Append(text, at, next - at);
            var match = Any().Match(text, next);
            if (!match.Success || match.Index != next)
            {
                problems.Error(place, path, "A reference that begins with ${ is not understood.", $"Write {HowTo}, or $${{ for the letters themselves.");
                return null;
            }

            if (Value(match, source) is not { } value)
            {
                Unresolved(match, problems, place, path);
                return null;
            }

            resolved.Append(value);
            at = next + match.Length;
        }

        return resolved.Append(text, at, text.Length - at).ToString();
    }

    private static string? Value(Match match, ConfigurationSource source)
    {
        var name = match.Groups["name"].Value.Trim();
        var value = match.Groups["kind"].Value == "env" ? source.Variable(name) : source.ReadFile(Path.Combine(source.Folder, name))?.TrimEnd('\r', '\n');
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private static void Unresolved(Match match, Problems problems, Place place, string path)
    {
        var name = match.Groups["name"].Value.Trim();
        if (match.Groups["kind"].Value == "env")
            problems.Error(place, path, $"The environment variable {name} is not set or empty.", $"Set {name} before you start, or correct its name here.");
        else
            problems.Error(place, path, $"The file {name} does not exist, is empty or cannot be read.", "Write it, or correct the path; relative paths begin at this configuration file.");
    }

    [GeneratedRegex(@"^\s*\$\{(?<kind>env|file):(?<name>[^}$]+)\}\s*$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\$\{(?<kind>env|file):(?<name>[^}$]+)\}")]
    private static partial Regex Any();
}
