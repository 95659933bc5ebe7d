using System.Globalization;
using System.Text.Json;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>
/// Reads what was sent as PHP would coerce it: inside a batch nothing is checked before, so anything may come.
/// </summary>
internal static class Input
{
    public static JsonElement EmptyObject { get; } = JsonDocument.Parse("{}").RootElement.Clone();

    public static bool Has(this JsonElement body, string name, out JsonElement value)
    {
        value = default;
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out value);
    }

    /// <summary>A text when the field was sent; null becomes the empty text.</summary>
    public static string? Text(this JsonElement body, string name) =>
        body.Has(name, out var value) ? value.AsText() : null;

    /// <summary>A whole number when the field was sent and is not null.</summary>
    public static int? Whole(this JsonElement body, string name) =>
        body.Has(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.AsWhole() : null;

    public static bool? Flag(this JsonElement body, string name) =>
        body.Has(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.AsFlag() : null;

    public static decimal? Amount(this JsonElement body, string name) => body.Text(name) is { } text
        ? Rules.PriceText.Parse(Rules.PriceText.Normalize(text)) ?? 0
        : null;

    /// <summary>The items of a list; nothing when it was not sent or is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement body, string name) =>
        body.Has(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    public static string AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "1",
        _ => "",
    };

    /// <summary>PHP's intval: leading digits count, everything else is 0, fractions are cut.</summary>
    public static int AsWhole(this JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.True) return 1;
        var text = value.AsText().Trim();
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (end == 0 && text[end] is '-' or '+'))) end++;
        return int.TryParse(
            text.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
                : 0;
    }

    public static bool AsFlag(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => value.GetString()!.ToLowerInvariant() is "true" or "1" or "yes",
        _ => false,
    };
}
