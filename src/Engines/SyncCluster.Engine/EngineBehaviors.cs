using System.Globalization;
using Microsoft.Extensions.Logging;
using SyncCluster.Core.Deciding;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine;

/// <summary>Makes the behaviour of every actor, the same for every engine.</summary>
public sealed class EngineBehaviors : IBehaviorFactory
{
    private readonly EngineContext _context;

    /// <summary>Behaviour for one process of the engine.</summary>
    /// <param name="setup">The compiled configuration.</param>
    /// <param name="services">Clock, ids, chance, background.</param>
    /// <param name="store">Where everything is kept.</param>
    /// <param name="runtime">The engine.</param>
    /// <param name="logs">Where logs go.</param>
    public EngineBehaviors(EngineSetup setup, EngineServices services, IStateStore store, IActorRuntime runtime, ILoggerFactory logs) =>
        _context = new EngineContext(setup, services, store, runtime, logs);

    /// <summary>The same with another decider: for tests that plant bugs.</summary>
    internal EngineBehaviors(
        EngineSetup setup, EngineServices services, IStateStore store, IActorRuntime runtime, ILoggerFactory logs, IDecider<EntityState, EntityEvent, EntityEffect> decider) =>
        _context = new EngineContext(setup, services, store, runtime, logs) { Decider = decider };

    /// <summary>The reminders that an engine keeps set: without them lost hints would never be found.</summary>
    public IReadOnlyList<ActorSchedule> Schedules =>
    [
        .. _context.Setup.Systems.SelectMany(system => Of(system)),
        .. _context.Setup.Rules.Tracking.Follows
            ? [new ActorSchedule(ActorAddress.OutboundSweep(TrackingBehavior.SystemName), "sweep", _context.Setup.SweepEvery)]
            : Array.Empty<ActorSchedule>(),
        new ActorSchedule(ActorAddress.MailSweep, "sweep", _context.Setup.SweepEvery),
    ];

    /// <summary>Actors that are never idle for long, in groups that do alike work: a cluster spreads each group over its silos.</summary>
    public IReadOnlyList<IReadOnlyList<ActorAddress>> Tireless =>
    [
        [.. Schedules.Select(schedule => schedule.Actor).Distinct()],
        .. _context.Setup.Systems.Select(system => system.Name).Append(TrackingBehavior.SystemName).Select(Shards),
        [.. Enumerable.Range(0, _context.Setup.MailShards).Select(ActorAddress.Mail)],
        [.. Enumerable.Range(0, EngineContext.Lanes).Select(ActorAddress.Batch)],
    ];

    /// <inheritdoc/>
    public IActorBehavior Create(ActorAddress address)
    {
        switch (address.Type)
        {
            case ActorType.Product or ActorType.Category or ActorType.Customer or ActorType.Order: return new EntityBehavior(address, _context);
            case ActorType.Identity: return new IdentityBehavior(address, _context);
            case ActorType.Feed: return new FeedBehavior(address, _context);
            case ActorType.Inbox: return new InboxBehavior(address, _context);
            case ActorType.Batch: return new BatchBehavior(address, _context);
            case ActorType.Mail: return address.Key == ActorAddress.Sweep ? new MailSweepBehavior(_context) : new MailBehavior(address, _context);
            case ActorType.Outbound:
                var slash = address.Key.LastIndexOf('/');
                var (system, shard) = (address.Key[..slash], address.Key[(slash + 1)..]);
                if (shard == ActorAddress.Sweep) return new OutboundSweepBehavior(system, _context);
                return system == TrackingBehavior.SystemName
                    ? new TrackingBehavior(address, int.Parse(shard, CultureInfo.InvariantCulture), _context)
                    : new OutboundBehavior(address, system, int.Parse(shard, CultureInfo.InvariantCulture), _context);
            default: throw new ArgumentOutOfRangeException(nameof(address), address, "No such actor.");
        }
    }

    private ActorAddress[] Shards(string system) => [.. Enumerable.Range(0, _context.ShardsOf(system)).Select(shard => ActorAddress.Outbound(system, shard))];

    private IEnumerable<ActorSchedule> Of(SystemSetup system)
    {
        foreach (var group in system.External.Feeds.GroupBy(feed => feed.Group))
        {
            var every = group.Min(feed => system.Feeds.GetValueOrDefault(feed.Name)?.Every ?? feed.DefaultInterval);
            yield return new ActorSchedule(ActorAddress.Feed(system.Name, group.Key), "read", every < _context.Setup.SweepEvery ? _context.Setup.SweepEvery : every);
        }

        yield return new ActorSchedule(ActorAddress.OutboundSweep(system.Name), "sweep", _context.Setup.SweepEvery);
        if (system.External.Signals is not null) yield return new ActorSchedule(ActorAddress.Inbox(system.Name), "sweep", _context.Setup.SweepEvery);
        if (system.External.Hooks is not null && system.Callback is not null)
            yield return new ActorSchedule(ActorAddress.Inbox(system.Name), InboxBehavior.WatchHooks, HookKeeper.Every);
    }
}

/// <summary>A reminder that must be set.</summary>
public sealed record ActorSchedule(ActorAddress Actor, string Name, TimeSpan Period);
