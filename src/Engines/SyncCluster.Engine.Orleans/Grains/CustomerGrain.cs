using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>A customer; key: entity id.</summary>
[Version(1)]
[Alias("synccluster.customer")]
public interface ICustomerGrain : IActorGrain;

/// <summary>
/// Holds a customer's last-known state in every system and decides what has to change where. Kept in the shared
/// store.
/// </summary>
[GrainType("customer")]
[ResourceOptimizedPlacement]
public sealed class CustomerGrain(SiloActors actors) : ActorGrain(actors, ActorType.Customer), ICustomerGrain;
