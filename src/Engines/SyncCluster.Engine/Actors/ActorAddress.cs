using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Actors;

/// <summary>What an actor does.</summary>
public enum ActorType
{
    /// <summary>A product's state and decisions; key: entity id.</summary>
    Product,

    /// <summary>A category's; key: entity id.</summary>
    Category,

    /// <summary>A customer's; key: entity id.</summary>
    Customer,

    /// <summary>An order's; key: entity id.</summary>
    Order,

    /// <summary>Which entity an observation belongs to; key: shard.</summary>
    Identity,

    /// <summary>Reads one group of feeds of a system; key: system/group.</summary>
    Feed,

    /// <summary>Delivers pushes to a system; key: system/shard. The shard <c>sweep</c> wakes the others.</summary>
    Outbound,

    /// <summary>Sends mails; key: shard. The shard <c>sweep</c> wakes the others.</summary>
    Mail,

    /// <summary>Handles a system's webhooks and watches its hooks; key: system.</summary>
    Inbox,

    /// <summary>Takes what happened to many entities at once; key: lane. Any lane serves any entity.</summary>
    Batch,
}

/// <summary>Which actor: one at a time in the whole cluster handles the messages to an address, one after the other.</summary>
public readonly record struct ActorAddress(ActorType Type, string Key)
{
    /// <summary>The actor of an entity.</summary>
    public static ActorAddress Entity(Kind kind, string entityId) => new(
        kind switch
        {
            Kind.Product => ActorType.Product,
            Kind.Category => ActorType.Category,
            Kind.Customer => ActorType.Customer,
            Kind.Order => ActorType.Order,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
        },
        entityId);

    /// <summary>The actor that reads a group of feeds.</summary>
    public static ActorAddress Feed(string system, string group) => new(ActorType.Feed, $"{system}/{group}");

    /// <summary>The actor that delivers to one shard of a system.</summary>
    public static ActorAddress Outbound(string system, int shard) => new(ActorType.Outbound, $"{system}/{shard}");

    /// <summary>The actor that wakes a system's outbound actors.</summary>
    public static ActorAddress OutboundSweep(string system) => new(ActorType.Outbound, $"{system}/{Sweep}");

    /// <summary>The actor that sends one shard's mails.</summary>
    public static ActorAddress Mail(int shard) => new(ActorType.Mail, shard.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The actor that wakes the mail actors.</summary>
    public static ActorAddress MailSweep { get; } = new(ActorType.Mail, Sweep);

    /// <summary>The actor that handles a system's webhooks.</summary>
    public static ActorAddress Inbox(string system) => new(ActorType.Inbox, system);

    /// <summary>One of the actors that take what happened to many entities.</summary>
    public static ActorAddress Batch(int lane) => new(ActorType.Batch, lane.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Key, or part of a key, of the actors that wake others.</summary>
    public const string Sweep = "sweep";

    /// <summary>The kind of an entity's actor.</summary>
    public Kind EntityKind => Type switch
    {
        ActorType.Product => Kind.Product,
        ActorType.Category => Kind.Category,
        ActorType.Customer => Kind.Customer,
        ActorType.Order => Kind.Order,
        _ => throw new InvalidOperationException($"{this} is no entity."),
    };

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no address.</exception>
    public static ActorAddress Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Enum.TryParse<ActorType>(text.AsSpan(0, slash), ignoreCase: true, out var type)
            ? new(type, text[(slash + 1)..])
            : throw new FormatException($"'{text}' is no actor address.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type.ToString().ToLowerInvariant()}/{Key}";
}
