using System.Security.Cryptography;
using System.Text;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>
/// OAuth 1.0a, one-legged: parameters decoded, one value per key, sorted, encoded by RFC 3986, signed with the consumer
/// secret and an ampersand. The body is no part of it.
/// </summary>
internal static class OAuthSignature
{
    public static string Compute(
        string method, string address, IEnumerable<KeyValuePair<string, string>> parameters, string secret, bool sha256)
    {
        var sorted = parameters
            .Where(pair => pair.Key != "oauth_signature")
            .Select(pair => (Key: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
        var text = $"{method}&{Uri.EscapeDataString(address)}&{Uri.EscapeDataString(string.Join('&', sorted))}";
        var key = Encoding.UTF8.GetBytes(secret + "&");
        var data = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5350 // HMAC-SHA1 is what the protocol prescribes and what existing clients send.
        return Convert.ToBase64String(sha256 ? HMACSHA256.HashData(key, data) : HMACSHA1.HashData(key, data));
#pragma warning restore CA5350
    }

    /// <summary>The parameters of an <c>Authorization: OAuth …</c> header; empty for any other.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> FromHeader(string? header)
    {
        if (header is null || !header.StartsWith("OAuth ", StringComparison.OrdinalIgnoreCase)) return [];
        return [.. header[6..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2 && pair[0] != "realm")
            .Select(pair => KeyValuePair.Create(pair[0], Uri.UnescapeDataString(pair[1].Trim('"'))))];
    }
}
