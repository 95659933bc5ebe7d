using System.Net.ServerSentEvents;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Http;

public sealed class ChangesTests
{
    private readonly House _house = new();

    [Fact]
    public async Task a_stream_tells_changes_and_goes_on_where_it_broke()
    {
        await using var server = await RunningServer.StartAsync(_house);
        string? first = null;
        await foreach (var item in EventsAsync(server, "/api/changes/stream?after=now", null))
        {
            if (item.EventType == "open")
            {
                _house.Product("A-1", "Blue shirt", 19.9m);
                await server.PostAsync("/api/feeds/erp/products/run");
            }

            if (item.EventType != "change") continue;
            item.Data.ShouldContain("Blue shirt");
            first = item.EventId;
            break;
        }

        _house.Product("A-2", "Red shirt", 9.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        await foreach (var item in EventsAsync(server, "/api/changes/stream", first))
        {
            if (item.EventType != "change") continue;
            item.Data.ShouldContain("Red shirt");
            break;
        }
    }

    [Fact]
    public async Task a_page_waits_for_the_first_change_and_its_cursor_goes_on()
    {
        await using var server = await RunningServer.StartAsync(_house);
        var waiting = server.GetAsync("/api/changes?wait=60");
        _house.Product("A-1", "Blue shirt", 19.9m);
        await server.PostAsync("/api/feeds/erp/products/run");
        var page = await waiting;
        page.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        var next = page.GetProperty("next").GetString();
        var rest = await server.GetAsync($"/api/changes?after={next}");
        rest.GetProperty("items").EnumerateArray().ShouldAllBe(step => step.GetProperty("sequence").GetString() != next);
    }

    [Fact]
    public async Task an_open_stream_does_not_keep_the_server_from_stopping()
    {
        var server = await RunningServer.StartAsync(_house);
        await using var events = EventsAsync(server, "/api/changes/stream", null).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await events.MoveNextAsync()).ShouldBeTrue();
        await server.App.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        while (await events.MoveNextAsync()) { }
        await server.DisposeAsync();
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(RunningServer server, string path, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken)) yield return item;
    }
}
