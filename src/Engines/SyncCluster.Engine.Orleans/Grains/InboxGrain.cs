using Orleans.CodeGeneration;
using Orleans.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>Handles the webhooks of a system; key: system.</summary>
[Version(1)]
[Alias("synccluster.inbox")]
public interface IInboxGrain : IActorGrain;

/// <summary>Follows what webhooks hint at, and looks after the system's hooks by reminder.</summary>
[GrainType("inbox")]
[HashBasedPlacement]
public sealed class InboxGrain(SiloActors actors, [PersistentState("inbox", ScheduledGrain.Storage)] IPersistentState<GrainSchedules> schedules)
    : ScheduledGrain(actors, ActorType.Inbox, schedules), IInboxGrain;
