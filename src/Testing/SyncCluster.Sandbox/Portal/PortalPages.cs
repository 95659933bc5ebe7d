using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.Portal;

/// <summary>The portal's pages.</summary>
internal sealed class PortalPages(SupplierPortalSandboxOptions options)
{
    private const int LateEvery = 3;

    private readonly PortalWords _words = PortalWords.Of(options.Language);

    public string Login(string token, string? error) => Page(_words.Login, options.LateLogin ? Late(LoginForm(token, error)) : LoginForm(token, error));

    private string LoginForm(string token, string? error) => options.TwoStepLogin
        ? $"""<form method="post" action="/login/name">{Error(error)}{Token(token)}<p><label for="email">{_words.User}</label><input id="email" name="email" type="email"></p><p><button type="submit">{_words.Next}</button></p></form>"""
        : $"""<form method="post" action="/login">{Error(error)}{Token(token)}<p><label for="login-name">{_words.User}</label><input id="login-name" name="user" type="text"></p><p><label for="pw">{_words.Password}</label><input id="pw" name="password" type="password"></p><p><button type="submit">{_words.Login}</button></p></form>""";

    /// <summary>A page that is there at once, and a script that draws the form a while later.</summary>
    private static string Late(string form) => $$"""
        <p id="app">…</p>
        <script>setTimeout(() => { document.getElementById('app').outerHTML = {{JsonSerializer.Serialize(form)}}; }, 1200);</script>
        """;

    public string Password(string token, string? error) => Page(_words.Login,
        $"""<form method="post" action="/login">{Error(error)}{Token(token)}<p><label for="pw">{_words.Password}</label><input id="pw" name="password" type="password"></p><p><button type="submit">{_words.Login}</button></p></form>""");

    public string Code(string token, string? error) => Page(_words.Login,
        $"""<form method="post" action="/login/code">{Error(error)}{Token(token)}<p><label for="otp">Kód z aplikace</label><input id="otp" name="otp" autocomplete="one-time-code"></p><p><button type="submit">OK</button></p></form>""");

    public static string Captcha() =>
        """<!doctype html><html><head><title>Just a moment…</title></head><body><h1>Nejste robot?</h1><div class="g-recaptcha" data-sitekey="x" style="width:300px;height:70px">□</div></body></html>""";

    public static string Maintenance() =>
        """<!doctype html><html><head><title>Plánovaná údržba</title></head><body><h1>Portál je dočasně nedostupný: probíhá údržba</h1></body></html>""";

    /// <summary>The table, one page of it.</summary>
    public string Orders(IReadOnlyList<PortalItem> items, int page, TableFlaws flaws)
    {
        var shown = items.Skip((page - 1) * options.PageSize).Take(options.PageSize).ToList();
        var last = Math.Max(1, (items.Count + options.PageSize - 1) / options.PageSize);
        var headings = flaws.Layout ? _words.Headings.Select((_, i) => $"Sloupec {i + 1}")
            : flaws.Renamed ? _words.Headings.SkipLast(1).Append("Sloupec") : _words.Headings;
        var html = new StringBuilder();
        html.Append("<table class=\"orders\"><thead><tr>").AppendJoin("", headings.Select(one => $"<th>{Safe(one)}</th>")).Append("</tr></thead><tbody>");
        foreach (var (item, i) in (flaws.Half ? shown.Take(shown.Count / 3) : shown).Select((item, i) => (item, i)))
        {
            var cells = _words.Cells(item, flaws.Dates);
            var late = flaws.Late && i % LateEvery == 1;
            html.Append("<tr>").AppendJoin("", (late ? cells.SkipLast(1) : cells).Select(one => $"<td>{Safe(one)}</td>"));
            html.Append(late ? $"<td data-late=\"{Safe(item.Code)}\"></td></tr>\n" : "</tr>\n");
        }

        html.Append("</tbody></table>");
        if (flaws.Late) html.Append(Filling(page));
        var from = ((page - 1) * options.PageSize) + 1;
        html.Append("<p class=\"shown\">").Append(string.Format(CultureInfo.InvariantCulture, _words.Shown, items.Count == 0 ? 0 : from, from + shown.Count - 1, items.Count.ToString("#,0", _words.Culture))).Append("</p>");
        html.Append("<nav class=\"pagination\"><ul>");
        for (var i = Math.Max(1, page - 2); i <= Math.Min(last, page + 2); i++) html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"/orders?page={i}\">{i}</a></li>");
        html.Append(page < last ? string.Create(CultureInfo.InvariantCulture, $"<li><a href=\"/orders?page={page + 1}\">{_words.Next} ›</a></li>") : $"<li class=\"disabled\"><a>{_words.Next} ›</a></li>");
        html.Append("</ul></nav><p><a href=\"/orders/export.csv\">CSV</a> <a href=\"/orders/export.xlsx\">XLSX</a></p>");
        return Page(_words.Title, html.ToString().Replace($"{_words.Next} ›", _words.Next, StringComparison.Ordinal), loggedIn: true);
    }

    /// <summary>What the cells that are filled late hold, by code.</summary>
    public JsonObject Late(IReadOnlyList<PortalItem> items, int page) =>
        new(items.Skip((page - 1) * options.PageSize).Take(options.PageSize).Select(item => KeyValuePair.Create(item.Code, (JsonNode?)_words.Cells(item, strange: false)[^1])));

    /// <summary>One after the other, when the answer has come.</summary>
    private static string Filling(int page) => $$"""
        <script>
        (async () => {
          const said = await (await fetch('/orders/late?page={{page}}')).json();
          [...document.querySelectorAll('td[data-late]')].forEach((cell, i) => setTimeout(() => { cell.textContent = said[cell.dataset.late]; }, i * 40));
        })();
        </script>
        """;

    /// <summary>The same as a page that fetches JSON and draws a grid of its own, more of it with each scroll.</summary>
    public string App() => Page(_words.Title, $$"""
        <div class="grid" role="presentation"><div class="head">{{string.Concat(_words.Headings.Select(one => $"<span class=\"h\">{Safe(one)}</span>"))}}</div><div id="rows"></div></div>
        <button id="more">Zobrazit více</button>
        <script>
        let page = 0;
        async function more() {
          const answer = await fetch('/api/orders?page=' + (++page));
          const data = await answer.json();
          for (const item of data.data.items) {
            const row = document.createElement('div');
            row.className = 'line';
            for (const text of [item.article.code, item.article.ean, item.article.name, item.ourSku, item.ordered]) {
              const cell = document.createElement('span');
              cell.className = 'c';
              cell.textContent = text;
              row.append(cell);
            }
            const eta = document.createElement('span');
            eta.className = 'c eta';
            eta.dataset.date = item.eta;
            eta.textContent = '📅';
            row.append(eta);
            document.getElementById('rows').append(row);
          }
          if (page * data.data.size >= data.data.total) document.getElementById('more').remove();
        }
        document.getElementById('more').addEventListener('click', more);
        more();
        </script>
        """, loggedIn: true);

    /// <summary>A page that never changes, around a frame in which everything happens: login, table, pages.</summary>
    public string Shell() => Page("B2B", """<iframe name="content" src="/orders" style="width:1100px;height:700px"></iframe>""");

    /// <summary>A page of the old kind: frames.</summary>
    public string Framed() => Page(_words.Title, """<iframe id="content" src="/orders" style="width:1000px;height:600px"></iframe>""", loggedIn: true);

    internal string Page(string title, string body, bool loggedIn = false) => $$"""
        <!doctype html>
        <html lang="{{options.Language}}"><head><meta charset="utf-8"><title>{{Safe(title)}}</title></head>
        <body>
        <header><b>B2B portál</b> {{(loggedIn ? $"<a href=\"/logout\">{_words.Logout}</a>" : "")}}</header>
        <h1>{{Safe(title)}}</h1>
        {{body}}
        {{(options.CookieBanner ? Banner() : "")}}
        </body></html>
        """;

    private string Banner() => $$"""
        <div id="cookie-consent" style="position:fixed;inset:0;background:#fffc;z-index:9"><p>Cookies</p><button type="button" onclick="document.cookie='consent=1;path=/';document.getElementById('cookie-consent').remove()">{{_words.Agree}}</button></div>
        <script>if (document.cookie.includes('consent=1')) document.getElementById('cookie-consent').remove();</script>
        """;

    private static string Error(string? error) => error is null ? "" : $"<div class=\"error\" role=\"alert\">{Safe(error)}</div>";

    private static string Token(string token) => $"<input type=\"hidden\" name=\"_token\" value=\"{token}\">";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>What is wrong with a table.</summary>
/// <param name="Layout">Every heading is another.</param>
/// <param name="Half">Rows are missing.</param>
/// <param name="Dates">Dates are not to be understood.</param>
/// <param name="Late">Some dates are filled in late.</param>
/// <param name="Renamed">The heading of the dates is another.</param>
internal sealed record TableFlaws(bool Layout, bool Half, bool Dates, bool Late, bool Renamed);
