using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>Says which entity a record is; key: shard.</summary>
[Version(1)]
[Alias("synccluster.identity")]
public interface IIdentityGrain : IActorGrain;

/// <summary>
/// Gives natural keys to entities, one question after the other in its shard. Keeps nothing in memory.
/// </summary>
[GrainType("identity")]
[ActivationCountBasedPlacement]
public sealed class IdentityGrain(SiloActors actors) : ActorGrain(actors, ActorType.Identity), IIdentityGrain;
