using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>A call after its address, query and body have been read as PHP and WordPress read them.</summary>
internal sealed record RestRequest
{
    public required string Method { get; init; }

    /// <summary>Parts of the path behind /wp-json/wc/v3/.</summary>
    public required string[] Path { get; init; }

    public required QueryValues Query { get; init; }

    /// <summary>
    /// The JSON object sent; an empty object when there was none or the content type said it is no JSON.
    /// </summary>
    public required JsonElement Body { get; init; }

    public required Site Site { get; init; }

    /// <summary>The shop as this call sees it: the present, or the past when a stale read was asked for.</summary>
    public required ShopSnapshot Shop { get; init; }

    public bool IsRead => Method is "GET" or "HEAD";

    public bool IsUpdate => Method is "PUT" or "PATCH" or "POST";

    public string Resource => string.Join('/', Path);
}

/// <summary>
/// The query as PHP sees it: decoded, the last of equal keys wins, <c>key[]</c> and <c>key[0]</c> are lists.
/// </summary>
internal sealed class QueryValues
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    private QueryValues()
    {
    }

    public static QueryValues Parse(QueryString query)
    {
        var values = new QueryValues();
        var text = query.Value is { Length: > 1 } given ? given[1..] : "";
        var unnamed = new Dictionary<string, int>();
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = Decode(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : Decode(part[(equals + 1)..]);
            if (key.EndsWith("[]", StringComparison.Ordinal))
            {
                var list = key[..^2];
                var next = unnamed.GetValueOrDefault(list);
                unnamed[list] = next + 1;
                key = $"{list}[{next}]";
            }

            var at = values._pairs.FindIndex(pair => pair.Key == key);
            if (at >= 0) values._pairs[at] = KeyValuePair.Create(key, value);
            else values._pairs.Add(KeyValuePair.Create(key, value));
        }

        return values;
    }

    /// <summary>Every key and value, in the order of first appearance.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    public string? this[string key]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.Key == key) return pair.Value;
            }

            return null;
        }
    }

    /// <summary>A list: <c>key[0]=a&amp;key[1]=b</c> or <c>key=a,b</c>; null when not sent.</summary>
    public IReadOnlyList<string>? List(string key)
    {
        var indexed = _pairs.Where(pair => pair.Key.StartsWith(key + "[", StringComparison.Ordinal))
            .Select(pair => pair.Value).ToList();
        if (indexed.Count > 0) return indexed;
        return this[key]?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
    }

    public bool IsTrue(string key) => this[key] is "true" or "1";

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
