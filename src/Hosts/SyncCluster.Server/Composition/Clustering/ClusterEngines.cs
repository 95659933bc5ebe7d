using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Configuration;
#if WITH_ORLEANS
using SyncCluster.Engine.Orleans.Hosting;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Server.Composition.Cluster;
using SyncCluster.Server.Http.Endpoints;
#endif

namespace SyncCluster.Server.Composition.Clustering;

/// <summary>Opens the engine of a cluster where this program was built with one.</summary>
internal static class ClusterEngines
{
#if WITH_ORLEANS
    // The form of calls between processes: raised with what processes of the version before cannot be asked any more.
    private const int Contract = 1;
    private const int UnderstandsFrom = 1;

    /// <summary>Null: it was.</summary>
    public static string? WhyMissing => null;

    /// <summary>The engine, not started.</summary>
    public static ISyncEngine Open(SyncConfiguration configuration, EngineSetup setup, IStateStore store, HostServices services, ClusterPlan plan)
    {
        var (cluster, connection) = (configuration.Cluster, configuration.Store.PostgresConnection!);
        var options = new OrleansEngineOptions(connection)
        {
            ClusterId = cluster.ClusterId,
            ServiceId = cluster.ServiceId,
            SiloName = cluster.Name,
            Address = cluster.Address,
            SiloPort = cluster.SiloPort,
            GatewayPort = cluster.GatewayPort,
            ListensEverywhere = cluster.ListensEverywhere,
            ProbeEvery = cluster.ProbeEvery,
            StopsWithin = cluster.Finish,
            PushLease = cluster.PushLease,
            EntityIdleAfter = cluster.EntityIdleAfter,
        };
        ISyncEngine engine = plan.Works ? new OrleansSyncEngine(setup, store, services, options) : new OrleansClientSyncEngine(services, options);
        var member = new MemberCard(
            Guid.CreateVersion7(services.Time.GetUtcNow()), cluster.ServiceId, cluster.ClusterId, plan.Role.ToString().ToLowerInvariant(), cluster.Title,
            $"{cluster.Address}:{cluster.SiloPort}", configuration.Print, OverviewEndpoints.Version, Contract, UnderstandsFrom);
        return new MemberEngine(engine, cluster, plan, member, connection, options.Schema, services);
    }
#else
    /// <summary>Why there is none, with the way out.</summary>
    public static string? WhyMissing =>
        "This program was built without the cluster engine, because the Orleans packages could not be had then. "
        + "Build it where they can (dotnet build -p:WithOrleans=true says what is missing), or run it with --engine embedded.";

    /// <summary>Not there.</summary>
    public static ISyncEngine Open(SyncConfiguration configuration, EngineSetup setup, IStateStore store, HostServices services, ClusterPlan plan) =>
        throw new InvalidOperationException(WhyMissing);
#endif
}
