using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>
/// What WordPress 6.9 does to names and descriptions before it stores them: tags it does not know are dropped (also
/// <c>&lt;5mm&gt;</c>), lone ampersands become entities, and what is read back differs from what was sent.
/// </summary>
internal static partial class HtmlText
{
    private static readonly HashSet<string> Allowed = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "article", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "div", "dl", "dt",
            "em",
        "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "s", "section",
            "small",
        "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
    };

    /// <summary>Text as the shop stores it.</summary>
    public static string Filter(string sent)
    {
        var kept = new StringBuilder(sent.Length);
        for (var i = 0; i < sent.Length; i++)
        {
            var c = sent[i];
            if (c == '<')
            {
                var end = sent.IndexOf('>', i);
                if (end < 0)
                {
                    kept.Append("&lt;");
                    continue;
                }

                var tag = TagName().Match(sent, i, end - i + 1);
                if (tag.Success && Allowed.Contains(tag.Groups[1].Value)) kept.Append(sent, i, end - i + 1);
                i = end;
            }
            else if (c == '>')
            {
                kept.Append("&gt;");
            }
            else if (c == '&' && !IsEntity(sent, i))
            {
                kept.Append("&amp;");
            }
            else
            {
                kept.Append(c);
            }
        }

        return kept.ToString();
    }

    /// <summary>A single line as the shop keeps it (<c>sanitize_text_field</c>): tags go, ampersands stay.</summary>
    public static string Line(string sent)
    {
        var kept = new StringBuilder(sent.Length);
        for (var i = 0; i < sent.Length; i++)
        {
            if (sent[i] != '<') kept.Append(sent[i]);
            else if (sent.IndexOf('>', i) is var end and >= 0) i = end;
            else kept.Append("&lt;");
        }

        return kept.ToString().Trim();
    }

    /// <summary>Text as reading shows it: paragraphs are wrapped, single line ends become breaks.</summary>
    public static string Paragraphs(string stored)
    {
        var text = stored.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (text.Length == 0) return "";
        var shown = new StringBuilder(text.Length + 16);
        foreach (var part in BlankLine().Split(text))
        {
            var paragraph = part.Trim('\n');
            if (BlockStart().IsMatch(paragraph)) shown.Append(paragraph).Append('\n');
            else shown.Append("<p>").Append(paragraph.Replace("\n", "<br />\n", StringComparison.Ordinal))
                .Append("</p>\n");
        }

        return shown.ToString();
    }

    private static bool IsEntity(string text, int at)
    {
        var match = Entity().Match(text, at);
        if (!match.Success) return false;
        return match.Value[1] == '#' || WebUtility.HtmlDecode(match.Value) != match.Value;
    }

    [GeneratedRegex(@"\G</?([a-zA-Z][a-zA-Z0-9]*)[\s/>]")]
    private static partial Regex TagName();

    [GeneratedRegex(@"\G&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")]
    private static partial Regex Entity();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex BlankLine();

    [GeneratedRegex(
        @"^</?(?:p|div|h[1-6]|ul|ol|dl|table|blockquote|pre|figure|section|article|hr)\b", RegexOptions.IgnoreCase)]
    private static partial Regex BlockStart();
}
