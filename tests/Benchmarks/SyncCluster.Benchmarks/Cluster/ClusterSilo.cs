using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Engine.Orleans.Grains;
using SyncCluster.Engine.Orleans.Hosting;
using SyncCluster.Engine.Storage;
using SyncCluster.Sandbox;

namespace SyncCluster.Benchmarks.Cluster;

/// <summary>One silo as a host would run it, with a store of its own on the PostgreSQL that all share.</summary>
internal sealed class ClusterSilo : IAsyncDisposable
{
    private readonly IStateStore _store;

    private ClusterSilo(OrleansEngine engine, IStateStore store)
    {
        Engine = engine;
        _store = store;
    }

    public OrleansEngine Engine { get; }

    public IStateStore Store => _store;

    /// <param name="connection">The database.</param>
    /// <param name="world">What the silo stands between.</param>
    /// <param name="adapt">What differs from the defaults.</param>
    public static async Task<ClusterSilo> StartAsync(string connection, BenchWorld world, Func<OrleansEngineOptions, OrleansEngineOptions>? adapt = null)
    {
        var store = StateStoreFactory.Open(new PostgresStoreOptions(connection));
        var options = new OrleansEngineOptions(connection) { SiloPort = LoopbackPorts.Claim(), GatewayPort = LoopbackPorts.Claim(), StopsWithin = TimeSpan.FromSeconds(10) };
        var engine = new OrleansEngine(world.Setup, BenchEngine.Services, store, adapt?.Invoke(options) ?? options, NullLoggerFactory.Instance);
        await engine.StartAsync(CancellationToken.None);
        return new ClusterSilo(engine, store);
    }

    /// <summary>The engine of <paramref name="silos"/>, asked through the first of them.</summary>
    public static BenchEngine Engines(BenchWorld world, IReadOnlyList<ClusterSilo> silos) => BenchEngine.Over(world, silos[0].Store, silos[0].Engine.Runtime, async () =>
    {
        foreach (var silo in silos) await silo.DisposeAsync();
    });

    /// <summary>Activations of the cluster by grain class.</summary>
    public async Task<ILookup<Type, (SiloAddress Silo, int Activations)>> ActivationsAsync()
    {
        Type[] all = [typeof(ProductGrain), typeof(CategoryGrain), typeof(CustomerGrain), typeof(OrderGrain), typeof(OutboundGrain), typeof(FeedGrain)];
        var statistics = await Engine.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return (from one in statistics
                from grain in all
                where one.GrainType.StartsWith(grain.FullName!, StringComparison.Ordinal)
                select (grain, one.SiloAddress, one.ActivationCount)).ToLookup(one => one.grain, one => (one.SiloAddress, one.ActivationCount));
    }

    /// <summary>Entities that are awake somewhere.</summary>
    public async Task<int> EntitiesAwakeAsync()
    {
        var all = await ActivationsAsync();
        return new[] { typeof(ProductGrain), typeof(CategoryGrain), typeof(CustomerGrain), typeof(OrderGrain) }.Sum(entity => all[entity].Sum(one => one.Activations));
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await _store.DisposeAsync();
    }
}
