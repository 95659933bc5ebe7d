using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Core.Records;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http;

namespace SyncCluster.Server.Tests.Stage;

/// <summary>A real host on loopback over a SQLite store of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;

    private RunningServer(DirectoryInfo folder, Installation installation, WebApplication app)
    {
        _folder = folder;
        Installation = installation;
        App = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public Installation Installation { get; }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public static Task<RunningServer> StartAsync(House house, string yaml = House.Systems) => StartAsync(folder => house.Configuration(yaml, folder));

    /// <summary>A house with a supplier and a file of its items.</summary>
    public static Task<RunningServer> StartAsync(TrackingHouse house, string yaml, string items) => StartAsync(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "items.csv"), items);
        return house.Configuration(yaml, folder);
    });

    /// <summary>A server of any configuration, whose set-up may be changed.</summary>
    public static async Task<RunningServer> StartAsync(Func<string, SyncConfiguration> configure, Func<Engine.Setup.EngineSetup, Engine.Setup.EngineSetup>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("synccluster-test-");
        var installation = Installation.Compose(
            configure(folder.FullName), new HostServices(TimeProvider.System, NullLoggerFactory.Instance),
            setup => (change ?? (one => one))(setup with { SweepEvery = TimeSpan.FromSeconds(1), GroupsMails = TimeSpan.FromSeconds(3) }));
        var app = WebHost.Build(installation, logging => logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        await installation.Settled.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        installation.Phase.ShouldBe(Phase.Running);
        return new RunningServer(folder, installation, app);
    }

    /// <summary>The next push that the system has written.</summary>
    public static async Task<SyncCluster.Connectors.Writing.PushRequest> WrittenAsync(StageSystem system)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return await system.Written.ReadAsync(limit.Token);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public async Task<(int Status, JsonElement Answer)> PostAsync(string path, object? body = null)
    {
        using var answer = await Client.PostAsJsonAsync(path, body ?? new { }, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    /// <summary>Asks until the answer fits: what a commit behind the last event makes true cannot be awaited otherwise.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        JsonElement answer;
        while (!fits(answer = await GetAsync(path)))
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{path} never answered what was expected; last: {answer}");
            }
        }

        return answer;
    }

    /// <summary>The id of the only thing that fits.</summary>
    public async Task<string> IdAsync(Kind kind, string text)
    {
        var found = await UntilAsync($"/api/entities?kind={kind}&text={Uri.EscapeDataString(text)}", page => page.GetProperty("items").GetArrayLength() == 1);
        return found.GetProperty("items")[0].GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        await Installation.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
