using System.Net;
using System.Text;
using SyncCluster.Core.Kinds;
using SyncCluster.Server.Http.Endpoints;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

public sealed class WebhookTests
{
    private readonly House _house = new();

    [Fact]
    public async Task a_signed_webhook_is_followed_at_once()
    {
        await using var server = await RunningServer.StartAsync(_house);
        await server.PostAsync("/api/feeds/erp/products/pause");
        _house.Product("A-1", "Blue shirt", 19.9m);
        (await SendAsync(server, "erp", "Product/A-1"u8.ToArray(), StageSystem.Signature)).ShouldBe(HttpStatusCode.OK);
        (await RunningServer.WrittenAsync(_house.Shop)).Desired.Text(ProductFields.Sku).ShouldBe("A-1");
        (await SendAsync(server, "erp", "Product/A-1"u8.ToArray(), StageSystem.Signature)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task what_is_not_genuine_unknown_or_too_large_is_refused()
    {
        await using var server = await RunningServer.StartAsync(_house);
        (await SendAsync(server, "erp", "Product/A-1"u8.ToArray(), "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(server, "nobody", "Product/A-1"u8.ToArray(), StageSystem.Signature)).ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(server, "erp", new byte[WebhookEndpoints.MostBytes + 1], StageSystem.Signature)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await SendAsync(server, "erp", new byte[WebhookEndpoints.MostBytes + 1], StageSystem.Signature, chunked: true)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await SendAsync(server, "erp", [], StageSystem.Signature)).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task garbage_is_never_answered_by_a_failure_of_ours()
    {
        await using var server = await RunningServer.StartAsync(_house);
        var random = new Random(20260822);
        string[] systems = ["erp", "shop", "nobody", "%00", "..%2f..", "erp%0d%0aX: y", new('x', 300)];
        for (var i = 0; i < 300; i++)
        {
            var body = new byte[random.Next(0, 600)];
            random.NextBytes(body);
            if (i % 3 == 0) body = Encoding.UTF8.GetBytes($"Product/{new string((char)random.Next(0x20, 0xD7FF), 3)}");
            var status = await SendAsync(server, systems[random.Next(systems.Length)], body, random.Next(2) == 0 ? StageSystem.Signature : null);
            ((int)status).ShouldBeLessThan(500, Convert.ToBase64String(body));
        }

        (await server.GetAsync("/health/ready")).GetProperty("status").GetString().ShouldBe("ok");
    }

    private static async Task<HttpStatusCode> SendAsync(RunningServer server, string system, byte[] body, string? signature, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/" + system) { Content = new ByteArrayContent(body) };
        if (signature is not null) request.Headers.Add("X-Stage-Signature", signature);
        request.Headers.Add("X-Stage-System", "erp");
        if (chunked) request.Headers.TransferEncodingChunked = true;
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
