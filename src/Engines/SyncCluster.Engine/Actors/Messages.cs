using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Actors;

/// <summary>Something that actors tell each other. Crosses processes as a versioned envelope (<c>MessageCodec</c>).</summary>
public interface IMessage;

/// <summary>Done, nothing to say.</summary>
public sealed record Done : IMessage
{
    /// <summary>The one there is.</summary>
    public static Done Instance { get; } = new();
}

/// <summary>Look what there is to do. Sent by hints.</summary>
public sealed record WakeUp : IMessage
{
    /// <summary>The one there is.</summary>
    public static WakeUp Instance { get; } = new();
}

/// <summary>A reminder fired.</summary>
public sealed record Reminder(string Name) : IMessage;

/// <summary>Things that happened to one entity, in order; answered by <see cref="EntityAnswer"/>.</summary>
public sealed record EntityEvents(EquatableList<EntityEvent> Events) : IMessage;

/// <summary>What an entity made of events, durable when it is answered.</summary>
/// <param name="Version">The entity's version now.</param>
/// <param name="Changed">Canonical fields or the state changed.</param>
/// <param name="Pushes">How many pushes were planned.</param>
public sealed record EntityAnswer(long Version, bool Changed, int Pushes) : IMessage;

/// <summary>
/// Things that happened to several entities of one kind, each entity named once; answered by <see cref="BatchAnswer"/>.
/// </summary>
public sealed record EntityBatch(Kind Kind, EquatableList<BatchedEvents> Entities) : IMessage;

/// <summary>What happened to one entity of a batch, in order.</summary>
public sealed record BatchedEvents(string EntityId, EquatableList<EntityEvent> Events);

/// <summary>A batch is durable, but for what is named here.</summary>
public sealed record BatchAnswer(EquatableList<BatchRefusal> Refused) : IMessage;

/// <summary>One entity of a batch of which nothing became durable; the others are not concerned.</summary>
/// <param name="EntityId">Which.</param>
/// <param name="Contested">Others were faster again and again, or hold its records; false where deciding failed.</param>
/// <param name="Why">For people.</param>
public sealed record BatchRefusal(string EntityId, bool Contested, string Why);

/// <summary>Which entities observations belong to; answered by <see cref="Identities"/>.</summary>
public sealed record Identify(EquatableList<IdentityQuestion> Questions) : IMessage;

/// <summary>One record that is not bound yet.</summary>
/// <param name="Record">Which record of which system.</param>
/// <param name="Keys">Its natural keys, the strongest first; may be empty.</param>
public sealed record IdentityQuestion(RecordKey Record, EquatableList<NaturalKey> Keys)
{
    /// <summary>The entity that the record is known to be, by other means than its keys; null where it is not.</summary>
    public string? EntityId { get; init; }
}

/// <summary>Entity ids in the order of the questions.</summary>
public sealed record Identities(EquatableList<IdentityAnswer> Answers) : IMessage;

/// <summary>The entity that a record is.</summary>
/// <param name="EntityId">The entity.</param>
/// <param name="Rival">Another entity that a weaker key points to: the two may be one thing; null where there is none.</param>
public sealed record IdentityAnswer(string EntityId, string? Rival);

/// <summary>Another entity of the kind may be the same thing: take it in where nothing speaks against it; answered by <see cref="Absorbed"/>.</summary>
/// <param name="EntityId">The other entity.</param>
/// <param name="Why">What shows it, for people.</param>
public sealed record Absorb(string EntityId, string Why) : IMessage;

/// <summary>Whether two entities are one now.</summary>
/// <param name="Refusal">Why they are not; null where they are.</param>
public sealed record Absorbed(string? Refusal) : IMessage;

/// <summary>What spoke against its being one with another that has a key of it may not any more; answered by <see cref="Looked"/>.</summary>
public sealed record LookAgain : IMessage
{
    /// <summary>The one value.</summary>
    public static LookAgain Instance { get; } = new();
}

/// <summary>What came of looking again.</summary>
/// <param name="Refusal">Why another still has a key of it; null where it owns every key that it has.</param>
public sealed record Looked(string? Refusal) : IMessage;

/// <summary>A person wants something parked to be taken in once more; sent to its system's inbox, answered by <see cref="FeedAnswer"/>.</summary>
/// <param name="Key">The parked item's key.</param>
/// <param name="By">Who asks.</param>
public sealed record RetryParked(string Key, string By) : IMessage;

/// <summary>What a person asks of a feed; answered by <see cref="FeedAnswer"/>.</summary>
public sealed record FeedCommand(FeedAction Action, string By) : IMessage;

/// <summary>What can be asked of a feed.</summary>
public enum FeedAction
{
    /// <summary>Begin a round now.</summary>
    Run,

    /// <summary>Stand still.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Let pass what tripped the brake.</summary>
    Release,

    /// <summary>Throw away what tripped the brake.</summary>
    Discard,
}

/// <summary>How a feed stands after a command.</summary>
public sealed record FeedAnswer(bool Accepted, string Text) : IMessage;

/// <summary>An entity's canonical fields or state changed: for live pages and other listeners.</summary>
public sealed record EntityChanged(string EntityId, Kind Kind, long Version, EquatableList<string> Fields, DateTimeOffset At) : IMessage;
