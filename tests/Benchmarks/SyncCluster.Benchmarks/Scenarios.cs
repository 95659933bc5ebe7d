using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Signals;
using SyncCluster.Engine;
using SyncCluster.Engine.Storage;
using SyncCluster.Testing;

namespace SyncCluster.Benchmarks;

/// <summary>What is measured. Each scenario makes its own database and prints the plain loop beside the engine.</summary>
internal static class Scenarios
{
    /// <summary>Reading records again that have not changed: fingerprints are compared, no actor wakes.</summary>
    public static async Task RereadAsync(string folder, int records, Figures figures)
    {
        var path = Path.Combine(folder, "reread.db");
        await using var engine = await BenchEngine.StartAsync(await OpenAsync(path), BenchWorld.Of(records));
        await engine.ReadAllAsync(round: 0);
        var loaded = engine.Loaded;
        GC.Collect();
        var before = Process.GetCurrentProcess().WorkingSet64;
        var plain = Path.Combine(folder, "reread-plain.db");
        PlainLoops.SqliteUpsert(plain, records, 0);
        var rounds = new Rounds(records);
        double most = before, own = 0;
        for (var round = 0; round < Rounds.Count; round++)
        {
            await rounds.RunAsync("engine", () => engine.ReadAllAsync(round: 0));
            using (var process = Process.GetCurrentProcess()) most = Math.Max(most, process.WorkingSet64);
            own = Math.Max(own, OwnMemory() ?? 0);
            await rounds.LoopAsync(() => PlainLoops.SqliteReread(plain, records, 0));
        }

        rounds.Report("unchanged re-read", "SQLite", 250_000, figures, "engine");
        figures.Value("  actors woken by it", engine.Loaded - loaded, "actors", 0);
        figures.Value("  memory while it ran", most / 1048576.0, "MiB", 400);
        if (own > 0) figures.Value("  of which its own, without pages of files", own, "MiB", null);
    }

    /// <summary>Changed records until decision, state, fingerprint, outbox and history are committed.</summary>
    public static async Task ChangesOnSqliteAsync(string folder, int records, Figures figures)
    {
        await using var engine = await BenchEngine.StartAsync(await OpenAsync(Path.Combine(folder, "changes.db")), BenchWorld.Of(records));
        await engine.ImportAsync();
        var plain = Path.Combine(folder, "changes-plain.db");
        PlainLoops.SqliteUpsert(plain, records, 0);
        var rounds = new Rounds(records);
        for (var round = 1; round <= Rounds.Count; round++)
        {
            await rounds.RunAsync("engine", () => engine.ReadAllAsync(round));
            await rounds.LoopAsync(() => PlainLoops.SqliteUpsert(plain, records, round));
        }

        rounds.Report("changed records", "SQLite", 25_000, figures, "engine");
    }

    /// <summary>The same on PostgreSQL, on a server that is started for it.</summary>
    public static async Task ChangesOnPostgresAsync(int records, Figures figures)
    {
        if (PostgresServer.WhyMissing is not null)
        {
            Console.Error.WriteLine($"Figures of PostgreSQL are left out: {PostgresServer.WhyMissing}");
            return;
        }

        await using var server = await PostgresServer.StartAsync();
        var store = StateStoreFactory.Open(new PostgresStoreOptions(await server.CreateDatabaseAsync()));
        await store.MigrateAsync(CancellationToken.None);
        await using var engine = await BenchEngine.StartAsync(store, BenchWorld.Of(records));
        await engine.ImportAsync();
        var plain = await server.CreateDatabaseAsync();
        PlainLoops.PostgresUpsert(plain, records, 0);
        var rounds = new Rounds(records);
        for (var round = 1; round <= Rounds.Count; round++)
        {
            await rounds.RunAsync("engine", () => engine.ReadAllAsync(round));
            await rounds.LoopAsync(() => PlainLoops.PostgresUpsert(plain, records, round));
        }

        rounds.Report("changed records", "PostgreSQL", 12_000, figures, "engine");
    }

    /// <summary>From a webhook's first byte to the call to the other system, at 100 a second.</summary>
    public static async Task WebhookAsync(string folder, int count, Figures figures)
    {
        const int Products = 2_000;
        await using var engine = await BenchEngine.StartAsync(
            await OpenAsync(Path.Combine(folder, "webhook.db")), BenchWorld.Of(Products, new BenchSystem("shop", TimeProvider.System) { IsSink = true }));
        await engine.ReadAllAsync(round: 0);
        var door = new SignalDoor(engine.World.Setup, engine.Store, engine.Actors);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        web.MapPost("/webhooks/{system}", async (string system, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var headers = new Dictionary<string, string>();
            await door.ReceiveAsync(system, new SignalRequest(headers, body.ToArray(), TimeProvider.System.GetUtcNow()), CancellationToken.None);
        });
        await web.StartAsync();
        var sent = new ConcurrentDictionary<string, long>();
        var took = new ConcurrentBag<double>();
        var all = new TaskCompletionSource();
        engine.World.Shop.Arrived = push =>
        {
            if (!sent.TryRemove(push.Desired.Text("sku")!, out var at)) return;
            took.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            if (took.Count == count) all.TrySetResult();
        };
        using var http = new HttpClient { BaseAddress = new Uri(web.Urls.First()) };
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var requests = new List<Task>(count);
        for (var i = 0; i < count && await beat.WaitForNextTickAsync(); i++)
        {
            var number = i % Products;
            sent[$"SKU-{number.ToString("D8", CultureInfo.InvariantCulture)}"] = Stopwatch.GetTimestamp();
            requests.Add(http.PostAsync(new Uri("/webhooks/erp", UriKind.Relative), new StringContent($"{number} {1 + (i / Products)}")));
        }

        await Task.WhenAll(requests);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var sorted = took.Order().ToArray();
        figures.Value("webhook in to call out at 100/s, p50", sorted[sorted.Length / 2], "ms", 60);
        figures.Value("webhook in to call out at 100/s, p99", sorted[(int)(sorted.Length * 0.99)], "ms", 500);
    }

    /// <summary>Memory that is nobody else's, in MiB: mapped pages of a file are the system's cache. Null where the system does not tell.</summary>
    public static double? OwnMemory()
    {
        const string Status = "/proc/self/status";
        const string Name = "RssAnon:";
        if (!File.Exists(Status)) return null;
        var line = File.ReadLines(Status).FirstOrDefault(one => one.StartsWith(Name, StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }

    private static async Task<IStateStore> OpenAsync(string path)
    {
        var store = StateStoreFactory.Open(new SqliteStoreOptions(path));
        await store.MigrateAsync(CancellationToken.None);
        return store;
    }
}
