using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.Streams;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Changes;
using SyncCluster.Engine.Orleans.Grains;
using SyncCluster.Engine.Orleans.Spreading;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Storage.Cluster;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>Makes a host a silo of the cluster, or a client of it.</summary>
public static class SyncClusterHosting
{
    private const string Invariant = "Npgsql";

    private static readonly TimeSpan GatewaysEvery = TimeSpan.FromSeconds(5);

    private static readonly Type[] Entities = [typeof(ProductGrain), typeof(CategoryGrain), typeof(CustomerGrain), typeof(OrderGrain)];

    private static readonly Type[] Others =
    [
        typeof(IdentityGrain), typeof(FeedGrain), typeof(OutboundGrain), typeof(MailGrain), typeof(InboxGrain), typeof(BatchGrain),
        typeof(LiveFeedGrain),
    ];

    /// <summary>
    /// Adds a silo with every actor. The schema (<see cref="ClusterSchema"/>) and the store must be up to date before the
    /// host starts; <see cref="OrleansEngine"/> sees to both.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="setup">The compiled configuration and the opened systems.</param>
    /// <param name="services">Clock, ids, chance, background.</param>
    /// <param name="store">The store on PostgreSQL that all silos share; stays the caller's.</param>
    /// <param name="options">Where the silo stands.</param>
    public static IHostApplicationBuilder AddSyncClusterSilo(
        this IHostApplicationBuilder builder, EngineSetup setup, EngineServices services, IStateStore store, OrleansEngineOptions options)
    {
        builder.Services.AddSingleton(ForCluster(setup, options)).AddSingleton(store).AddSingleton(options).AddSingleton<SiloActors>();
        builder.UseOrleans(silo =>
        {
            Identify(silo.Services, options);
            if (options.SiloName is { } name) silo.Configure<SiloOptions>(one => one.SiloName = name);
            silo.UseAdoNetClustering(one => (one.Invariant, one.ConnectionString) = (Invariant, options.OrleansConnection));
            silo.UseAdoNetReminderService(one => (one.Invariant, one.ConnectionString) = (Invariant, options.OrleansConnection));
            silo.AddAdoNetGrainStorage(ScheduledGrain.Storage, one =>
            {
                (one.Invariant, one.ConnectionString) = (Invariant, options.OrleansConnection);
                one.GrainStorageSerializer = new GrainStateJson();
            });
            silo.AddMemoryStreams(HintStreams.Provider, streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(one => one.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(50)));
            });
            silo.Configure<EndpointOptions>(one =>
            {
                (one.AdvertisedIPAddress, one.SiloPort, one.GatewayPort) = (options.Address, options.SiloPort, options.GatewayPort);
                var listens = options.ListensTo;
                one.SiloListeningEndpoint = new IPEndPoint(listens, options.SiloPort);
                if (options.GatewayPort > 0) one.GatewayListeningEndpoint = new IPEndPoint(listens, options.GatewayPort);
            });
            silo.Configure<SiloMessagingOptions>(one => one.ResponseTimeout = options.AnswersWithin);
            silo.Configure<ClusterMembershipOptions>(one =>
            {
                one.ProbeTimeout = options.ProbeEvery;

                // Probes wait longer while answers are slow. By default up to four times as long: on a machine at its limit a
                // death took more than half a minute to be noticed.
                one.MaxProbeTimeout = options.ProbeEvery * 2;
                one.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
                one.DefunctSiloExpiration = TimeSpan.FromDays(1);
            });
            silo.Configure<GrainCollectionOptions>(one => Collect(one, options));
            silo.Services.AddKeyedSingleton<IPlacementDirector, SpreadDirector>(typeof(HashBasedPlacement));
        });
        AddCommon(builder.Services, services);
        builder.Services.AddHostedService<ClusterDuties>();
        builder.Services.Configure<HostOptions>(one => one.ShutdownTimeout = options.StopsWithin + TimeSpan.FromSeconds(15));
        return builder;
    }

    /// <summary>Adds a client that asks actors and hears changes, and hosts no actor.</summary>
    public static IHostApplicationBuilder AddSyncClusterClient(this IHostApplicationBuilder builder, EngineServices services, OrleansEngineOptions options)
    {
        builder.UseOrleansClient(client =>
        {
            Identify(client.Services, options);
            client.UseAdoNetClustering(one => (one.Invariant, one.ConnectionString) = (Invariant, options.OrleansConnection));
            client.AddMemoryStreams(HintStreams.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));

            // Silos that are restarted come back under other addresses: a client that looks rarely may know only those that left.
            client.Configure<GatewayOptions>(one => one.GatewayListRefreshPeriod = GatewaysEvery);
            client.Configure<ClientMessagingOptions>(one => one.ResponseTimeout = options.AnswersWithin);
        });
        builder.Services.AddSingleton<ClientConnection>();
        builder.Services.AddSingleton<IClusterConnectionStatusObserver>(provider => provider.GetRequiredService<ClientConnection>());
        builder.Services.AddSingleton<IClientConnectionRetryFilter>(provider => provider.GetRequiredService<ClientConnection>());
        AddCommon(builder.Services, services);
        builder.Services.AddHostedService<ClientDuties>();
        return builder;
    }

    /// <summary>
    /// A push that somebody took may still be made by a silo that only seems dead: none is taken back before its
    /// lease ends.
    /// </summary>
    private static EngineSetup ForCluster(EngineSetup setup, OrleansEngineOptions options) =>
        setup with { ReclaimsAtOnce = false, PushLease = setup.PushLease < options.PushLease ? setup.PushLease : options.PushLease };

    private static void Identify(IServiceCollection services, OrleansEngineOptions options) =>
        services.Configure<ClusterOptions>(one => (one.ClusterId, one.ServiceId) = (options.ClusterId, options.ServiceId));

    private static void AddCommon(IServiceCollection services, EngineServices engine) => services
        .AddSingleton(engine).AddSingleton(engine.Time).AddSingleton(engine.Background).AddSingleton<ClusterRuntime>().AddSingleton<ChangeEar>();

    /// <summary>
    /// A cold entity costs one read that it shares with others, a warm one memory: entities leave soon. Those that
    /// work by schedule beat their own timers and are never idle.
    /// </summary>
    private static void Collect(GrainCollectionOptions collection, OrleansEngineOptions options)
    {
        collection.CollectionQuantum = TimeSpan.FromSeconds(10);
        collection.CollectionAge = options.ActorIdleAfter;
        foreach (var entity in Entities) collection.ClassSpecificCollectionAge[entity.FullName!] = options.EntityIdleAfter;
        foreach (var other in Others) collection.ClassSpecificCollectionAge[other.FullName!] = options.ActorIdleAfter;
        collection.EnableActivationSheddingOnMemoryPressure = true;
        collection.MemoryUsageLimitPercentage = options.MemoryLimitPercent;
        collection.MemoryUsageTargetPercentage = options.MemoryLimitPercent - 10;
    }
}
