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

/// <summary>Sends one shard's mails; key: shard, or sweep.</summary>
[Version(1)]
[Alias("synccluster.mail")]
public interface IMailGrain : IActorGrain;

/// <summary>Sends mails, each once. Woken by the stream of its name, by its sweep, and by itself.</summary>
[GrainType("mail")]
[HashBasedPlacement]
[ImplicitStreamSubscription(HintStreams.Mail)]
[MayInterleave(nameof(MayInterleave))]
public sealed class MailGrain(SiloActors actors, [PersistentState("mail", ScheduledGrain.Storage)] IPersistentState<GrainSchedules> schedules)
    : ScheduledGrain(actors, ActorType.Mail, schedules), IMailGrain, IStreamSubscriptionObserver
{
    /// <summary>
    /// What the stream brings is only noted: a system that is slow to write to must not hold up the stream of others.
    /// </summary>
    public static bool MayInterleave(IInvokable request) => HintStreams.IsDelivery(request);

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<GrainEnvelope>().ResumeAsync((_, _) => HintAsync());
}
