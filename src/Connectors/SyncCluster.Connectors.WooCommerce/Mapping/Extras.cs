using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>What a shop says beyond the fields we know, kept as JSON text.</summary>
internal static class Extras
{
    private const int Deepest = 32;
    private const int LongestValue = 32 * 1024;

    // Links are addresses of the interface; the others let anybody who reads them open the order, or change with each read.
    private static readonly HashSet<string> NeverKept = new(StringComparer.Ordinal)
    {
        "_links", "order_key", "payment_url", "cart_hash", "related_ids", "price_html", "permalink_template", "generated_slug",
    };

    /// <summary>The members of <paramref name="record"/> that are not in <paramref name="mapped"/>.</summary>
    public static string Of(JsonElement record, IReadOnlySet<string> mapped)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in record.EnumerateObject())
            {
                if (mapped.Contains(member.Name) || NeverKept.Contains(member.Name)) continue;
                Write(writer, member);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Extras as they were kept; null where there are none or they are no JSON of ours.</summary>
    public static JsonElement? Read(string? extras)
    {
        if (string.IsNullOrEmpty(extras)) return null;
        try
        {
            using var document = JsonDocument.Parse(extras);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // Written by another version or cut by a store: a sink then asks the shop itself.
            return null;
        }
    }

    // Page builders keep whole pages in one entry of the meta data; the other entries are worth keeping.
    private static void Write(Utf8JsonWriter writer, JsonProperty member)
    {
        if (member is { Name: "meta_data", Value.ValueKind: JsonValueKind.Array })
        {
            writer.WriteStartArray(member.Name);
            foreach (var entry in member.Value.EnumerateArray().Where(IsKeepable)) entry.WriteTo(writer);
            writer.WriteEndArray();
        }
        else if (IsKeepable(member.Value))
        {
            writer.WritePropertyName(member.Name);
            member.Value.WriteTo(writer);
        }
    }

    // A plugin's value nested or long beyond reason would break readers with usual limits; it stays in the shop.
    private static bool IsKeepable(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return true;
        var raw = value.GetRawText();
        if (raw.Length > LongestValue) return false;
        int depth = 0, deepest = 0;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(raw), new JsonReaderOptions { MaxDepth = WooCommerceDefaults.DeepestJson });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) deepest = Math.Max(deepest, ++depth);
            else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) depth--;
        }

        return deepest <= Deepest;
    }
}
