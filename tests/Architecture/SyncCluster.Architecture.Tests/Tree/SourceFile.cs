using System.Text.RegularExpressions;

namespace SyncCluster.Architecture.Tests.Tree;

/// <summary>A C# file.</summary>
/// <param name="File">Path relative to the root, with forward slashes.</param>
/// <param name="Text">As it stands.</param>
internal sealed partial record SourceFile(string File, string Text)
{
    private string? _code;

    /// <summary>The text with comments and the contents of literals blanked out; line breaks stay, so lines can be counted.</summary>
    public string Code => _code ??= CodeOnly.Of(Text);

    public int Lines => Text.Count(letter => letter == '\n') + (Text.EndsWith('\n') ? 0 : 1);

    public bool IsTest => File.StartsWith("tests/", StringComparison.Ordinal);

    public string? Namespace => NamespaceLine().Match(Code) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>True where the file belongs to the named project.</summary>
    public bool IsIn(string project) => File.Contains($"/{project}/", StringComparison.Ordinal);

    /// <summary>"file:line" for each place where the code matches.</summary>
    public IEnumerable<string> PlacesOf(Regex pattern) => pattern.Matches(Code).Select(match => Place(match.Index));

    public string Place(int at) => $"{File}:{Text.AsSpan(0, at).Count('\n') + 1}";

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
