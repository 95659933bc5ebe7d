using System.Net.Http.Json;
using System.Text.Json;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Demo;

namespace SyncCluster.EndToEnd.Tests;

/// <summary>The engine is killed in the middle of its work, again and again, and started again: nothing is lost or doubled.</summary>
[Trait("Speed", "slow")]
public sealed class KillTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("synccluster-kill-").FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task no_order_or_mail_is_lost_or_doubled_when_the_process_is_killed_at_work()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var stop = patience.Token;
        const int Rounds = 3;
        const int OrdersARound = 6;
        await using (var world = RunningProgram.Start("sandbox", "--data", _folder, "--products", "40", "--customers", "12"))
        {
            var shop = (await world.LineAsync(line => line.StartsWith("shop ", StringComparison.Ordinal), stop)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            await world.LineAsync(line => line.StartsWith("connect ", StringComparison.Ordinal), stop);
            for (var round = 0; round < Rounds; round++)
            {
                await using var engine = RunningProgram.Start("run", "-c", SandboxConfiguration.File(_folder), "--log-level", "Warning");
                await GrowAsync(shop, OrdersARound, stop);
                // The ERP has read some of the round's orders and the rest is on its way: now.
                await world.LineAsync(line => line.StartsWith("ERP      read", StringComparison.Ordinal), stop);
                await engine.KillAsync();
            }

            await using var last = RunningProgram.Start("run", "-c", SandboxConfiguration.File(_folder), "--log-level", "Warning");
            await RestAsync(stop);
        }

        await using var left = await SandboxWorld.StartAsync(_folder, new SandboxScale(), null, TimeProvider.System, stop);
        await using var store = StateStoreFactory.Open(new SqliteStoreOptions(Path.Combine(_folder, "state", "synccluster.db")));
        (await left.Erp.OrdersAsync(stop)).Count.ShouldBeGreaterThanOrEqualTo(Rounds * OrdersARound);
        (await new Agreement(left).FindAsync(store, stop)).ShouldBeEmpty();
    }

    /// <summary>Waits until nothing is on its way: paced by the changes feed, which answers when something changes or after its wait.</summary>
    private async Task RestAsync(CancellationToken stop)
    {
        var api = new Uri($"http://127.0.0.1:{SandboxPorts.Of(_folder, null).Http}/");
        var after = "";
        for (var quiet = 0; quiet < 4;)
        {
            var page = await AskAsync(new Uri(api, $"api/changes?wait=2&after={after}"), stop);
            var changes = page.GetProperty("items").GetArrayLength();
            if (page.TryGetProperty("next", out var next) && next.GetString() is { Length: > 0 } cursor) after = cursor;
            var overview = await AskAsync(new Uri(api, "api/overview"), stop);
            var moving = overview.GetProperty("systems").EnumerateArray().SelectMany(system => system.GetProperty("kinds").EnumerateArray())
                .Sum(kind => kind.GetProperty("pending").GetInt64() + kind.GetProperty("inFlight").GetInt64());
            var mails = overview.GetProperty("mails").GetProperty("pending").GetInt64() + overview.GetProperty("mails").GetProperty("sending").GetInt64();
            quiet = changes == 0 && moving == 0 && mails == 0 ? quiet + 1 : 0;
        }
    }

    private async Task<JsonElement> AskAsync(Uri address, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(address, stop);
                if (answer.IsSuccessStatusCode) return await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
            }
            catch (HttpRequestException)
            {
                // Not listening yet: connecting again is the only way to learn when it does.
            }

            stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task GrowAsync(string shop, int orders, CancellationToken stop) =>
        (await _http.PostAsJsonAsync(new Uri(new Uri(shop + "/"), "_sandbox/grow"), new { orders }, stop)).EnsureSuccessStatusCode();

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
