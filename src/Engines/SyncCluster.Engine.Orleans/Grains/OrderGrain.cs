using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>A order; key: entity id.</summary>
[Version(1)]
[Alias("synccluster.order")]
public interface IOrderGrain : IActorGrain;

/// <summary>
/// Holds a order's last-known state in every system and decides what has to change where. Kept in the shared store.
/// </summary>
[GrainType("order")]
[ResourceOptimizedPlacement]
public sealed class OrderGrain(SiloActors actors) : ActorGrain(actors, ActorType.Order), IOrderGrain;
