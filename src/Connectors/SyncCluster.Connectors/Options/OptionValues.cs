using System.Globalization;

namespace SyncCluster.Connectors.Options;

/// <summary>Settings that fit their definitions: types hold, defaults are filled in, secrets are resolved.</summary>
public sealed class OptionValues
{
    private readonly Dictionary<string, OptionDefinition> _definitions;
    private readonly IReadOnlyDictionary<string, object> _values;
    private readonly List<OptionProblem> _problems = [];

    /// <summary>
    /// Values by name: string for text and URL, long, decimal, bool, TimeSpan, <c>IReadOnlyList&lt;string&gt;</c>,
    /// <c>IReadOnlyDictionary&lt;string, string&gt;</c>, a list of that, and that of that. What is absent takes its default.
    /// </summary>
    public OptionValues(IReadOnlyList<OptionDefinition> definitions, IReadOnlyDictionary<string, object> values)
    {
        _definitions = definitions.ToDictionary(definition => definition.Name, StringComparer.Ordinal);
        _values = values;
    }

    /// <summary>What <see cref="IConnector.Validate"/> found wrong.</summary>
    public IReadOnlyList<OptionProblem> Problems => _problems;

    /// <summary>Every setting that may be asked for.</summary>
    public IEnumerable<OptionDefinition> Definitions => _definitions.Values;

    /// <summary>True where the file gives the setting.</summary>
    public bool IsGiven(string name) => _values.ContainsKey(Known(name).Name);

    /// <summary>Adds a problem with setting <paramref name="name"/>.</summary>
    public void Problem(string name, string message, string advice) => _problems.Add(new(name, message, advice));

    /// <summary>A text, URL or secret; null where neither value nor default is there.</summary>
    public string? Text(string name) => Get<string>(name, text => text);

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name) =>
        Text(name) ?? throw new InvalidOperationException($"Setting '{name}' is required and the validator let it pass.");

    /// <summary>A whole number.</summary>
    public int Integer(string name) => checked((int)GetValue(name, text => long.Parse(text, CultureInfo.InvariantCulture)));

    /// <summary>A decimal number.</summary>
    public decimal Number(string name) => GetValue(name, text => decimal.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>true or false.</summary>
    public bool Flag(string name) => GetValue(name, bool.Parse);

    /// <summary>A length of time.</summary>
    public TimeSpan Duration(string name) =>
        GetValue(name, text => Durations.TryParse(text, out var value)
            ? value
            : throw new InvalidOperationException($"Default '{text}' of setting '{name}' is no duration."));

    /// <summary>A list of texts; the default is comma separated.</summary>
    public IReadOnlyList<string> List(string name) => Get<IReadOnlyList<string>>(
        name, text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) ?? [];

    /// <summary>Text to text; empty where not given.</summary>
    public IReadOnlyDictionary<string, string> Map(string name) =>
        Get<IReadOnlyDictionary<string, string>>(name, _ => new Dictionary<string, string>()) ?? new Dictionary<string, string>();

    /// <summary>Text to text to text; empty where not given.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> NestedMap(string name) =>
        Get<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(name, _ => new Dictionary<string, IReadOnlyDictionary<string, string>>())
        ?? new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Steps in their order; empty where not given.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Steps(string name) =>
        Get<IReadOnlyList<IReadOnlyDictionary<string, string>>>(name, _ => []) ?? [];

    private OptionDefinition Known(string name) => _definitions.TryGetValue(name, out var definition)
        ? definition
        : throw new InvalidOperationException($"The connector asks for setting '{name}', which it does not define.");

    private T? Get<T>(string name, Func<string, T> fromDefault) where T : class
    {
        var definition = Known(name);
        if (_values.TryGetValue(name, out var value)) return (T)value;
        return definition.Default is { } text ? fromDefault(text) : null;
    }

    private T GetValue<T>(string name, Func<string, T> fromDefault) where T : struct
    {
        var definition = Known(name);
        if (_values.TryGetValue(name, out var value)) return (T)value;
        return definition.Default is { } text
            ? fromDefault(text)
            : throw new InvalidOperationException($"Setting '{name}' has neither value nor default.");
    }
}

/// <summary>What is wrong with a setting.</summary>
/// <param name="Option">The setting's name.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to write instead.</param>
public sealed record OptionProblem(string Option, string Message, string Advice);
