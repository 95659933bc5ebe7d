using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Storage;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Sandbox;

namespace SyncCluster.Benchmarks.Cluster;

/// <summary>What one would write with Orleans alone: a grain a product, its state kept by Orleans' ADO.NET storage.</summary>
[Alias("benchmark.plain")]
public interface IPlainGrain : IGrainWithIntegerKey
{
    /// <summary>Takes a product's next version into the state and writes it.</summary>
    [Alias("change")]
    Task ChangeAsync(int round);
}

/// <summary>Decides nothing, tells nobody, notes no history: it keeps its state.</summary>
public sealed class PlainGrain([PersistentState("plain", PlainGrain.Storage)] IPersistentState<PlainState> kept) : Grain, IPlainGrain
{
    public const string Storage = "plain";

    /// <summary>The state of one product as our engine keeps it: every plain grain keeps the same with its own fields.</summary>
    internal static EntityState? Pattern { get; set; }

    public Task ChangeAsync(int round)
    {
        var fields = BenchRecords.Product("erp", (int)this.GetPrimaryKeyLong(), round, TimeProvider.System.GetUtcNow()).Fields;
        var state = kept.State.Entity ?? Pattern!;
        kept.State.Entity = state with
        {
            Canonical = fields,
            Systems = state.Systems.Select(view => view.Snapshot.Count == 0 ? view : view with { Snapshot = fields, Fingerprint = Fingerprint.Of(fields) }).ToEquatableList(),
        };
        return kept.WriteStateAsync();
    }
}

/// <summary>What is kept.</summary>
public sealed class PlainState
{
    public EntityState? Entity { get; set; }
}

/// <summary>The silo of <see cref="PlainGrain"/>s, on a database of its own.</summary>
internal sealed class PlainSilo(IHost host, IGrainFactory grains) : IAsyncDisposable
{
    // As many as a page has records, so that the database always has enough to do.
    private const int AtATime = 512;

    public static async Task<PlainSilo> StartAsync(string connection)
    {
        await ClusterSchema.UpgradeAsync(connection, ClusterSchema.DefaultName, TimeProvider.System, CancellationToken.None);
        var own = new NpgsqlConnectionStringBuilder(connection) { SearchPath = $"\"{ClusterSchema.DefaultName}\"", MaxPoolSize = 32 }.ConnectionString;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(LoopbackPorts.Claim(), LoopbackPorts.Claim(), serviceId: "plain", clusterId: "plain");
            silo.AddAdoNetGrainStorage(PlainGrain.Storage, one => (one.Invariant, one.ConnectionString, one.GrainStorageSerializer) = ("Npgsql", own, new Json()));
            silo.Configure<SiloMessagingOptions>(one => one.ResponseTimeout = TimeSpan.FromMinutes(5));
        });
        var host = builder.Build();
        await host.StartAsync();
        return new PlainSilo(host, (IGrainFactory)host.Services.GetService(typeof(IGrainFactory))!);
    }

    /// <summary>Changes every product; answers how long that took.</summary>
    public async Task<TimeSpan> ChangeAllAsync(int records, int round)
    {
        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, records),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime },
            async (number, _) => await grains.GetGrain<IPlainGrain>(number).ChangeAsync(round));
        return TimeProvider.System.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>The same form in which our store keeps states.</summary>
    private sealed class Json : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(EngineJson.Write(input));

        public T Deserialize<T>(BinaryData input) => EngineJson.Read<T>(input.ToMemory().Span);
    }
}
