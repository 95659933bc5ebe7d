using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>A category; key: entity id.</summary>
[Version(1)]
[Alias("synccluster.category")]
public interface ICategoryGrain : IActorGrain;

/// <summary>
/// Holds a category's last-known state in every system and decides what has to change where. Kept in the shared
/// store.
/// </summary>
[GrainType("category")]
[ResourceOptimizedPlacement]
public sealed class CategoryGrain(SiloActors actors) : ActorGrain(actors, ActorType.Category), ICategoryGrain;
