using Microsoft.Extensions.Logging;
using SyncCluster.Core.Deciding;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Committing;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>What behaviours share.</summary>
internal sealed class EngineContext
{
    public EngineContext(EngineSetup setup, EngineServices services, IStateStore store, IActorRuntime runtime, ILoggerFactory logs)
    {
        Setup = setup;
        Services = services;
        Store = store;
        Runtime = runtime;
        Logs = logs;
        Decider = new EntityDecider(setup.Rules);
        Groups = new GroupStore(store, services.Background, services.Time, (system, shard) => runtime.Hint(ActorAddress.Outbound(system, shard)));
        Gates = new SystemGates(setup);
    }

    public EngineSetup Setup { get; }

    public EngineServices Services { get; }

    public IStateStore Store { get; }

    public IActorRuntime Runtime { get; }

    public ILoggerFactory Logs { get; }

    public IDecider<EntityState, EntityEvent, EntityEffect> Decider { get; init; }

    public GroupStore Groups { get; }

    public SystemGates Gates { get; }

    public DateTimeOffset Now => Services.Time.GetUtcNow();

    /// <summary>Which outbound actor of a system serves an entity: always the same, so that its pushes keep their order.</summary>
    public int ShardOf(string system, string entityId) => (int)(StableHash(entityId) % (uint)Math.Max(1, ShardsOf(system)));

    /// <summary>How many outbound actors a system has; 0 for one that is not configured.</summary>
    public int ShardsOf(string system) =>
        system == TrackingBehavior.SystemName ? TrackingBehavior.Shards : Setup.System(system)?.Shards ?? 0;

    public int MailShardOf(string entityId) => (int)(StableHash(entityId) % (uint)Setup.MailShards);

    /// <summary>FNV-1a: the same in every process and version, unlike <see cref="string.GetHashCode()"/>.</summary>
    public static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 16777619u);
        return hash;
    }
}
