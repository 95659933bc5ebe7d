using System.Diagnostics;
using System.Globalization;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Orleans.Grains;
using SyncCluster.Engine.Storage;
using SyncCluster.Testing;

namespace SyncCluster.Benchmarks.Cluster;

/// <summary>What is measured of the cluster. Its silos run in this process, its PostgreSQL is started for the run.</summary>
internal static class ClusterScenarios
{
    private const string Silo = "one silo";
    private const string Embedded = "embedded engine";

    /// <summary>Longer than Orleans' collector needs to see that an entity is idle.</summary>
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromSeconds(11);

    /// <summary>
    /// Changed records on one silo, beside the embedded engine and beside Orleans' own grain storage for the same state, all
    /// on one PostgreSQL, round by round in turn. Orleans' own storage, which is slow, takes every round a fifth of them.
    /// </summary>
    public static async Task ChangesAsync(int records, Figures figures)
    {
        await using var server = await PostgresServer.StartAsync();
        var store = StateStoreFactory.Open(new PostgresStoreOptions(await server.CreateDatabaseAsync()));
        await store.MigrateAsync(CancellationToken.None);
        await using var embedded = await BenchEngine.StartAsync(store, BenchWorld.Of(records));
        await embedded.ImportAsync();
        PlainGrain.Pattern = await PatternAsync(store);

        var world = BenchWorld.Of(records);
        var silo = await ClusterSilo.StartAsync(await server.CreateDatabaseAsync(), world);
        await using var engine = ClusterSilo.Engines(world, [silo]);
        await engine.ImportAsync();
        await using var plain = await PlainSilo.StartAsync(await server.CreateDatabaseAsync());
        var few = records / 5;
        await plain.ChangeAllAsync(few, round: 0);
        var rounds = new Rounds(records);
        for (var round = 1; round <= Rounds.Count; round++)
        {
            await rounds.RunAsync(Silo, () => engine.ReadAllAsync(round));
            await rounds.RunAsync(Embedded, () => embedded.ReadAllAsync(round));
            await rounds.RunAsync("Orleans' ADO.NET grain storage", () => plain.ChangeAllAsync(few, round), few);
        }

        rounds.Report("changed records", "PostgreSQL", 12_000, figures, Silo, Embedded);
    }

    /// <summary>What a silo holds of very many entities: their number is the database's, not the silo's.</summary>
    public static async Task MillionAsync(int records, Figures figures)
    {
        await using var server = await PostgresServer.StartAsync();
        var world = BenchWorld.Of(records);
        var silo = await ClusterSilo.StartAsync(await server.CreateDatabaseAsync(), world, options => options with { EntityIdleAfter = ShortestIdle });
        await using var engine = ClusterSilo.Engines(world, [silo]);
        var took = await engine.ReadAllAsync(round: 0);
        var awake = await silo.EntitiesAwakeAsync();
        figures.Rate("entities imported on one silo", records, took, null);
        figures.Value("  entities known", await engine.Store.CountRecordsAsync("erp", Kind.Product, CancellationToken.None), "entities", records);
        figures.Value("  of which awake at the import's end", awake, "activations", null);
        Memory("  the silo's memory at the import's end", figures);

        // An hour of quiet in little: entities leave after eleven seconds here, after two minutes as shipped.
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(2));
        var quiet = Stopwatch.StartNew();
        while (quiet.Elapsed < 3 * ShortestIdle || (await silo.EntitiesAwakeAsync() > 0 && quiet.Elapsed < TimeSpan.FromMinutes(2))) await beat.WaitForNextTickAsync();
        figures.Value("  awake after a quiet hour", await silo.EntitiesAwakeAsync(), "activations", 0);
        GC.Collect();
        Memory("  the silo's memory after a quiet hour", figures);
        figures.Value("  of which reachable objects", GC.GetTotalMemory(forceFullCollection: true) / 1048576.0, "MiB", null);
        var reread = await engine.ReadAllAsync(round: 0);
        figures.Rate("unchanged re-read on one silo, PostgreSQL", records, reread, null);
        figures.Value("  awake after it", await silo.EntitiesAwakeAsync(), "activations", 0);
    }

    /// <summary>
    /// Pushes to a shop that takes 200 ms a call and allows a number of calls at the same time, eight more with every silo:
    /// what is delivered is to grow with what the shop allows. The silos share this process and its processors.
    /// </summary>
    public static async Task SilosAsync(int recordsOfOne, Figures figures)
    {
        const int Batch = 10;
        const int CallsOfOne = 8;
        var call = TimeSpan.FromMilliseconds(200);
        double first = 0;
        await using var server = await PostgresServer.StartAsync();
        foreach (var silos in new[] { 1, 2, 3 })
        {
            var (records, calls) = (recordsOfOne * silos, CallsOfOne * silos);
            var shop = new BenchSystem("shop", TimeProvider.System) { IsSink = true, BatchSize = Batch, Takes = call };
            var world = BenchWorld.Of(records, shop, calls);
            var connection = await server.CreateDatabaseAsync();
            var all = new List<ClusterSilo>();
            for (var i = 0; i < silos; i++) all.Add(await ClusterSilo.StartAsync(connection, world, options => options with { ClusterId = $"silos-{silos}", ServiceId = $"silos-{silos}" }));
            await using var engine = ClusterSilo.Engines(world, all);
            var (arrived, delivered, due) = (0, new TaskCompletionSource(), records);
            shop.Arrived = _ =>
            {
                if (Interlocked.Increment(ref arrived) >= Volatile.Read(ref due)) delivered.TrySetResult();
            };
            await engine.ReadAllAsync(round: 0);
            await delivered.Task;

            // The second time everything is known: changes, one push each.
            (arrived, delivered) = (0, new TaskCompletionSource());
            var started = Stopwatch.GetTimestamp();
            await engine.ReadAllAsync(round: 1);
            await delivered.Task;
            var rate = records / Stopwatch.GetElapsedTime(started).TotalSeconds;
            var allowed = calls * Batch / call.TotalSeconds;
            var outbound = (await all[0].ActivationsAsync())[typeof(OutboundGrain)].Where(one => one.Activations > 0).Select(one => one.Silo).Distinct().Count();
            if (silos == 1) first = rate;
            figures.Value(string.Create(CultureInfo.InvariantCulture, $"pushes, {silos} silo(s), {calls} calls of 200 ms at a time"), rate, "per second", allowed);
            figures.Value("  share of what the shop allows", 100 * rate / allowed, "percent", null);
            figures.Value("  times one silo's", rate / first, "times", silos);
            figures.Value("  silos that deliver", outbound, "silos", silos);
        }
    }

    private static void Memory(string name, Figures figures)
    {
        using var process = Process.GetCurrentProcess();
        figures.Value(name, process.WorkingSet64 / 1048576.0, "MiB", null);
        if (Scenarios.OwnMemory() is { } own) figures.Value("  of which its own, without pages of files", own, "MiB", null);
    }

    private static async Task<EntityState> PatternAsync(IStateStore store)
    {
        var id = BenchRecords.Product("erp", 1, 0, DateTimeOffset.UnixEpoch).Key.RemoteId;
        var known = (await store.FindRecordsAsync("erp", Kind.Product, [id], CancellationToken.None))[0]!;
        var stored = (await store.LoadAsync([known.EntityId], CancellationToken.None))[0]!;
        return EngineJson.Read<EntityState>(stored.State.Span);
    }
}
