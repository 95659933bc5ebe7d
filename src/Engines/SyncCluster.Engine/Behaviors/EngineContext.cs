using Microsoft.Extensions.Logging;
using SyncCluster.Core.Deciding;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Committing;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>What behaviours share.</summary>
internal sealed class EngineContext
{
    // So many that pages which are under way at the same time do not queue for each other, on however many silos.
    public const int Lanes = 64;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string System, int Shard), ActorAddress> _outbound = new();
    private int _lane;

    public EngineContext(EngineSetup setup, EngineServices services, IStateStore store, IActorRuntime runtime, ILoggerFactory logs)
    {
        Setup = setup;
        Services = services;
        Store = store;
        Runtime = runtime;
        Logs = logs;
        Decider = new EntityDecider(setup.Rules);
        Groups = new GroupStore(store, services.Background, services.Time, (system, shard) => runtime.Hint(ActorAddress.Outbound(system, shard)));
        Gates = new SystemGates(setup, store, services.Time);
        Backlogs = new Backlogs(this);
    }

    public EngineSetup Setup { get; }

    public EngineServices Services { get; }

    public IStateStore Store { get; }

    public IActorRuntime Runtime { get; }

    public ILoggerFactory Logs { get; }

    public IDecider<EntityState, EntityEvent, EntityEffect> Decider { get; init; }

    public GroupStore Groups { get; }

    public SystemGates Gates { get; }

    public Backlogs Backlogs { get; }

    public DateTimeOffset Now => Services.Time.GetUtcNow();

    /// <summary>Which outbound actor of a system serves an entity: always the same, so that its pushes keep their order.</summary>
    public int ShardOf(string system, string entityId) => (int)(StableHash(entityId) % (uint)Math.Max(1, ShardsOf(system)));

    /// <summary>How many outbound actors a system has; 0 for one that is not configured.</summary>
    public int ShardsOf(string system) =>
        system == TrackingBehavior.SystemName ? TrackingBehavior.Shards : Setup.System(system)?.Shards ?? 0;

    /// <summary>The actor that delivers an entity's pushes to a system.</summary>
    public ActorAddress OutboundOf(string system, string entityId) =>
        _outbound.GetOrAdd((system, ShardOf(system, entityId)), static of => ActorAddress.Outbound(of.System, of.Shard));

    /// <summary>The next of the actors that take batches, in turn: each is free again by the time it comes round.</summary>
    public ActorAddress NextLane() => ActorAddress.Batch((int)((uint)Interlocked.Increment(ref _lane) % Lanes));

    /// <summary>Which mail actor writes to a recipient: always the same, so that two mails to him are never on their way at once.</summary>
    public int MailShardOf(string recipient) => (int)(StableHash(recipient.ToLowerInvariant()) % (uint)Setup.MailShards);

    /// <summary>FNV-1a: the same in every process and version, unlike <see cref="string.GetHashCode()"/>.</summary>
    public static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 16777619u);
        return hash;
    }
}
