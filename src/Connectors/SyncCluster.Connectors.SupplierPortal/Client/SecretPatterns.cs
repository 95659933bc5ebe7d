using System.Text.RegularExpressions;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Secrets that nobody configured and nobody typed: what a portal hands out when one has logged in, known by what it is called.</summary>
internal static partial class SecretPatterns
{
    private const int Shortest = 8;
    private const int SurelyNoWord = 20;

    private static readonly HashSet<string> CookieAttributes = new(StringComparer.OrdinalIgnoreCase) { "path", "expires", "max-age", "domain", "samesite", "version", "priority" };

    /// <summary>Every secret that a text tells by its name: tokens in answers, headers that prove who asks, cookies.</summary>
    public static IEnumerable<string> In(string text)
    {
        var named = Named().Matches(text).Concat(Headers().Matches(text)).Concat(Bearers().Matches(text)).Select(match => match.Groups[1].Value)
            .Concat(Parameters().Matches(text).Select(match => match.Groups[2].Value));
        var cookies = CookieHeaders().Matches(text).SelectMany(match => match.Groups[1].Value.Split(';', '\n'))
            .Select(part => part.Trim().Split('=', 2)).Where(part => part.Length == 2 && !CookieAttributes.Contains(part[0])).Select(part => part[1]);
        return named.Concat(cookies).Concat(Jwts().Matches(text).Select(match => match.Value)).Where(IsSecret);
    }

    /// <summary>A text with the secrets of its addresses, and its tokens, masked.</summary>
    public static string Masked(string text, string mask) =>
        Jwts().Replace(Bearers().Replace(Parameters().Replace(UserInfo().Replace(text, "://" + mask + "@"), "$1" + mask), "Bearer " + mask), mask);

    private static bool IsSecret(string value) => value.Length >= Shortest && (value.Length >= SurelyNoWord || value.Any(char.IsAsciiDigit));

    /// <summary>A member of JSON, also of JSON within a text of JSON.</summary>
    [GeneratedRegex("""\\*"(?:[\w-]*(?:token|jwt|secret|api[_-]?key|session[_-]?id|password|passwd|otp)[\w-]*|sid)\\*"\s*:\s*\\*"([^"\\]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    /// <summary>A header as traces write it.</summary>
    [GeneratedRegex("""\"name\":\"(?:(?:proxy-)?authorization|x-[\w-]*(?:token|auth|key|session)[\w-]*)\",\"value\":\"(?:\w+ )?([^"\\]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Headers();

    [GeneratedRegex("""\"name\":\"(?:set-)?cookie\",\"value\":\"([^"]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex CookieHeaders();

    [GeneratedRegex(@"\bBearer ([\w.~+/=-]{8,})", RegexOptions.IgnoreCase)]
    private static partial Regex Bearers();

    [GeneratedRegex(@"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")]
    private static partial Regex Jwts();

    /// <summary>A parameter of an address that is called after a secret.</summary>
    [GeneratedRegex(@"([?&#;](?:[\w-]*(?:token|secret|session|passw|pwd|apikey|api_key|signature)[\w-]*|sid|code|otp|auth|key|jsessionid|phpsessid)=)([^&#\s'""\\<>]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Parameters();

    [GeneratedRegex(@"://[^/@\s:]+(?::[^/@\s]*)?@")]
    private static partial Regex UserInfo();
}
