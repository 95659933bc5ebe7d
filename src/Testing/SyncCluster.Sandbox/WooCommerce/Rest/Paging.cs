using System.Globalization;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>Cuts a page out of a list and says in the headers how many there are.</summary>
internal static class Paging
{
    public static RestAnswer Page<T>(
        RestRequest request, IReadOnlyList<T> all, Func<T, JsonNode> render,
            string allow = RestAnswer.CollectionMethods)
    {
        var size = Number(request, "per_page") ?? 10;
        var page = Number(request, "page") ?? 1;
        var skip = Number(request, "offset") ?? (long)(page - 1) * size;
        var pages = (all.Count + size - 1) / size;
        var items = new JsonArray();
        for (var i = skip; i < Math.Min(skip + size, all.Count); i++) items.Add(render(all[(int)i]));
        return new RestAnswer(200, items)
        {
            Allow = allow,
            Total = all.Count,
            TotalPages = pages,
            PageLinks = Links(request, page, pages),
        };
    }

    private static string? Links(RestRequest request, int page, int pages)
    {
        var links = new List<string>();

        // Recorded: far past the end, "prev" names the last page there is.
        if (page > 1) links.Add($"<{Address(request, Math.Max(1, Math.Min(page - 1, pages)))}>; rel=\"prev\"");
        if (page < pages) links.Add($"<{Address(request, page + 1)}>; rel=\"next\"");
        return links.Count == 0 ? null : string.Join(", ", links);
    }

    private static string Address(RestRequest request, int page)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var pairs = request.Query.Pairs.Where(pair => pair.Key != "rest_route").ToList();
        var at = pairs.FindIndex(pair => pair.Key == "page");
        if (at >= 0) pairs[at] = KeyValuePair.Create("page", number);
        else pairs.Add(KeyValuePair.Create("page", number));

        // Recorded: WordPress cuts one trailing "=" off a value, so the signature in such a link is broken.
        var query =
            pairs.Select(
                pair => Encode(pair.Key) + (Cut(pair.Value) is { Length: > 0 } value ? "=" + Encode(value) : ""));
        return $"{request.Site.Rest}{request.Resource}?{string.Join('&', query)}";
    }

    private static string Cut(string value) => value.EndsWith('=') ? value[..^1] : value;

    private static string Encode(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static int? Number(RestRequest request, string key) =>
        int.TryParse(request.Query[key], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value
            : null;
}
