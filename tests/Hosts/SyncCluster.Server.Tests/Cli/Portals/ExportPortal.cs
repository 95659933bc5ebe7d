using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SyncCluster.Server.Tests.Cli.Portals;

/// <summary>A German wholesaler: name and password on two pages, news that must be passed, and a file behind a form.</summary>
internal sealed class ExportPortal : StrangePortal
{
    public const int Items = 64;
    private const string Cookie = "JSESSIONID";

    private readonly HashSet<string> _read = [];

    protected override async Task AnswerAsync(HttpContext context)
    {
        var form = HttpMethods.IsPost(context.Request.Method) ? await context.Request.ReadFormAsync() : null;
        context.Request.Cookies.TryGetValue(Cookie, out var id);
        switch (context.Request.Path.Value)
        {
            case "/anmelden" when form is null: await PageAsync(context, """<form method=post><label>Kundenkennung <input name=kennung></label><button>Weiter</button></form>"""); break;
            case "/anmelden" when Said(form, "kennwort") is null: await PageAsync(context, PasswordForm(Said(form, "kennung")!, "")); break;
            case "/anmelden":
                Logins++;
                if (Said(form, "kennung") != "K-77" || Said(form, "kennwort") != "geheim 123") await PageAsync(context, PasswordForm(Said(form, "kennung")!, "<p class=meldung role=alert>Kennung oder Kennwort falsch.</p>"));
                else
                {
                    Enter(context, Cookie);
                    context.Response.Redirect("/neuigkeiten");
                }

                break;
            case var _ when !IsInside(context, Cookie): context.Response.Redirect("/anmelden"); break;
            case "/neuigkeiten" when form is not null:
                _read.Add(id!);
                context.Response.Redirect("/");
                break;
            case "/neuigkeiten": await PageAsync(context, "<h2>Betriebsferien</h2><p>Wir haben Betriebsferien.</p><form method=post><button>Gelesen, weiter zum Portal</button></form>", isInside: true); break;
            case var _ when !_read.Contains(id!): context.Response.Redirect("/neuigkeiten"); break;
            case "/": await PageAsync(context, "<h2>Willkommen</h2>", isInside: true); break;
            case "/rueckstaende":
                await PageAsync(context, """
                    <h2>Rückstandsliste</h2><p>Die Liste wird nur als Datei bereitgestellt.</p>
                    <form method=post action="/rueckstaende/datei"><select name=art><option value=p>PDF</option><option value=c>Tabelle (CSV)</option></select><button>Datei erstellen</button></form>
                    """, isInside: true);
                break;
            case "/rueckstaende/datei" when Said(form, "art") == "c":
                context.Response.Headers.ContentDisposition = "attachment; filename=\"rueckstand.txt\"";
                await WriteAsync(context, Csv(), "application/octet-stream", Encoding.Latin1);
                break;
            default: context.Response.StatusCode = 404; break;
        }
    }

    private static string PasswordForm(string name, string complaint) =>
        $"{complaint}<form method=post><input type=hidden name=kennung value=\"{name}\"><p>Kundenkennung {name}</p><label>Kennwort <input type=password name=kennwort></label><button>Anmelden</button></form>";

    private static string Csv()
    {
        var csv = new StringBuilder("Rückstandsliste;Stand 28.11.2026\r\n\r\nArt-Nr;EAN-Code;Bezeichnung;Rückst. Menge;best. Liefertermin;Bemerkung\r\n");
        for (var i = 0; i < Items; i++)
        {
            var when = (i % 4) switch { 0 => "KW 12/2027", 1 => $"{1 + (i % 28):00}.04.2027", 2 => "Anfang Mai 2027", _ => "auf Anfrage" };
            csv.Append(CultureInfo.InvariantCulture, $"{700 + i}-B;40000000{i:00000};\"Säule; groß {i}\";1.{i:000},00;{when};\r\n");
        }

        return csv.ToString();
    }

    private static Task PageAsync(HttpContext context, string body, bool isInside = false) => WriteAsync(
        context, $"<!doctype html><html lang=de><head><title>Großhandel</title></head><body><h1>Großhandel</h1>{(isInside ? "<form action=/ende method=post><button>Abmelden</button></form>" : "")}{body}</body></html>");
}
