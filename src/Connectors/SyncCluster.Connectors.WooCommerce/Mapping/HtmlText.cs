using System.Net;
using System.Text.RegularExpressions;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>
/// A shop keeps names and descriptions as HTML: <c>A &amp; B</c> comes back as <c>A &amp;amp; B</c>, and <c>&lt;5mm&gt;</c>
/// is dropped as an unknown tag (WooCommerce 10.5). Plain text is therefore encoded on its way out and decoded on its way in.
/// </summary>
internal static partial class HtmlText
{
    /// <summary>A name: always plain text inside.</summary>
    public static string? DecodeName(string? stored) => stored is null ? null : WebUtility.HtmlDecode(stored);

    /// <summary>A name for the shop.</summary>
    public static string EncodeName(string plain) => Encode(plain);

    /// <summary>
    /// An option of a variation, or an attribute's name. The shop compares a variation's option to the letter with those of
    /// its parent after decoding only the parent's: with <c>&amp;amp;</c> in it nobody could choose it (WooCommerce 11.0).
    /// </summary>
    public static string EncodeOption(string plain) => plain.Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary>A description: markup stays markup, a text without markup becomes plain.</summary>
    public static string? DecodeDescription(string? stored) =>
        stored is null ? null : Tag().IsMatch(stored) ? stored : WebUtility.HtmlDecode(stored);

    /// <summary>A description for the shop: markup is sent as it is, plain text is encoded.</summary>
    public static string EncodeDescription(string text) => Tag().IsMatch(text) ? text : Encode(text);

    private static string Encode(string plain) => plain
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal);

    // The tags that descriptions really use: 'a <b' or '<5mm>' in a plain text is no markup.
    [GeneratedRegex(
        @"</?(p|br|hr|div|span|a|b|i|u|s|em|strong|small|sub|sup|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tfoot|tr|td|th|caption|img|figure|figcaption|blockquote|pre|code|section|article|iframe|video|source)(\s[^<>]*)?/?>|<!--",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();
}
