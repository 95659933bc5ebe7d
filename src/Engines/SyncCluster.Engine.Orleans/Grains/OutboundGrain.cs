using Orleans.CodeGeneration;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Serialization.Invocation;
using Orleans.Streams.Core;
using Orleans.Streams;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Messages;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>Delivers pushes to one shard of a system; key: system/shard, or system/sweep.</summary>
[Version(1)]
[Alias("synccluster.outbound")]
public interface IOutboundGrain : IActorGrain;

/// <summary>
/// Drains a shard of a system's outbox in batches. Woken by the stream of its name, by its sweep, and by itself.
/// </summary>
[GrainType("outbound")]
[HashBasedPlacement]
[ImplicitStreamSubscription(HintStreams.Outbound)]
[MayInterleave(nameof(MayInterleave))]
public sealed class OutboundGrain(SiloActors actors, [PersistentState("outbound", ScheduledGrain.Storage)] IPersistentState<GrainSchedules> schedules)
    : ScheduledGrain(actors, ActorType.Outbound, schedules), IOutboundGrain, IStreamSubscriptionObserver
{
    /// <summary>
    /// What the stream brings is only noted: a system that is slow to write to must not hold up the stream of others.
    /// </summary>
    public static bool MayInterleave(IInvokable request) => HintStreams.IsDelivery(request);

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<GrainEnvelope>().ResumeAsync((_, _) => HintAsync());
}
