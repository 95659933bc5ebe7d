using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>
/// <c>_fields</c> as WordPress applies it: nested names work on objects; on a list inside an item they take the whole
/// list away; a single item keeps its links, an item of a list does not.
/// </summary>
internal static class FieldFilter
{
    public static JsonNode? Apply(JsonNode? body, string? fields)
    {
        if (string.IsNullOrWhiteSpace(fields)) return body;
        var names = fields.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        switch (body)
        {
            case JsonArray list:
                return new JsonArray(
                    [.. list.Select(item => item is JsonObject one ? Cut(one, names) : item?.DeepClone())]);
            case JsonObject item:
                var cut = Cut(item, names);
                if (item["_links"] is { } links) cut["_links"] = links.DeepClone();
                return cut;
            default:
                return body;
        }
    }

    private static JsonObject Cut(JsonObject item, string[] names)
    {
        var cut = new JsonObject();
        foreach (var (name, value) in item)
        {
            if (names.Contains(name))
            {
                cut[name] = value?.DeepClone();
                continue;
            }

            var prefix = name + ".";
            var inner = names.Where(wanted => wanted.StartsWith(prefix, StringComparison.Ordinal))
                .Select(wanted => wanted[prefix.Length..]).ToArray();
            if (inner.Length > 0 && value is JsonObject nested && Cut(nested, inner) is { Count: > 0 } kept)
                cut[name] = kept;
        }

        return cut;
    }
}
