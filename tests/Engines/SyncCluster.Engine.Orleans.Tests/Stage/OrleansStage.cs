using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Hosting;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;
using SyncCluster.Sandbox;
using SyncCluster.Testing.Engines;

namespace SyncCluster.Engine.Orleans.Tests.Stage;

/// <summary>Silos in this process, each with a store of its own on one PostgreSQL, in real time.</summary>
internal sealed class OrleansStage(string connection, int silos, Func<int, OrleansEngineOptions, OrleansEngineOptions>? adapt = null)
    : EngineStage(new RealTime(), TimeSpan.FromMilliseconds(200))
{
    private readonly IStateStore _store = StateStoreFactory.Open(new PostgresStoreOptions(connection + ";Maximum Pool Size=10"), TimeProvider.System);
    private readonly List<(OrleansEngine Engine, IStateStore Store)> _silos = [];
    private int _started;

    public override IStateStore Store => _store;

    public IReadOnlyList<OrleansEngine> Silos => [.. _silos.Select(silo => silo.Engine)];

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Changes the configuration of every silo.</summary>
    public Func<EngineSetup, EngineSetup> Adapt { get; init; } = setup => setup;

    public override async Task StartAsync()
    {
        for (var silo = 0; silo < silos; silo++) await AddAsync();
    }

    /// <summary>Starts one silo more.</summary>
    public async Task<OrleansEngine> AddAsync()
    {
        var store = StateStoreFactory.Open(new PostgresStoreOptions(connection + ";Maximum Pool Size=10"), TimeProvider.System);
        var options = new OrleansEngineOptions(connection)
        {
            SiloPort = LoopbackPorts.Claim(), GatewayPort = LoopbackPorts.Claim(), ProbeEvery = TimeSpan.FromMilliseconds(500), StopsWithin = TimeSpan.FromSeconds(5),
            SpreadsAfter = TimeSpan.FromSeconds(1),
        };
        var engine = new OrleansEngine(Adapt(Setup(TimeProvider.System)), TestServices.Engine, store, adapt?.Invoke(_started, options) ?? options, Logs);
        _started++;
        _silos.Add((engine, store));
        await engine.StartAsync(CancellationToken.None);
        return engine;
    }

    /// <summary>A silo of another cluster on the same database, for its services; it ends with the stage.</summary>
    public OrleansEngine Unstarted(string cluster)
    {
        var store = StateStoreFactory.Open(new PostgresStoreOptions(connection + ";Maximum Pool Size=10"), TimeProvider.System);
        var engine = new OrleansEngine(
            Setup(TimeProvider.System), TestServices.Engine, store, new OrleansEngineOptions(connection) { ClusterId = cluster }, NullLoggerFactory.Instance);
        _silos.Add((engine, store));
        return engine;
    }

    /// <summary>A client of the cluster, not started.</summary>
    public OrleansClientEngine Client() => new(TestServices.Engine, new OrleansEngineOptions(connection), NullLoggerFactory.Instance);

    /// <summary>Ends one silo as if its process had been killed.</summary>
    public async Task KillAsync(OrleansEngine engine)
    {
        var silo = _silos.Find(one => one.Engine == engine);
        _silos.Remove(silo);
        await engine.KillAsync();
        await engine.DisposeAsync();
        await silo.Store.DisposeAsync();
    }

    public override async Task CrashAsync()
    {
        foreach (var (engine, store) in _silos)
        {
            await engine.KillAsync();
            await engine.DisposeAsync();
            await store.DisposeAsync();
        }

        _silos.Clear();
    }

    public override Task<IMessage> AskAsync(ActorAddress to, IMessage message) =>
        (_silos.Count > 0 ? _silos[^1].Engine : throw new UnreachableException()).Runtime.AskAsync(to, message, CancellationToken.None);

    public override Task<T> RunAsync<T>(Func<Task<T>> work) => work();

    public override async Task UntilAsync(Func<bool> reached, string what)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!reached()) await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var (engine, store) in _silos)
        {
            await engine.DisposeAsync();
            await store.DisposeAsync();
        }

        await _store.DisposeAsync();

        // Orleans' providers pool connections by connection string, and each stage has a database of its own.
        NpgsqlConnection.ClearAllPools();
    }

    private sealed class RealTime : IWorldTime
    {
        public DateTimeOffset Now => TimeProvider.System.GetUtcNow();

        public void Tell(string text)
        {
        }
    }
}
