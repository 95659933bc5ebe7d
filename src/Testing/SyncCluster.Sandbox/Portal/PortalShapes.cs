using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.Portal;

/// <summary>The same items in other shapes than a table with pages: cards, a list that grows, a document of nested objects.</summary>
internal sealed class PortalShapes(SupplierPortalSandboxOptions options, PortalPages pages)
{
    private readonly PortalWords _words = PortalWords.Of(options.Language);

    /// <summary>A card for each item, its labels beside its values, and a way to the next page.</summary>
    public string Cards(IReadOnlyList<PortalItem> items, int page)
    {
        var html = new StringBuilder("<section class=\"catalogue\">");
        foreach (var item in items.Skip((page - 1) * options.PageSize).Take(options.PageSize))
        {
            html.Append("<article class=\"card\"><h3>").Append(Safe(item.Name)).Append("</h3>");
            foreach (var (label, value) in _words.Headings.Zip(_words.Cells(item, strange: false)).Where(one => one.First != _words.Name))
                html.Append(CultureInfo.InvariantCulture, $"<div class=\"pair\"><span class=\"label\">{Safe(label)}:</span> <span class=\"value\">{Safe(value)}</span></div>");
            html.Append("</article>\n");
        }

        html.Append("</section>");
        if (page * options.PageSize < items.Count)
            html.Append(CultureInfo.InvariantCulture, $"<nav class=\"pagination\"><a href=\"/orders/cards?page={page + 1}\">{_words.Next}</a></nav>");
        return pages.Page(_words.Title, html.ToString(), loggedIn: true);
    }

    /// <summary>A table that shows its first rows, and a button that adds the next ones until none are left.</summary>
    public string Growing() => pages.Page(_words.Title, $$"""
        <table class="orders"><thead><tr>{{string.Concat(_words.Headings.Select(one => $"<th>{Safe(one)}</th>"))}}</tr></thead><tbody id="rows"></tbody></table>
        <button id="more" type="button">{{_words.More}}</button>
        <script>
        let page = 0;
        async function more() {
          const answer = await fetch('/orders/rows?page=' + (++page));
          document.getElementById('rows').insertAdjacentHTML('beforeend', await answer.text());
          if (answer.headers.get('x-last') === 'yes') document.getElementById('more').style.display = 'none';
        }
        document.getElementById('more').addEventListener('click', more);
        more();
        </script>
        """, loggedIn: true);

    /// <summary>One page that does everything by script: it logs in for a token, keeps it, and shows it with every question.</summary>
    public string Single() => pages.Page(_words.Title, $$"""
        <main id="app"></main>
        <script>
        const app = document.getElementById('app');
        const cells = (tag, texts) => '<tr>' + texts.map(text => `<${tag}>${text}</${tag}>`).join('') + '</tr>';
        function login(error) {
          app.innerHTML = `<form><p>${error ? '<span class="error" role="alert">' + error + '</span>' : ''}</p><p><label for="name">{{_words.User}}</label><input id="name" type="text"></p>
            <p><label for="pw">{{_words.Password}}</label><input id="pw" type="password"></p><p><button type="submit">{{_words.Login}}</button></p></form>`;
          app.firstChild.onsubmit = async event => {
            event.preventDefault();
            const said = JSON.stringify({ user: document.getElementById('name').value, password: document.getElementById('pw').value });
            const answer = await fetch('/api/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: said });
            if (!answer.ok) return login('{{_words.Wrong}}');
            localStorage.setItem('auth', await answer.text());
            await show();
          };
        }
        async function show() {
          const token = JSON.parse(localStorage.getItem('auth')).access_token;
          const answer = await fetch('/api/orders', { headers: { Authorization: 'Bearer ' + token } });
          if (!answer.ok) return login();
          const items = (await answer.json()).data.items;
          app.innerHTML = '<a href="/logout">{{_words.Logout}}</a><table><thead>' + cells('th', {{JsonSerializer.Serialize(_words.Headings)}}) + '</thead><tbody>'
            + items.map(one => cells('td', [one.article.code, one.article.ean, one.article.name, one.ourSku, one.ordered, one.eta])).join('') + '</tbody></table>';
        }
        if (localStorage.getItem('auth')) show(); else login();
        </script>
        """);

    /// <summary>The rows that the button adds.</summary>
    public string Rows(IReadOnlyList<PortalItem> items, int page) => string.Concat(items.Skip((page - 1) * options.PageSize).Take(options.PageSize)
        .Select(item => $"<tr>{string.Concat(_words.Cells(item, strange: false).Select(one => $"<td>{Safe(one)}</td>"))}</tr>"));

    /// <summary>A document whose rows lie deep and whose fields are objects of their own.</summary>
    public static byte[] Json(IReadOnlyList<PortalItem> items) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["generated"] = "2026-01-01T00:00:00Z",
        ["notes"] = new JsonArray(new JsonObject { ["code"] = "N-1", ["text"] = "not an item" }),
        ["report"] = new JsonObject
        {
            ["count"] = items.Count,
            ["lines"] = new JsonArray([.. items.Select(item => (JsonNode)new JsonObject
            {
                ["product"] = new JsonObject { ["ids"] = new JsonObject { ["supplier"] = item.Code, ["gtin"] = item.Ean }, ["title"] = item.Name },
                ["promise"] = new JsonObject { ["day"] = item.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? item.Said, ["pieces"] = item.Ordered },
            })]),
        },
    });

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
