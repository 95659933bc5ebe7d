using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>
/// Who calls, as WooCommerce 10.5 finds it out: key and secret only where it believes in TLS, a signature anywhere. An
/// unknown key counts as nobody; a known key with a fault is refused with the reason.
/// </summary>
internal sealed class RestAuthentication(IEnumerable<ShopKey> keys, TimeProvider time, bool acceptBasicOverHttp)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private static readonly string[] Required =
        ["oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method"];

    private readonly Dictionary<string, ShopKey> _keys = keys.ToDictionary(key => key.Key);
    private readonly Dictionary<string, DateTimeOffset> _nonces = [];
    private readonly Lock _gate = new();

    /// <summary>The caller's key; null for nobody.</summary>
    public ShopKey? Identify(HttpRequest request, QueryValues query, bool isTls)
    {
        var key = isTls || acceptBasicOverHttp ? Basic(request, query) : null;
        key ??= OAuth(request, query, isTls);
        if (key is null) return null;
        var reading = request.Method is "GET" or "HEAD";
        if (reading && !key.CanRead) throw NotAllowed("read");
        if (!reading && request.Method != "OPTIONS" && !key.CanWrite) throw NotAllowed("write");
        return key;
    }

    private ShopKey? Basic(HttpRequest request, QueryValues query)
    {
        var (name, secret) = (query["consumer_key"], query["consumer_secret"]);
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(secret)) (name, secret) = FromHeader(request);
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(secret) || !_keys.TryGetValue(name, out var key))
            return null;
        return SameText(key.Secret, secret) ? key : throw Refused("Consumer secret is invalid.");
    }

    private static (string? Name, string? Secret) FromHeader(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return default;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length)) return default;
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 ? (pair[0], pair[1]) : default;
    }

    private ShopKey? OAuth(HttpRequest request, QueryValues query, bool isTls)
    {
        var fromHeader = OAuthSignature.FromHeader(request.Headers.Authorization);
        var all = query.Pairs.Concat(fromHeader).DistinctBy(pair => pair.Key)
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        var missing = Required.Where(name => !all.TryGetValue(name, out var value) || value.Length == 0).ToList();
        if (missing.Count == Required.Length) return null;
        if (missing.Count > 0)
        {
            throw new RestException(
                401,
                "woocommerce_rest_authentication_missing_parameter",
                (missing.Count == 1 ? "Missing OAuth parameter " : "Missing OAuth parameters ")
                    + string.Join(", ", missing),
                new JsonObject());
        }

        if (!_keys.TryGetValue(all["oauth_consumer_key"], out var key)) return null;
        var method = all["oauth_signature_method"];
        if (method is not ("HMAC-SHA1" or "HMAC-SHA256"))
            throw Refused("Invalid signature - signature method is invalid.");
        var address = $"{(isTls ? "https" : "http")}://{request.Host}{request.PathBase}{request.Path.ToUriComponent()}";
        var expected = OAuthSignature.Compute(request.Method, address, all, key.Secret, method == "HMAC-SHA256");
        if (!SameText(expected, all["oauth_signature"].Replace(' ', '+')))
        {
            throw Refused("Invalid signature - provided signature does not match.");
        }

        CheckFresh(all);
        return key;
    }

    private void CheckFresh(Dictionary<string, string> parameters)
    {
        var now = time.GetUtcNow();
        var readable = long.TryParse(parameters["oauth_timestamp"], CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and < 10_000_000_000;
        if (!readable || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Window)
        {
            throw Refused("Invalid timestamp.");
        }

        lock (_gate)
        {
            if (!_nonces.TryAdd(parameters["oauth_consumer_key"] + " " + parameters["oauth_nonce"], now))
            {
                throw Refused("Invalid nonce - nonce has already been used.");
            }

            if (_nonces.Count % 1024 != 0) return;
            foreach (var old in _nonces.Where(used => now - used.Value > 2 * Window).ToList()) _nonces.Remove(old.Key);
        }
    }

    private static bool SameText(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static RestException NotAllowed(string what) =>
        new(401, "woocommerce_rest_authentication_error", $"The API key provided does not have {what} permissions.")
        {
            KnowsCaller = true,
        };

    private static RestException Refused(string why) => new(401, "woocommerce_rest_authentication_error", why);
}
