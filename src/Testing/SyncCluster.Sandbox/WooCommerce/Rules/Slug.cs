using System.Globalization;
using System.Net;
using System.Text;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>
/// Addresses made from names, as WordPress makes them: accents off, the rest percent-encoded in lower case.
/// </summary>
internal static class Slug
{
    public static string Of(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in WebUtility.HtmlDecode(name).Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            switch (c)
            {
                case (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_':
                    plain.Append(c);
                    break;
                case 'ß':
                    plain.Append("ss");
                    break;
                case 'ł':
                    plain.Append('l');
                    break;
                case 'ø':
                    plain.Append('o');
                    break;
                case ' ' or '-' or '/' or '.' or '–' or '—':
                    Dash(plain);
                    break;
                default:
                    if (c > 127) plain.Append(c);
                    break;
            }
        }

        return Encode(plain.ToString().Trim('-'));
    }

    /// <summary>The slug, numbered until no other product has it.</summary>
    public static string Unique(ShopSnapshot shop, string wanted, int owner)
    {
        var slug = wanted;
        for (var number = 2; shop.Slugs.TryGetValue(slug, out var other) && other != owner; number++)
        {
            slug = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        }

        return slug;
    }

    private static void Dash(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != '-') text.Append('-');
    }

    private static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b < 128) encoded.Append((char)b);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
        }

        return encoded.ToString();
    }
}
