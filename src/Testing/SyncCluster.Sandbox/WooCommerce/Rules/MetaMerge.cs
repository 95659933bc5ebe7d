using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>
/// meta_data merges: without id the key is found and updated, an unknown key is added, a null value deletes, what is
/// not named stays. Single values come back as text, as the shop's database holds nothing else.
/// </summary>
internal static class MetaMerge
{
    public static IReadOnlyList<ShopMeta> Apply(ShopDraft draft, IReadOnlyList<ShopMeta> stored, JsonElement body)
    {
        var entries = stored.ToList();
        foreach (var sent in body.Items("meta_data"))
        {
            var id = sent.Whole("id") ?? 0;
            var key = sent.Text("key") ?? "";
            var at = entries.FindIndex(entry => id > 0 ? entry.Id == id : entry.Key == key);
            if (at < 0 && key.Length == 0) continue;
            var given = sent.Has("value", out var value) && value.ValueKind != JsonValueKind.Null;
            if (!given)
            {
                if (at >= 0) entries.RemoveAt(at);
            }
            else if (at >= 0)
            {
                entries[at] = entries[at] with { Key = key.Length > 0 ? key : entries[at].Key, Value = Stored(value) };
            }
            else
            {
                entries.Add(new ShopMeta(draft.NextMeta(), key, Stored(value)));
            }
        }

        return entries;
    }

    private static JsonElement Stored(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => JsonSerializer.SerializeToElement(value.GetRawText()),
        JsonValueKind.True => JsonSerializer.SerializeToElement("1"),
        JsonValueKind.False => JsonSerializer.SerializeToElement(""),
        _ => value.Clone(),
    };
}
