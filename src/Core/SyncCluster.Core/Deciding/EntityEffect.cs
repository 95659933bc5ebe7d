using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>Something that must be done because of a decision. Committed with the state, done at least once.</summary>
public abstract record EntityEffect
{
    private EntityEffect() { }

    /// <summary>Deliver the system's pending patch, not before a time. Whoever delivers it is reminded until an answer comes.</summary>
    public sealed record Push(string System, string OperationId, DateTimeOffset NotBefore, DateTimeOffset EnqueuedAt) : EntityEffect;

    /// <summary>There is nothing to deliver to the system any more.</summary>
    public sealed record Withdraw(string System) : EntityEffect;

    /// <summary>The pending patch waits for a person.</summary>
    public sealed record Park(string System, string OperationId, Fault Fault, DateTimeOffset EnqueuedAt) : EntityEffect;

    /// <summary>Read the record again.</summary>
    public sealed record Fetch(string System, string RemoteId, DateTimeOffset NotBefore) : EntityEffect;

    /// <summary>Send a mail to a customer.</summary>
    public sealed record SendMail(MailRequest Mail) : EntityEffect;

    /// <summary>A mail that has not gone is not to go any more.</summary>
    /// <param name="Key">See <see cref="MailRequest.Key"/>.</param>
    /// <param name="Why">For people.</param>
    public sealed record WithdrawMail(string Key, string Why) : EntityEffect;

    /// <summary>The item that this product is at its supplier changed: every order that waits for it must hear of it.</summary>
    public sealed record AnnounceItem : EntityEffect;

    /// <summary>This order has lines whose items it does not know: it must hear how they stand.</summary>
    public sealed record AskItems : EntityEffect;

    /// <summary>At a time, see whether the customer is to be told of dates.</summary>
    /// <param name="At">Not before.</param>
    /// <param name="Recipient">Orders of one recipient are looked at one after the other.</param>
    public sealed record TellAt(DateTimeOffset At, string Recipient) : EntityEffect;

    /// <summary>Tell whoever listens that canonical fields or the state changed.</summary>
    public sealed record Publish(EquatableList<string> Fields) : EntityEffect;
}

/// <summary>A mail to a customer.</summary>
/// <param name="Key">Equal keys are one mail.</param>
/// <param name="Template">Name of the template.</param>
/// <param name="Language">ISO 639-1.</param>
/// <param name="To">The recipient.</param>
/// <param name="Model">What it tells.</param>
public sealed record MailRequest(string Key, string Template, string Language, string To, FieldSet Model)
{
    /// <summary>Mails of one group to one recipient go out as one message; null for a message of its own.</summary>
    public string? Group { get; init; }
}
