using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SyncCluster.Server.Http.Track;

/// <summary>The page behind a customer's link: one document without scripts, nothing of which comes from elsewhere.</summary>
internal static class TrackPage
{
    private static readonly HtmlEncoder Letters = HtmlEncoder.Create(UnicodeRanges.All);

    private const string Style =
        "body{margin:0;background:#f2f4f6;color:#1f2933;font:16px/1.5 system-ui,sans-serif}main{max-width:640px;margin:24px auto;padding:24px 28px;background:#fff;border-radius:8px}"
        + "h1{font-size:24px;line-height:1.25;margin:0 0 16px}dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 24px}dt{color:#52606d}dd{margin:0;font-weight:600}"
        + "table{width:100%;border-collapse:collapse}th{text-align:left;color:#52606d;font-weight:400}td,th{padding:8px 8px 8px 0;border-top:1px solid #e4e7eb;vertical-align:top}small{color:#52606d;display:block}";

    /// <summary>What browsers may do with the page: show it.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static string Of(TrackedOrderView order, TrackWords words, string? shop)
    {
        var html = Begin(words, $"{words["order"]} {order.Number}");
        html.Append("<dl>");
        Row(html, words["state"], words[order.Step]);
        if (order.PlacedOn is { } placed) Row(html, words["placed"], words.Day(placed));
        if (order.Expected is { } expected) Row(html, words["expected"], words.Date(expected));
        html.Append("</dl><table><thead><tr>").Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Safe(words["item"])}</th><th scope=\"col\">{Safe(words["expected"])}</th></tr></thead><tbody>");
        foreach (var line in order.Lines)
        {
            var quantity = line.Quantity is { } number ? number.ToString("0.######", CultureInfo.InvariantCulture) + " × " : "";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Safe(quantity + line.Name)}</td><td>{Safe(line.Expected is { } date ? words.Date(date) : "–")}");
            if (line.Since is { } since) html.Append(CultureInfo.InvariantCulture, $"<small>{Safe(words["since"].Replace("{day}", words.Day(since), StringComparison.Ordinal))}</small>");
            html.Append("</td></tr>");
        }

        html.Append("</tbody></table>");
        return End(html, shop);
    }

    /// <summary>The page for a link that leads nowhere.</summary>
    public static string Gone(TrackWords words, bool ended) =>
        End(Begin(words, words["title"]).Append(CultureInfo.InvariantCulture, $"<p>{Safe(words[ended ? "ended" : "wrong"])}</p>"), null);

    private static StringBuilder Begin(TrackWords words, string title) => new StringBuilder("<!DOCTYPE html>\n").Append(CultureInfo.InvariantCulture,
        $"<html lang=\"{words.Language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>{Safe(title)}</title><style>{Style}</style></head><body><main><h1>{Safe(title)}</h1>");

    private static string End(StringBuilder html, string? shop)
    {
        if (shop is not null) html.Append(CultureInfo.InvariantCulture, $"<p><small>{Safe(shop)}</small></p>");
        return html.Append("</main></body></html>\n").ToString();
    }

    private static void Row(StringBuilder html, string name, string value) =>
        html.Append(CultureInfo.InvariantCulture, $"<dt>{Safe(name)}</dt><dd>{Safe(value)}</dd>");

    private static string Safe(string text) => Letters.Encode(text);
}
