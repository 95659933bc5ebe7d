using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>Takes what happened to many entities at once; key: lane.</summary>
[Version(1)]
[Alias("synccluster.batch")]
public interface IBatchGrain : IActorGrain;

/// <summary>
/// Decides for the entities of a page, any lane for any of them: the lanes spread a feed's work over the silos. Keeps
/// nothing in memory.
/// </summary>
[GrainType("batch")]
[HashBasedPlacement]
public sealed class BatchGrain(SiloActors actors) : ActorGrain(actors, ActorType.Batch), IBatchGrain;
