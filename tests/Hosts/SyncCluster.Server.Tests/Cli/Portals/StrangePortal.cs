using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SyncCluster.Server.Tests.Cli.Portals;

/// <summary>A portal on loopback that nobody wrote the robot for.</summary>
internal abstract class StrangePortal : IAsyncDisposable
{
    private readonly WebApplication _app;

    static StrangePortal() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    protected StrangePortal()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Address { get; private set; } = "";

    /// <summary>How often a login was tried.</summary>
    public int Logins { get; protected set; }

    protected HashSet<string> Inside { get; } = [];

    public async Task StartAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().TrimEnd('/');
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    protected abstract Task AnswerAsync(HttpContext context);

    protected bool IsInside(HttpContext context, string cookie) => context.Request.Cookies.TryGetValue(cookie, out var id) && Inside.Contains(id);

    protected void Enter(HttpContext context, string cookie)
    {
        var id = RandomNumberGenerator.GetHexString(24);
        Inside.Add(id);
        context.Response.Cookies.Append(cookie, id);
    }

    protected static string? Said(IFormCollection? form, string name) => form is null ? null : form[name].FirstOrDefault();

    protected static Task WriteAsync(HttpContext context, string html, string type = "text/html; charset=utf-8", Encoding? encoding = null)
    {
        context.Response.ContentType = type;
        var bytes = (encoding ?? Encoding.UTF8).GetBytes(html);
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }
}
