using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Sandbox.Faults;

namespace SyncCluster.Sandbox.Portal;

/// <summary>
/// A stand-in for a supplier's portal without an API: login, pages of a table, exports, and everything that goes wrong
/// with such portals, on demand. <c>/_sandbox/…</c> drives it from another process.
/// </summary>
public sealed class SupplierPortalSandbox : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly SupplierPortalSandboxOptions _options;
    private readonly PortalPages _pages;
    private readonly PortalShapes _shapes;
    private readonly PortalVisits _visits;
    private readonly PortalWords _words;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private int _wrong;
    private int _logins;

    private SupplierPortalSandbox(SupplierPortalSandboxOptions options)
    {
        (_options, _pages, _visits, _words) = (options, new PortalPages(options), new PortalVisits(options), PortalWords.Of(options.Language));
        _shapes = new PortalShapes(options, _pages);
        Faults = new SandboxFaults(options.RandomSeed);
        Stock = new PortalStock(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Address of the portal without a slash at the end.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>What goes wrong.</summary>
    public SandboxFaults Faults { get; }

    /// <summary>What the supplier has.</summary>
    public PortalStock Stock { get; }

    /// <summary>Every secret that the portal has handed out: cookies of sessions, and tokens.</summary>
    public IReadOnlyList<string> HandedOut => [.. _visits.Given, .. _tokens.Keys];

    /// <summary>How often somebody logged in.</summary>
    public int Logins => Volatile.Read(ref _logins);

    /// <summary>How often a wrong password was tried.</summary>
    public int WrongPasswords => Volatile.Read(ref _wrong);

    /// <summary>Starts a portal.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<SupplierPortalSandbox> StartAsync(SupplierPortalSandboxOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var sandbox = new SupplierPortalSandbox(options);
        await sandbox._app.StartAsync(cancellationToken);
        sandbox.BaseUrl = sandbox._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().TrimEnd('/');
        return sandbox;
    }

    /// <summary>Every session ends.</summary>
    public void LogEverybodyOut() => _visits.Clear();

    /// <summary>Stops the portal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path.StartsWith("/_sandbox/", StringComparison.Ordinal))
        {
            await ControlAsync(context, path["/_sandbox/".Length..]);
            return;
        }

        if (path == "/favicon.ico")
        {
            context.Response.StatusCode = 404;
            return;
        }

        _options.Asked?.Invoke(path);
        if (Draw(FaultKind.Latency, context) is { } slow) await Task.Delay(slow.Latency, _options.Time, context.RequestAborted);
        if (Draw(FaultKind.DropBefore, context) is not null)
        {
            context.Abort();
            return;
        }

        if (Draw(FaultKind.Throttled, context) is { } throttled)
        {
            context.Response.Headers.RetryAfter = ((int)(throttled.RetryAfter ?? TimeSpan.FromSeconds(2)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await HtmlAsync(context, "<h1>Too many requests</h1>", 429);
        }
        else if (Draw(FaultKind.ServerError, context) is not null) await HtmlAsync(context, "<h1>Internal Server Error</h1>", 500);
        else if (Draw(FaultKind.Maintenance, context) is not null) await HtmlAsync(context, PortalPages.Maintenance());
        else if (Draw(FaultKind.Captcha, context) is not null) await HtmlAsync(context, PortalPages.Captcha());
        else await AnswerAsync(context, path);
    }

    private async Task AnswerAsync(HttpContext context, string path)
    {
        if (path is "/shell" or "/spa")
        {
            await HtmlAsync(context, path == "/spa" ? _shapes.Single() : _pages.Shell());
            return;
        }

        if (path == "/api/login")
        {
            await TokenAsync(context);
            return;
        }

        var visit = _visits.Of(context);
        if (context.Request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token]) visit.In = _tokens.ContainsKey(token);
        if (_options.BasicLogin)
        {
            if (!await KnowsAsync(context, visit)) return;
        }
        else if (path.StartsWith("/login", StringComparison.Ordinal))
        {
            await LoginAsync(context, path, visit);
            return;
        }

        if (Draw(FaultKind.SessionExpired, context) is not null || path == "/logout") visit.In = false;
        if (!visit.In)
        {
            context.Response.Redirect("/login");
            return;
        }

        IReadOnlyList<PortalItem> items = Draw(FaultKind.EmptyTable, context) is not null ? [] : Stock.Items;
        if (Draw(FaultKind.FewerRows, context) is not null) items = [.. items.Take(Math.Max(1, items.Count / 10))];
        var page = int.TryParse(context.Request.Query["page"], CultureInfo.InvariantCulture, out var asked) ? Math.Max(1, asked) : 1;
        switch (path)
        {
            case "/" or "/orders":
                var flaws = new TableFlaws(
                    Draw(FaultKind.LayoutChanged, context) is not null, Draw(FaultKind.HalfRendered, context) is not null, Draw(FaultKind.StrangeDates, context) is not null,
                    Draw(FaultKind.LateCells, context) is not null, Draw(FaultKind.DatesRenamed, context) is not null);
                await HtmlAsync(context, _pages.Orders(items, page, flaws));
                break;
            case "/orders/late": await JsonAsync(context, _pages.Late(items, page)); break;
            case "/orders/app": await HtmlAsync(context, _pages.App()); break;
            case "/orders/frame": await HtmlAsync(context, _pages.Framed()); break;
            case "/orders/cards": await HtmlAsync(context, _shapes.Cards(items, page)); break;
            case "/orders/growing": await HtmlAsync(context, _shapes.Growing()); break;
            case "/orders/rows":
                context.Response.Headers["x-last"] = page * _options.PageSize >= items.Count ? "yes" : "no";
                await HtmlAsync(context, _shapes.Rows(items, page));
                break;
            case "/orders/export.json": await FileAsync(context, PortalShapes.Json(items), "application/json", "objednavky.json"); break;
            case "/orders/export.csv": await FileAsync(context, PortalFiles.Csv(items, _words), "text/csv", "objednavky.csv"); break;
            // Many a portal calls things by the wrong name.
            case "/orders/export.xlsx": await FileAsync(context, PortalFiles.Xlsx(items, _words), "application/vnd.ms-excel", "objednavky.xls"); break;
            case "/orders/export.xls": await FileAsync(context, PortalFiles.Xls(items, _words), "application/vnd.ms-excel", "objednavky.xls"); break;
            case "/api/orders": await JsonAsync(context, Api(items, page)); break;
            default: await HtmlAsync(context, "<h1>404</h1>", 404); break;
        }
    }

    /// <summary>HTTP Basic: whoever does not say name and password with the request is asked for them.</summary>
    private async Task<bool> KnowsAsync(HttpContext context, Visit visit)
    {
        var wanted = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.User}:{_options.Password}"));
        var said = context.Request.Headers.Authorization.ToString();
        if (said == wanted)
        {
            if (!visit.In) Interlocked.Increment(ref _logins);
            return visit.In = true;
        }

        if (said.Length > 0) Interlocked.Increment(ref _wrong);
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"B2B\", charset=\"UTF-8\"";
        await HtmlAsync(context, "<h1>401</h1>", 401);
        return false;
    }

    /// <summary>Whoever says name and password is given a token.</summary>
    private async Task TokenAsync(HttpContext context)
    {
        var said = await context.Request.ReadFromJsonAsync<TokenWish>(Json, context.RequestAborted);
        if (said?.User != _options.User || said.Password != _options.Password)
        {
            Interlocked.Increment(ref _wrong);
            context.Response.StatusCode = 401;
            return;
        }

        Interlocked.Increment(ref _logins);
        var token = RandomNumberGenerator.GetHexString(40, lowercase: true);
        _tokens[token] = true;
        await JsonAsync(context, new JsonObject { ["access_token"] = token, ["expires_in"] = 3600 });
    }

    private async Task LoginAsync(HttpContext context, string path, Visit visit)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await HtmlAsync(context, visit.Name is not null && path == "/login/password" ? _pages.Password(visit.Token, null) : _pages.Login(visit.Token, null));
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["_token"] != visit.Token || Draw(FaultKind.StaleForm, context) is not null)
        {
            await HtmlAsync(context, "<h1>419 Page Expired (CSRF)</h1>", 419);
            return;
        }

        if (path == "/login/name")
        {
            visit.Name = form["email"];
            context.Response.Redirect("/login/password");
            return;
        }

        if (path == "/login/code")
        {
            if (visit.KnowsPassword && IsCode(form["otp"])) Enter(context, visit);
            else await HtmlAsync(context, _pages.Code(visit.Token, _words.Wrong));
            return;
        }

        if (_wrong >= _options.LocksAfter || (form["user"].FirstOrDefault() ?? visit.Name) != _options.User || form["password"] != _options.Password)
        {
            Interlocked.Increment(ref _wrong);
            await HtmlAsync(context, _options.TwoStepLogin ? _pages.Password(visit.Token, _words.Wrong) : _pages.Login(visit.Token, _words.Wrong));
            return;
        }

        visit.KnowsPassword = true;
        if (_options.OneTimeCode is not null) await HtmlAsync(context, _pages.Code(visit.Token, null));
        else Enter(context, visit);
    }

    /// <summary>The code of now or of half a minute ago: what every portal allows for, since clocks and people are slow.</summary>
    private bool IsCode(string? code) => _options.OneTimeCode is { } of
        && (code == of(_options.Time.GetUtcNow()) || code == of(_options.Time.GetUtcNow() - TimeSpan.FromSeconds(30)));

    private void Enter(HttpContext context, Visit visit)
    {
        visit.In = true;
        _visits.Renew(context, visit);
        Interlocked.Increment(ref _logins);
        context.Response.Redirect("/orders");
    }

    private JsonObject Api(IReadOnlyList<PortalItem> items, int page) => new()
    {
        ["meta"] = new JsonArray(new JsonObject { ["name"] = "unread messages" }),
        ["data"] = new JsonObject
        {
            ["total"] = items.Count,
            ["size"] = _options.PageSize,
            ["items"] = new JsonArray([.. items.Skip((page - 1) * _options.PageSize).Take(_options.PageSize).Select(item => (JsonNode)new JsonObject
            {
                ["article"] = new JsonObject { ["code"] = item.Code, ["ean"] = item.Ean, ["name"] = item.Name },
                ["ourSku"] = item.OurSku,
                ["ordered"] = item.Ordered,
                ["eta"] = item.Day is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : item.Said,
            })]),
        },
    };

    private async Task ControlAsync(HttpContext context, string what)
    {
        switch (context.Request.Method, what)
        {
            case ("GET", "faults"): await JsonAsync(context, JsonSerializer.SerializeToNode(Faults.Rules, Json)!); break;
            case ("POST", "faults"):
                Faults.Add((await context.Request.ReadFromJsonAsync<FaultRule>(Json, context.RequestAborted))!);
                await JsonAsync(context, JsonSerializer.SerializeToNode(Faults.Rules, Json)!);
                break;
            case ("DELETE", "faults"):
                Faults.Clear();
                await JsonAsync(context, new JsonArray());
                break;
            case ("GET", "items"): await JsonAsync(context, JsonSerializer.SerializeToNode(Stock.Items, Json)!); break;
            case ("POST", "items"):
                var item = (await context.Request.ReadFromJsonAsync<ItemChange>(Json, context.RequestAborted))!;
                var done = item.Day is { } day ? Stock.Move(item.Code, day) : Stock.Say(item.Code, item.Said ?? "");
                context.Response.StatusCode = done ? 200 : 404;
                break;
            case ("POST", "logout"): LogEverybodyOut(); break;
            default: context.Response.StatusCode = 404; break;
        }
    }

    private FaultRule? Draw(FaultKind kind, HttpContext context) => Faults.Draw(kind, context.Request.Method, context.Request.Path.Value ?? "/");

    private static Task HtmlAsync(HttpContext context, string html, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }

    private static async Task FileAsync(HttpContext context, byte[] content, string type, string name)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static Task JsonAsync(HttpContext context, JsonNode node)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(node.ToJsonString(Json), context.RequestAborted);
    }

    private sealed record TokenWish(string User, string Password);

    private sealed record ItemChange(string Code, DateOnly? Day, string? Said);
}
