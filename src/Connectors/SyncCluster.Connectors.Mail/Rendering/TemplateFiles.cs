using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>
/// The files that mails are made of: built in, and in the shop's own folder, where a file of the same name stands in for
/// the built-in one. Texts are merged key by key, so that a shop may change one sentence or add a language.
/// </summary>
internal sealed class TemplateFiles(string? folder)
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> _texts = new(StringComparer.Ordinal);

    /// <summary>A template's source, or null where there is none of this name.</summary>
    public string? Template(string name) => IsFileName(name) ? FromFolder(name + ".hbs") ?? BuiltIn(name + ".hbs") : null;

    public bool HasLanguage(string language) => Texts(language).Count > 0;

    /// <summary>Paragraphs by key of one language; empty where there is none of this language.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Texts(string language) => _texts.GetOrAdd(language, Load);

    /// <summary>Names of the built-in templates.</summary>
    public static IReadOnlyList<string> BuiltInTemplates { get; } =
    [
        .. typeof(TemplateFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".html.hbs", StringComparison.Ordinal) && !name.StartsWith("layout.", StringComparison.Ordinal))
            .Select(name => name[..^".html.hbs".Length])
            .Order(StringComparer.Ordinal),
    ];

    private Dictionary<string, IReadOnlyList<string>> Load(string language)
    {
        var texts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!IsFileName(language)) return texts;
        var file = $"texts.{language}.json";
        foreach (var source in new[] { BuiltIn(file), FromFolder(file) }.OfType<string>())
            foreach (var (key, paragraphs) in Parse(file, source))
                texts[key] = paragraphs;
        return texts;
    }

    private static List<KeyValuePair<string, IReadOnlyList<string>>> Parse(string file, string source)
    {
        try
        {
            using var json = JsonDocument.Parse(source, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.EnumerateObject().SelectMany(member => Flat(member.Name, member.Value)).ToList();
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new FaultException(new Fault(FaultKind.Configuration, $"The texts for mails in {file} cannot be read: {broken.Message}")
            {
                Advice = "Write one JSON object of keys to texts or lists of paragraphs.",
            });
        }
    }

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Flat(string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Flat($"{key}.{member.Name}", member.Value)),
        JsonValueKind.Array => [new(key, [.. value.EnumerateArray().Select(item => item.GetString() ?? "")])],
        _ => [new(key, [value.GetString() ?? ""])],
    };

    private static string? BuiltIn(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private string? FromFolder(string file)
    {
        if (folder is null) return null;
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Names come from rules and orders: they must not lead out of the folder.</summary>
    private static bool IsFileName(string name) =>
        name.Length is > 0 and < 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') && name[0] != '.';
}
