using System.Collections;
using System.Globalization;
using System.Text.Json;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.Mail.Rendering;

/// <summary>Turns what a caller has (dictionaries, canonical fields, JSON) into the nodes that templates read.</summary>
internal static class ModelBuilder
{
    private const int Deepest = 16;

    /// <summary>The root: the model over the given defaults, group by group, with what every template may ask for.</summary>
    public static ModelNode Root(
        IReadOnlyDictionary<string, object?> model, IReadOnlyDictionary<string, object?> defaults, string template, string language)
    {
        var plain = (Dictionary<string, object?>)Plain(defaults)!;
        foreach (var (name, value) in (Dictionary<string, object?>)Plain(model)!)
        {
            if (value is Dictionary<string, object?> group && plain.GetValueOrDefault(name) is Dictionary<string, object?> below)
                foreach (var (inner, innerValue) in group) below[inner] = innerValue;
            else
                plain[name] = value;
        }

        plain["template"] = template;
        plain["language"] = language;
        plain["recipient"] = NameOf(plain, "order", "customerName") ?? NameOf(plain, "account", "name");
        return (ModelNode)Node("", plain)!;
    }

    private static string? NameOf(Dictionary<string, object?> root, string group, string name) =>
        (root.GetValueOrDefault(group) as Dictionary<string, object?>)?.GetValueOrDefault(name) as string is { Length: > 0 } found ? found : null;

    private static object? Node(string path, object? value) => value switch
    {
        Dictionary<string, object?> group => new ModelNode(
            path, group.ToDictionary(pair => pair.Key, pair => Node(ModelNode.Under(path, pair.Key), pair.Value))),
        List<object?> items => items.Select((item, index) => Node($"{path}[{index.ToString(CultureInfo.InvariantCulture)}]", item)).ToList(),
        _ => value,
    };

    private static object? Plain(object? value, int depth = 0)
    {
        if (depth > Deepest) throw new ArgumentException($"A mail's model is nested more than {Deepest} deep.");
        return value switch
        {
            null or FieldValue.Nothing => null,
            string text => Clean(text),
            FieldSet fields => Expanded(fields.Select(field => new KeyValuePair<string, object?>(field.Key, field.Value)), depth),
            FieldValue.Text text => Clean(text.Value),
            FieldValue.Number number => number.Value,
            FieldValue.Flag flag => flag.Value,
            FieldValue.Instant instant => instant.Value,
            FieldValue.Link link => link.Id,
            FieldValue.Group group => Plain(group.Fields, depth + 1),
            FieldValue.Items items => items.Values.Select(item => Plain(item, depth + 1)).ToList(),
            JsonElement json => Plain(FromJson(json), depth),
            IEnumerable<KeyValuePair<string, object?>> pairs => Expanded(pairs, depth),
            int or long or short or byte => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            DateTime time => new DateTimeOffset(time.ToUniversalTime()),
            Enum state => state.ToString(),
            IEnumerable items => items.Cast<object?>().Select(item => Plain(item, depth + 1)).ToList(),
            _ => value,
        };
    }

    /// <summary>Dotted names become groups: <c>billing.city</c> is <c>city</c> in <c>billing</c>.</summary>
    private static Dictionary<string, object?> Expanded(IEnumerable<KeyValuePair<string, object?>> pairs, int depth)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            var at = all;
            var parts = name.Split('.');
            foreach (var part in parts[..^1])
            {
                if (at.GetValueOrDefault(part) is not Dictionary<string, object?> inner) at[part] = inner = new(StringComparer.Ordinal);
                at = inner;
            }

            at[parts[^1]] = Plain(value, depth + 1);
        }

        return all;
    }

    private static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => FromJson(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDecimal(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        _ => null,
    };

    /// <summary>Control letters have no business in a mail, and ours mark what is missing; line breaks stay.</summary>
    private static string Clean(string text) =>
        text.Any(letter => char.IsControl(letter) && letter != '\n')
            ? string.Concat(text.ReplaceLineEndings("\n").Where(letter => !char.IsControl(letter) || letter == '\n'))
            : text;
}
