using System.Security.Cryptography;
using System.Text;

namespace SyncCluster.Connectors.WooCommerce.Client;

/// <summary>
/// OAuth 1.0a with one leg, the only thing that a shop accepts over plain http (WooCommerce 10.5): all query parameters
/// are signed with HMAC-SHA256, the key is the consumer secret and <c>&amp;</c>, the JSON body is not signed.
/// </summary>
internal static class OAuth1
{
    /// <summary>The query with the six OAuth parameters added.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Sign(
        string method, Uri address, IEnumerable<KeyValuePair<string, string>> query, string key, string secret, DateTimeOffset now, string nonce)
    {
        List<KeyValuePair<string, string>> pairs =
        [
            .. query,
            new("oauth_consumer_key", key),
            new("oauth_nonce", nonce),
            new("oauth_signature_method", "HMAC-SHA256"),
            new("oauth_timestamp", now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ];
        pairs.Add(new("oauth_signature", Signature(BaseString(method, address, pairs), secret)));
        return pairs;
    }

    internal static string BaseString(string method, Uri address, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = pairs
            .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}");
        var place = address.GetLeftPart(UriPartial.Path);
        return $"{method.ToUpperInvariant()}&{Uri.EscapeDataString(place)}&{Uri.EscapeDataString(string.Join('&', sorted))}";
    }

    internal static string Signature(string baseString, string secret) => Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret + "&"), Encoding.UTF8.GetBytes(baseString)));
}
