using System.Globalization;
using System.Text.Json;

namespace SyncCluster.Connectors.WooCommerce.Client.Wire;

/// <summary>
/// Reads a shop's JSON as it really comes: ids as numbers or texts, flags as texts, <c>image.id</c> as <c>""</c>,
/// <c>manage_stock</c> as <c>"parent"</c> (WooCommerce 10.5). What is absent or empty is null; what is there and makes no
/// sense is an <see cref="UnreadableException"/>, never a guess.
/// </summary>
internal static class WireReading
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static bool Has(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The elements of a list; PHP writes an empty map as <c>[]</c> and a list with gaps as a map.</summary>
    public static IEnumerable<JsonElement> Array(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Select(property => property.Value),
        _ => [],
    };

    /// <summary>A text without the character that no database takes; null where absent or empty.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        if (element.Member(name) is not { } value) return null;
        try
        {
            var text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
            return string.IsNullOrEmpty(text) ? null : text.Replace("\0", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            throw new UnreadableException(name, "is no valid Unicode text");
        }
    }

    public static decimal? Decimal(this JsonElement element, string name)
    {
        if (element.Text(name) is not { } text || string.IsNullOrWhiteSpace(text)) return null;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UnreadableException(name, $"'{Cut(text)}' is no number");
    }

    /// <summary>A positive id; null for 0, which stands for "none".</summary>
    public static long? Id(this JsonElement element, string name)
    {
        if (element.Text(name) is not { } text || string.IsNullOrWhiteSpace(text)) return null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
            throw new UnreadableException(name, $"'{Cut(text)}' is no id");
        return id > 0 ? id : null;
    }

    public static long RequiredId(this JsonElement element, string name) =>
        element.Id(name) ?? throw new UnreadableException(name, "is missing");

    public static bool? Flag(this JsonElement element, string name) => element.Text(name) switch
    {
        null => null,
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => null,
    };

    /// <summary>A <c>…_gmt</c> moment: UTC without <c>Z</c>.</summary>
    public static DateTimeOffset? Utc(this JsonElement element, string name)
    {
        if (element.Text(name) is not { } text || text.StartsWith("0000", StringComparison.Ordinal)) return null;
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : throw new UnreadableException(name, $"'{Cut(text)}' is no date");
    }

    /// <summary>The value of the first of <paramref name="keys"/> in <c>meta_data</c> that holds a text.</summary>
    public static string? Meta(this JsonElement element, IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
            if (element.MetaValue(key) is { } entry && entry.Text("value") is { } text && !string.IsNullOrWhiteSpace(text))
                return text;
        return null;
    }

    /// <summary>The entry <c>{id, key, value}</c> of <c>meta_data</c> with <paramref name="key"/>.</summary>
    public static JsonElement? MetaValue(this JsonElement element, string key)
    {
        foreach (var entry in element.Array("meta_data"))
            if (entry.ValueKind == JsonValueKind.Object && entry.Text("key") == key)
                return entry;
        return null;
    }

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

/// <summary>A member of a record makes no sense. Caught where records are mapped: the record is rejected, others go on.</summary>
internal sealed class UnreadableException(string field, string problem) : Exception($"{field} {problem}")
{
    public string Field { get; } = field;
}
