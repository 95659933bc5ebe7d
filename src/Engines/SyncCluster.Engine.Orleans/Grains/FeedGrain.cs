using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>Reads one group of feeds of a system; key: system/group.</summary>
[Version(1)]
[Alias("synccluster.feed")]
public interface IFeedGrain : IActorGrain;

/// <summary>
/// Polls or scrapes, woken by its reminder: one activation in the cluster, so that no page is read twice at once.
/// </summary>
[GrainType("feed")]
[HashBasedPlacement]
public sealed class FeedGrain(SiloActors actors, [PersistentState("feed", ScheduledGrain.Storage)] IPersistentState<GrainSchedules> schedules)
    : ScheduledGrain(actors, ActorType.Feed, schedules), IFeedGrain;
