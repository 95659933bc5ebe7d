using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>A product; key: entity id.</summary>
[Version(1)]
[Alias("synccluster.product")]
public interface IProductGrain : IActorGrain;

/// <summary>
/// Holds a product's last-known state in every system and decides what has to change where. Kept in the shared store.
/// </summary>
[GrainType("product")]
[ResourceOptimizedPlacement]
public sealed class ProductGrain(SiloActors actors) : ActorGrain(actors, ActorType.Product), IProductGrain;
