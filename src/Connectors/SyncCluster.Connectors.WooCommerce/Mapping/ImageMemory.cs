using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client.Wire;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>
/// Which of our source URLs became which image of the shop. The shop copies every <c>src</c> it is given under a new name,
/// so without this memory each push would upload the same image again. It lies in the product's own meta data:
/// a list of <c>{src, id}</c> in the order sent; <c>id</c> is missing where the write that should have added it failed.
/// </summary>
internal static class ImageMemory
{
    public const string MetaKey = "_synccluster_images";

    /// <summary>An image as the shop holds it and, where it came from us, our source URL.</summary>
    internal readonly record struct Image(long Id, string ShopUrl, string? SourceUrl)
    {
        /// <summary>The URL by which everybody but the shop knows the image.</summary>
        public string Url => SourceUrl ?? ShopUrl;
    }

    private readonly record struct Remembered(string Source, long? Id);

    /// <summary>The images of a product or variation with their sources.</summary>
    public static IReadOnlyList<Image> Read(JsonElement record)
    {
        var shown = Shown(record).ToList();
        var remembered = Remember(record).ToList();
        var ids = shown.Select(image => image.Id).ToHashSet();
        var byId = new Dictionary<long, string>();
        foreach (var entry in remembered)
            if (entry.Id is { } id && ids.Contains(id))
                byId[id] = entry.Source;

        // Entries without an id yet: by place where nothing was added or taken away since, else by file name.
        foreach (var (entry, place) in remembered.Select((entry, place) => (entry, place)).Where(pair => pair.entry.Id is null))
        {
            var at = place < shown.Count && shown.Count == remembered.Count && SameFile(entry.Source, shown[place].ShopUrl)
                ? place
                : shown.FindIndex(image => !byId.ContainsKey(image.Id) && SameFile(entry.Source, image.ShopUrl));
            if (at >= 0) byId.TryAdd(shown[at].Id, entry.Source);
        }

        return [.. shown.Select(image => image with { SourceUrl = byId.GetValueOrDefault(image.Id) })];
    }

    /// <summary>The images to send: known ones by id, new ones by URL.</summary>
    public static JsonArray ToWire(IReadOnlyList<string> urls, IReadOnlyList<Image> known)
    {
        var sent = new JsonArray();
        foreach (var url in urls)
            sent.Add(Find(url, known) is { } id ? new JsonObject { ["id"] = id } : new JsonObject { ["src"] = url });
        return sent;
    }

    /// <summary>The entry of <c>meta_data</c> that remembers <paramref name="urls"/>.</summary>
    public static JsonObject ToMeta(IReadOnlyList<string> urls, IReadOnlyList<Image> known)
    {
        var list = new JsonArray();
        foreach (var url in urls)
        {
            var entry = new JsonObject { ["src"] = url };
            if (Find(url, known) is { } id) entry["id"] = id;
            list.Add(entry);
        }

        return new JsonObject { ["key"] = MetaKey, ["value"] = list };
    }

    private static long? Find(string url, IReadOnlyList<Image> known)
    {
        foreach (var image in known)
            if (image.SourceUrl == url || image.ShopUrl == url)
                return image.Id;
        return null;
    }

    private static IEnumerable<Image> Shown(JsonElement record)
    {
        var images = record.Object("image") is { } single ? [single] : record.Array("images");
        foreach (var image in images)
            if (image.Id("id") is { } id && image.Text("src") is { } url)
                yield return new Image(id, url, null);
    }

    private static IEnumerable<Remembered> Remember(JsonElement record)
    {
        if (record.MetaValue(MetaKey) is not { } meta) yield break;
        foreach (var entry in meta.Array("value"))
            if (entry.Text("src") is { } source)
                yield return new Remembered(source, entry.Id("id"));
    }

    // The shop keeps the file's name and adds -1, -scaled and the like; plugins put something before it.
    private static bool SameFile(string source, string shopUrl)
    {
        var name = Stem(source);
        return name.Length > 0 && Stem(shopUrl).Contains(name, StringComparison.Ordinal);
    }

    private static string Stem(string url)
    {
        var path = Uri.TryCreate(url, UriKind.Absolute, out var address) ? Uri.UnescapeDataString(address.AbsolutePath) : url;
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        return string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }
}
