using System.Globalization;
using System.Text.RegularExpressions;
using SyncCluster.Connectors.Options;
using SyncCluster.Server.Configuration.Yaml;

namespace SyncCluster.Server.Configuration.Reading;

/// <summary>Reads one setting by its definition.</summary>
internal sealed partial class SettingReader(ConfigurationSource source, Problems problems)
{
    /// <summary>The value in the form that <see cref="OptionValues"/> takes; null where it is wrong, with the reason among the problems.</summary>
    public object? Read(OptionDefinition setting, YamlValue value, string path) => setting.Type switch
    {
        OptionType.List => List(setting, value, path),
        OptionType.Map => Map(setting, value, path),
        OptionType.NestedMap => NestedMap(setting, value, path),
        OptionType.Steps => Steps(setting, value, path),
        _ => value is YamlText text ? Single(setting, text, path) : Wrong(value, path, $"{value.What} stands", "Write a single value."),
    };

    private object? Single(OptionDefinition setting, YamlText text, string path)
    {
        if (text.IsNull) return Wrong(text, path, "no value stands", "Write one, or remove the line.");
        if (setting is { Secret: true, IsConnection: false } && !References.IsReference(text.Text))
        {
            problems.Error(text.Place, path, "A secret stands here in plain text.", $"Write {References.HowTo}, and change the secret: it has been in a file.");
            return null;
        }

        if (HoldsPlainPassword(text.Text))
        {
            problems.Error(text.Place, path, "A password stands here in plain text.", "Write Password=${env:NAME}, and change the password: it has been in a file.");
            return null;
        }

        if (References.Resolve(text.Text, source, problems, text.Place, path) is not { } resolved) return null;
        // What came by reference may be a secret: it is never shown, whatever is wrong with it.
        var shown = setting.Secret || References.Holds(text.Text) ? "The value" : $"'{Cut(resolved)}'";
        return setting.Type switch
        {
            OptionType.Integer => long.TryParse(resolved, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? InRange(setting, number, number, text, path, shown)
                : Unfit(text, path, shown, "no whole number", "Write digits only."),
            OptionType.Number => decimal.TryParse(resolved, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? InRange(setting, number, number, text, path, shown)
                : Unfit(text, path, shown, "no number", "Write digits, with a point before decimals."),
            OptionType.Flag => resolved is "true" or "false"
                ? resolved == "true"
                : Unfit(text, path, shown, "neither true nor false", "Write true or false."),
            OptionType.Duration => Durations.TryParse(resolved, out var duration)
                ? InRange(setting, duration, (decimal)duration.TotalSeconds, text, path, shown)
                : Unfit(text, path, shown, "no length of time", "Write a number and a unit: 500ms, 30s, 5m, 1h or 1d."),
            OptionType.Url => Uri.TryCreate(resolved, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? resolved
                : Unfit(text, path, shown, "no web address", "Write it whole: https://shop.example.com."),
            _ => Allowed(setting, resolved, text, path, shown) ? resolved : null,
        };
    }

    private object? InRange<T>(OptionDefinition setting, T value, decimal number, YamlText text, string path, string shown) where T : notnull
    {
        if (setting.Allowed.Count > 0 && !Allowed(setting, number.ToString(CultureInfo.InvariantCulture), text, path, shown)) return null;
        var unit = setting.Type == OptionType.Duration ? " seconds" : "";
        if (number < setting.Minimum) return Unfit(text, path, shown, "too small", $"The least is {Show(setting.Minimum.Value)}{unit}.");
        if (number > setting.Maximum) return Unfit(text, path, shown, "too large", $"The most is {Show(setting.Maximum.Value)}{unit}.");
        return value;
    }

    private bool Allowed(OptionDefinition setting, string value, YamlText text, string path, string shown)
    {
        if (setting.Allowed.Count == 0 || setting.Allowed.Contains(value, StringComparer.Ordinal)) return true;
        problems.Error(text.Place, path, $"{shown} is not possible here.", DidYouMean.Advice(value, [.. setting.Allowed], "values"));
        return false;
    }

    private List<string>? List(OptionDefinition setting, YamlValue value, string path)
    {
        // One value is a list of one: nobody should have to learn brackets for it.
        var items = value switch { YamlList list => list.Items, YamlText { IsNull: false } => [value], _ => null };
        if (items is null) return (List<string>?)Wrong(value, path, $"{value.What} stands", "Write a list: [first, second].");
        var read = new List<string>();
        var single = setting with { Type = OptionType.Text };
        foreach (var item in items)
        {
            if (Read(single, item, path) is not string text) return null;
            read.Add(text);
        }

        return read;
    }

    private Dictionary<string, string>? Map(OptionDefinition setting, YamlValue value, string path)
    {
        if (value is not YamlMap map) return (Dictionary<string, string>?)Wrong(value, path, $"{value.What} stands", "Write names and values: { name: value }.");
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        var single = setting with { Type = OptionType.Text };
        foreach (var entry in map.Entries)
        {
            if (Read(single, entry.Value, $"{path}.{entry.Name.Text}") is not string text) return null;
            read[entry.Name.Text] = text;
        }

        return read;
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>>? NestedMap(OptionDefinition setting, YamlValue value, string path)
    {
        if (value is not YamlMap map)
            return (Dictionary<string, IReadOnlyDictionary<string, string>>?)Wrong(value, path, $"{value.What} stands", "Write names, and under each names and values.");
        var read = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (Inner(setting, entry.Value, $"{path}.{entry.Name.Text}") is not { } inner) return null;
            read[entry.Name.Text] = inner;
        }

        return read;
    }

    private Dictionary<string, string>? Inner(OptionDefinition setting, YamlValue value, string path)
    {
        if (setting.Shorthand is not { } name || value is YamlMap) return Map(setting, value, path);
        return Read(setting with { Type = OptionType.Text }, value, path) is string text ? new(StringComparer.Ordinal) { [name] = text } : null;
    }

    private List<IReadOnlyDictionary<string, string>>? Steps(OptionDefinition setting, YamlValue value, string path)
    {
        if (value is not YamlList list)
            return (List<IReadOnlyDictionary<string, string>>?)Wrong(value, path, $"{value.What} stands", "Write a list of steps, each '- name: value'.");
        var read = new List<IReadOnlyDictionary<string, string>>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            var at = $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]";
            var step = list.Items[i] is YamlText { IsNull: false } word
                ? new Dictionary<string, string>(StringComparer.Ordinal) { [word.Text] = "" }
                : Map(setting, list.Items[i], at);
            if (step is null) return null;
            read.Add(step);
        }

        return read;
    }

    private object? Wrong(YamlValue value, string path, string what, string advice)
    {
        problems.Error(value.Place, path, $"Here {what}.", advice);
        return null;
    }

    private object? Unfit(YamlText text, string path, string shown, string why, string advice)
    {
        problems.Error(text.Place, path, $"{shown} is {why}.", advice);
        return null;
    }

    /// <summary>True where a connection string gives a password in so many letters.</summary>
    private static bool HoldsPlainPassword(string text) =>
        PlainPassword().Match(text) is { Success: true } match && !References.IsReference(match.Groups[1].Value);

    [GeneratedRegex(@"(?:^|;)\s*(?:password|pwd)\s*=\s*([^;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex PlainPassword();

    private static string Show(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
