using System.Text.RegularExpressions;
using SyncCluster.Architecture.Tests.Tree;

namespace SyncCluster.Architecture.Tests.Rules;

/// <summary>What a source file may hold.</summary>
internal static partial class CodeRules
{
    public const int MostLines = 400;

    public static IEnumerable<string> TooLong(SourceFile source)
    {
        if (source.Lines > MostLines) yield return $"{source.File} has {source.Lines} lines; {MostLines} are the limit: split it by ideas";
    }

    /// <summary>The namespace must be the project's name and then the folders.</summary>
    public static IEnumerable<string> ForeignNamespace(SourceFile source, IReadOnlyList<Project> projects)
    {
        if (source.Namespace is not { } actual) yield break;
        var owner = projects.Where(project => source.File.StartsWith(project.Folder + "/", StringComparison.Ordinal))
            .MaxBy(project => project.Folder.Length);
        if (owner is null)
        {
            yield return $"{source.File} belongs to no project";
            yield break;
        }

        var inner = source.File[(owner.Folder.Length + 1)..];
        var folders = inner.Contains('/') ? "." + inner[..inner.LastIndexOf('/')].Replace('/', '.') : "";
        var expected = owner.Name + folders;
        if (actual != expected) yield return $"{source.File} says namespace {actual}; by its folder it is {expected}";
    }

    /// <summary>Time and chance come from what the host lends: TimeProvider and Jitter.</summary>
    public static IEnumerable<string> WallClockOrChance(SourceFile source) =>
        source.PlacesOf(WallClock()).Select(place => $"{place} reads the wall clock; take a TimeProvider")
            .Concat(source.PlacesOf(Chance()).Select(place => $"{place} rolls dice of its own; take the jitter that the host lends"))
            .Concat(Sleeping(source));

    /// <summary>Waiting goes by a TimeProvider, so that virtual time can pass it.</summary>
    public static IEnumerable<string> Sleeping(SourceFile source)
    {
        foreach (var place in source.PlacesOf(Sleep())) yield return $"{place} sleeps; wait for an event, or through a TimeProvider";
        foreach (Match match in Delay().Matches(source.Code))
        {
            var arguments = Arguments(source.Code, match.Index + match.Length);
            if (arguments.Count > 0 && arguments[0].Contains("Infinite", StringComparison.Ordinal)) continue;
            if (arguments.Count < 2 || !Clock().IsMatch(arguments[1]))
                yield return $"{source.Place(match.Index)} delays without a TimeProvider as second argument";
        }
    }

    /// <summary>Awaits of the engine must stay on the scheduler that hosts give it: simulation and grains both depend on it.</summary>
    public static IEnumerable<string> LeavingTheScheduler(SourceFile source) =>
        source.PlacesOf(Leaving()).Select(place => $"{place} leaves the engine's scheduler");

    /// <summary>The arguments of a call, from behind its opening bracket.</summary>
    public static IReadOnlyList<string> Arguments(string code, int from)
    {
        var arguments = new List<string>();
        var depth = 0;
        var start = from;
        for (var at = from; at < code.Length; at++)
        {
            if (code[at] is '(' or '[' or '{') depth++;
            else if (code[at] is ')' or ']' or '}' && depth-- == 0) return [.. arguments, code[start..at].Trim()];
            else if (code[at] == ',' && depth == 0)
            {
                arguments.Add(code[start..at].Trim());
                start = at + 1;
            }
        }

        return arguments;
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"\bRandom\s*\.\s*Shared\b|\bnew\s+Random\s*\(\s*\)")]
    private static partial Regex Chance();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\bTask\s*\.\s*Delay\s*\(")]
    private static partial Regex Delay();

    [GeneratedRegex("time|clock|provider", RegexOptions.IgnoreCase)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\.ConfigureAwait\s*\(\s*false|\bTask\s*\.\s*Run\s*\(|\bThreadPool\s*\.")]
    private static partial Regex Leaving();
}
