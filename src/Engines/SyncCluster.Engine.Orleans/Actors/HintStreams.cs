using Orleans.Serialization.Invocation;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Orleans.Actors;

/// <summary>
/// The streams. They are of the memory provider: what they carry are hints, whose truth is in the store, where a sweep
/// finds whatever a lost one left behind. A durable provider would write each hint to a database beside the outbox row
/// that it speaks of, and win nothing but the seconds until the next sweep after a silo died.
/// </summary>
public static class HintStreams
{
    /// <summary>Name of the provider.</summary>
    public const string Provider = "synccluster-hints";

    /// <summary>Namespace of hints to outbound actors; key: the actor's.</summary>
    public const string Outbound = "synccluster.outbound";

    /// <summary>Namespace of hints to mail actors; key: the actor's.</summary>
    public const string Mail = "synccluster.mail";

    /// <summary>Namespace of what entities publish.</summary>
    public const string Changes = "synccluster.changes";

    /// <summary>The one stream, and live feed, of changes.</summary>
    public const string AllChanges = "all";

    /// <summary>The stream that wakes an actor; null where it has none and is called.</summary>
    internal static StreamId? Of(ActorAddress to) => to.Type switch
    {
        ActorType.Outbound => StreamId.Create(Outbound, to.Key),
        ActorType.Mail => StreamId.Create(Mail, to.Key),
        _ => null,
    };

    /// <summary>True for a call by which a stream delivers to its subscriber.</summary>
    internal static bool IsDelivery(IInvokable request) => request.GetInterfaceName() == "Orleans.Streams.IStreamConsumerExtension";
}
