using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SyncCluster.Server.Tests.Cli.Portals;

/// <summary>
/// A portal of the year 2000: a frameset in windows-1250 without a word of it in the header, a login without labels and with
/// a picture for a button, tables that lay out the page, paging by a form that a script sends.
/// </summary>
internal sealed class FramesetPortal : StrangePortal
{
    public const int Items = 47;
    private const int OnPage = 15;
    private const string Cookie = "ASPSESSIONID";

    private static readonly Encoding Old = CodePagesEncodingProvider.Instance.GetEncoding(1250)!;

    protected override async Task AnswerAsync(HttpContext context)
    {
        var form = HttpMethods.IsPost(context.Request.Method) ? await context.Request.ReadFormAsync() : null;
        switch (context.Request.Path.Value)
        {
            case "/" or "/default.asp":
                await PageAsync(context, "<frameset cols=\"160,*\" border=0><frame name=menu src=\"menu.asp\"><frame name=main src=\"main.asp\"></frameset>", isFrameset: true);
                break;
            case "/menu.asp":
                await PageAsync(context, IsInside(context, Cookie)
                    ? "<body bgcolor=#eeeeee><a href=\"main.asp\" target=main>Úvod</a><br><a href=\"list.asp\" target=main>Nevyřízené zboží</a><br><a href=\"logoff.asp\" target=_top>Odhlášení</a></body>"
                    : "<body bgcolor=#eeeeee>Vítejte</body>");
                break;
            case "/main.asp":
                await PageAsync(context, IsInside(context, Cookie) ? "<body><h2>Dobrý den, robote</h2></body>" : Login(""));
                break;
            case "/login.asp":
                Logins++;
                if (Said(form, "txtUsr") == "10452" && Said(form, "txtPwd") == "heslo&1+ x")
                {
                    Enter(context, Cookie);
                    await PageAsync(context, "<body><script>parent.menu.location.reload(); location.href='main.asp';</script></body>");
                }
                else
                {
                    await PageAsync(context, Login("<font color=red>Špatné jméno nebo heslo!</font>"));
                }

                break;
            case "/list.asp" when IsInside(context, Cookie):
                await PageAsync(context, List(int.TryParse(Said(form, "strana"), CultureInfo.InvariantCulture, out var page) ? page : 1));
                break;
            case "/list.asp": await PageAsync(context, Login("")); break;
            default: context.Response.StatusCode = 404; break;
        }
    }

    private static string Login(string complaint) => $"""
        <body><center>{complaint}<form method=post action=login.asp><table border=0>
        <tr><td>Zákazník:</td><td><input name=txtUsr size=10></td></tr><tr><td>Heslo:</td><td><input type=password name=txtPwd size=10></td></tr>
        <tr><td colspan=2><input type=image src="vstup.gif" alt="Vstup" width=40 height=20></td></tr></table></form></center></body>
        """;

    private static string List(int page)
    {
        var html = new StringBuilder("""
            <body><script>function go(n) { document.pg.strana.value = n; document.pg.submit(); }</script>
            <table width="100%"><tr><td colspan=2><form name=f action=list.asp>Hledat: <input name=q size=8> <input type=submit value="Hledej"></form></td></tr><tr><td valign=top>
            <table border=1 cellspacing=0><tr bgcolor=navy><td><b>Zboží č.</b></td><td><b>Text</b></td><td><b>Ks</b></td><td><b>Očekáváme</b></td></tr>
            """);
        for (var i = (page - 1) * OnPage; i < Math.Min(page * OnPage, Items); i++)
        {
            var when = (i % 4) switch { 0 => $"{1 + (i % 28)}.3.27", 1 => "polovina dubna 2027", 2 => "skladem", _ => "22.&nbsp;týden 2027" };
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{1000 + i}/Ž</td><td>Žluťoučký kůň č.&nbsp;{i}</td><td align=right>1&nbsp;{i:000}</td><td>{when}</td></tr>");
        }

        html.Append("</table></td></tr><tr><td><form name=pg method=post action=list.asp><input type=hidden name=strana></form>");
        if (page > 1) html.Append(CultureInfo.InvariantCulture, $"<a href=\"javascript:go({page - 1})\">&lt;&lt; předchozí</a> ");
        html.Append(CultureInfo.InvariantCulture, $"strana {page} ");
        if (page * OnPage < Items) html.Append(CultureInfo.InvariantCulture, $"<a href=\"javascript:go({page + 1})\">další &gt;&gt;</a>");
        return html.Append("</td></tr></table></body>").ToString();
    }

    private static Task PageAsync(HttpContext context, string body, bool isFrameset = false) => WriteAsync(
        context, $"<html><head><title>Portál</title>{(isFrameset ? "" : "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1250\">")}</head>{body}</html>", "text/html", Old);
}
