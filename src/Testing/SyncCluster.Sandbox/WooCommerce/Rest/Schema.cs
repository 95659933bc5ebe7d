using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>
/// The checks WordPress makes before a single write (a batch skips them): kinds of values and lists of allowed ones, in
/// the order of the shop's schema, every bad parameter named in one answer. Null passes: it counts as not sent.
/// </summary>
internal sealed partial class Schema(params Schema.Field[] fields)
{
    public sealed record Field(string Name, string Kind, string[]? Allowed = null, Schema? Items = null);

    public void Check(JsonElement body)
    {
        var errors = new ParameterErrors();
        Check(body, errors, parameter: null, prefix: "");
        errors.ThrowIfAny();
    }

    private void Check(JsonElement body, ParameterErrors errors, string? parameter, string prefix)
    {
        foreach (var field in fields)
        {
            if (!body.Has(field.Name, out var value) || value.ValueKind == JsonValueKind.Null) continue;
            var path = prefix.Length == 0 ? field.Name : $"{prefix}[{field.Name}]";
            Check(field, value, errors, parameter ?? field.Name, path);
        }
    }

    private static void Check(Field field, JsonElement value, ParameterErrors errors, string parameter, string path)
    {
        if (field.Kind == "email")
        {
            if (value.ValueKind != JsonValueKind.String) errors.Type(parameter, path, "string");
            else if (value.GetString() is { Length: > 0 } address && !Email().IsMatch(address))
                errors.Add(parameter, "rest_invalid_email", "Invalid email address.");
        }
        else if (!IsOfKind(field.Kind, value))
        {
            errors.Type(parameter, path, field.Kind);
        }
        else if (field.Allowed is { } allowed && !allowed.Contains(value.AsText()))
        {
            errors.NotOneOf(parameter, path, allowed);
        }
        else if (field.Kind == "object")
        {
            field.Items?.Check(value, errors, parameter, path);
        }
        else if (field.Kind == "array" && value.ValueKind == JsonValueKind.Array)
        {
            CheckItems(field, value, errors, parameter, path);
        }
    }

    private static void CheckItems(Field field, JsonElement list, ParameterErrors errors, string parameter, string path)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]");
            if (field.Items is null) continue;
            if (!IsOfKind("object", item)) errors.Type(parameter, itemPath, "object");
            else field.Items.Check(item, errors, parameter, itemPath);
        }
    }

    private static bool IsOfKind(string kind, JsonElement value) => kind switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => double.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && value.ValueKind is JsonValueKind.Number or JsonValueKind.String && number == Math.Floor(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False
            || value.AsText() is "0" or "1" or "true" or "false"
                || (value.ValueKind == JsonValueKind.String && value.GetString() == ""),
        "array" => value.ValueKind is JsonValueKind.Array or JsonValueKind.String or JsonValueKind.Number,
        "object" =>
            value.ValueKind == JsonValueKind.Object
                || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0),
        _ => true,
    };

    public static bool IsEmail(string text) => Email().IsMatch(text);

    [GeneratedRegex(@"^[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
    private static partial Regex Email();
}
