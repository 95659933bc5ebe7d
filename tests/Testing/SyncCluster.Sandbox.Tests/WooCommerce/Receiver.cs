using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace SyncCluster.Sandbox.Tests.WooCommerce;

/// <summary>Something webhooks can be delivered to.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Receiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers =
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            Got.Enqueue(new Delivered(headers, body.ToArray()));
            context.Response.StatusCode = Answer;
            if (OnDelivery is { } act) await act();
            if (headers.ContainsKey("X-WC-Webhook-Topic")) _first.TrySetResult();
        });
    }

    public ConcurrentQueue<Delivered> Got { get; } = [];

    public int Answer { get; set; } = 200;

    public Func<Task>? OnDelivery { get; set; }

    public string Url { get; private set; } = "";

    public Task FirstDelivery => _first.Task;

    public IReadOnlyList<string> Topics =>
        [.. Got.Select(got => got.Headers.GetValueOrDefault("X-WC-Webhook-Topic", "ping"))];

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver._app.StartAsync();
        var server = receiver._app.Services.GetRequiredService<IServer>();
        receiver.Url = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

internal sealed record Delivered(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.ASCII.GetString(Body);

    public bool IsSignedWith(string secret) => Headers["X-WC-Webhook-Signature"]
        == Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}
