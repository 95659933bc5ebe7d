using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SyncCluster.Server.Tests.Cli.Portals;

/// <summary>
/// A portal of one page: routes behind a hash, a login without a form that is answered by JSON, a grid that holds only the
/// rows that are in sight and fetches the others while one scrolls.
/// </summary>
internal sealed class SinglePagePortal : StrangePortal
{
    public const int Items = 230;

    /// <summary>True for a page that shows a route at once, and has fetched its rows before anybody could look away.</summary>
    public bool Hurries { get; init; }

    protected override async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/app/": await WriteAsync(context, Hurries ? App.Replace("}, 150);", "}, 0);", StringComparison.Ordinal) : App); break;
            case "/api/session":
                Logins++;
                var said = await JsonNode.ParseAsync(context.Request.Body);
                if ((string?)said?["login"] != "robot" || (string?)said["secret"] != "pass word")
                {
                    context.Response.StatusCode = 422;
                    await WriteAsync(context, """{"error":"Wrong user name or password"}""", "application/json");
                    break;
                }

                Inside.Add("token-1");
                await WriteAsync(context, """{"token":"token-1"}""", "application/json");
                break;
            case "/api/v2/lines" when Inside.Contains(context.Request.Headers["x-token"].ToString()):
                await WriteAsync(context, Lines(int.Parse(context.Request.Query["offset"]!, CultureInfo.InvariantCulture)), "application/json; charset=utf-8");
                break;
            default: context.Response.StatusCode = context.Request.Path.StartsWithSegments("/api") ? 401 : 404; break;
        }
    }

    private static string Lines(int offset)
    {
        var lines = new JsonArray();
        for (var i = offset; i < Math.Min(offset + 40, Items); i++)
        {
            lines.Add(new JsonObject
            {
                ["item"] = new JsonObject { ["no"] = $"US-{i:0000}", ["title"] = $"Widget {i}" }, ["open"] = i % 9,
                ["expected"] = i % 5 == 0 ? "in stock" : string.Create(CultureInfo.InvariantCulture, $"{1 + (i % 12):00}/{1 + (i % 28):00}/2027"),
            });
        }

        return JsonSerializer.Serialize(new JsonObject { ["page"] = new JsonObject { ["total"] = Items }, ["lines"] = lines });
    }

    private const string App = """
        <!doctype html><html><head><meta charset=utf-8><title>Partner Hub</title><style>.vp{height:360px;width:700px;overflow-y:auto;position:relative}.r{position:absolute;height:30px;left:0;right:0}.r div,.hd div{display:inline-block;width:150px}</style></head>
        <body><div id=root></div><script>
        const root = document.getElementById('root');
        const token = () => sessionStorage.getItem('t');
        async function login() {
          const answer = await fetch('/api/session', { method: 'POST', body: JSON.stringify({ login: root.querySelector('[placeholder="User name"]').value, secret: root.querySelector('[type=password]').value }) });
          const said = await answer.json();
          if (!answer.ok) { root.querySelector('.error').textContent = said.error; return; }
          sessionStorage.setItem('t', said.token); location.hash = '#/home';
        }
        const known = []; const asked = new Set(); let total = null;
        async function need(offset) {
          if (asked.has(offset)) return; asked.add(offset);
          const answer = await fetch('/api/v2/lines?offset=' + offset, { headers: { 'x-token': token() } });
          const data = await answer.json(); total = data.page.total;
          data.lines.forEach((line, i) => known[offset + i] = line); draw();
        }
        function draw() {
          const view = root.querySelector('.vp'); if (!view) return;
          view.firstChild.style.height = (total ?? 0) * 30 + 'px';
          const first = Math.floor(view.scrollTop / 30); view.querySelectorAll('.r').forEach(one => one.remove());
          for (let i = first; i < Math.min(first + 13, total ?? 0); i++) {
            if (!known[i]) { need(Math.floor(i / 40) * 40); continue; }
            const row = document.createElement('div'); row.className = 'r'; row.style.top = i * 30 + 'px';
            for (const text of [known[i].item.no, known[i].item.title, known[i].open, known[i].expected]) { const cell = document.createElement('div'); cell.textContent = text; row.append(cell); }
            view.append(row);
          }
        }
        function route() {
          setTimeout(() => {
            if (!token()) { root.innerHTML = '<main><h1>Sign in</h1><input placeholder="User name"><input type=password placeholder="Password"><button type=button>Sign in</button><div class=error></div></main>'; root.querySelector('button').onclick = login; return; }
            const top = '<header><button onclick="sessionStorage.clear(); location.hash=\'#/\'">Log out</button></header>';
            if (location.hash !== '#/orders') { root.innerHTML = top + '<main><h1>Home</h1><a class=tile href="#/orders">Open orders</a></main>'; return; }
            root.innerHTML = top + '<main><h1>Open orders</h1><div class=hd><div>Item no.</div><div>Product</div><div>Open</div><div>Expected</div></div><div class=vp><div></div></div></main>';
            root.querySelector('.vp').addEventListener('scroll', draw); known.length = 0; asked.clear(); total = null; need(0);
          }, 150);
        }
        addEventListener('hashchange', route); route();
        </script></body></html>
        """;
}
