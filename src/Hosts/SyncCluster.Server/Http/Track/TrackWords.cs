using System.Globalization;
using System.Text.Json;

namespace SyncCluster.Server.Http.Track;

/// <summary>The words of the page that a customer sees, in the languages of the mails.</summary>
internal sealed class TrackWords
{
    private const string Fallback = "en";
    private static readonly Dictionary<string, Dictionary<string, string>> All = Read();

    private readonly Dictionary<string, string> _words;

    private TrackWords(string language)
    {
        Language = All.ContainsKey(language) ? language : Fallback;
        _words = All[Language];
    }

    /// <summary>ISO 639-1.</summary>
    public string Language { get; }

    /// <summary>The languages there are.</summary>
    public static IReadOnlyCollection<string> Languages => All.Keys;

    public string this[string key] => _words[key];

    /// <summary>Words of a language; English for one that we do not have.</summary>
    public static TrackWords Of(string? language) => new(language is { Length: >= 2 } ? language[..2].ToLowerInvariant() : Fallback);

    /// <summary>A day in digits, as the language orders them.</summary>
    public string Day(DateOnly day) => day.ToString(_words["dayFormat"], CultureInfo.InvariantCulture);

    /// <summary>When something comes.</summary>
    public string Date(TrackedDateView date) => date switch
    {
        { On: { } on } => Day(on),
        { By: { } by } => _words["by"].Replace("{day}", Day(by), StringComparison.Ordinal),
        { Kind: Core.Supply.PromiseClass.InStock } => _words["inStock"],
        { Kind: Core.Supply.PromiseClass.Discontinued } => _words["discontinued"],
        _ => _words["unknown"],
    };

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        using var stream = typeof(TrackWords).Assembly.GetManifestResourceStream("track.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
    }
}
