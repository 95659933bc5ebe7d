using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Deciding;

/// <summary>Something that happened to an entity. Time and chance come with it.</summary>
public abstract record EntityEvent
{
    private EntityEvent() { }

    /// <summary>When it is decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A number in [0, 1), for jitter.</summary>
    public double Chance { get; init; }

    /// <summary>Which trace it belongs to, for those who follow a change from system to system; null where nobody does.</summary>
    public string? Trace { get; init; }

    /// <summary>A system was read. Links hold entity ids.</summary>
    /// <param name="Observation">What was seen.</param>
    /// <param name="Fingerprint">Of the observation as the connector delivered it.</param>
    public sealed record Observed(Observation Observation, Fingerprint Fingerprint) : EntityEvent
    {
        /// <summary>Its source was not read to its end even once: the record may be older than our being here, and be dealt with already.</summary>
        public bool Backlog { get; init; }
    }

    /// <summary>A complete census did not bring the record, or the system answered that it is gone.</summary>
    public sealed record Vanished(RecordKey Key) : EntityEvent;

    /// <summary>A push was written.</summary>
    /// <param name="System">Where.</param>
    /// <param name="OperationId">Which push.</param>
    /// <param name="Sent">The patch as it was sent. Links hold entity ids.</param>
    /// <param name="Receipt">What the system answered. Links hold entity ids.</param>
    /// <param name="Fingerprint">Of what it stored, as the connector delivered it; None where it does not tell.</param>
    public sealed record PushDone(string System, string OperationId, FieldSet Sent, Receipt Receipt, Fingerprint Fingerprint) : EntityEvent
    {
        /// <summary>
        /// The receipt is not the answer to the write: the record was looked for afterwards. Others may have changed it
        /// since, so what differs from what was sent is no form of the system's own.
        /// </summary>
        public bool Found { get; init; }
    }

    /// <summary>A push failed, or nobody knows.</summary>
    public sealed record PushFailed(string System, string OperationId, Fault Fault) : EntityEvent
    {
        /// <summary>An earlier try of it may have been applied, and this one ended before that was found out: the doubt stays.</summary>
        public bool MayBeApplied { get; init; }
    }

    /// <summary>The stock that was asked before an order is written does not suffice (S2-45), or does.</summary>
    /// <param name="System">Whose stock.</param>
    /// <param name="OperationId">The push that waits for the answer.</param>
    /// <param name="Shortages">Lines that cannot be served; empty where all can.</param>
    public sealed record StockChecked(string System, string OperationId, EquatableList<Shortage> Shortages) : EntityEvent;

    /// <summary>How items of an order's lines stand at their suppliers.</summary>
    public sealed record ItemsSeen(EquatableList<ItemState> Items) : EntityEvent;

    /// <summary>It may be time to tell an order's customer of dates.</summary>
    /// <param name="ToldToday">Messages of this kind that the customer has got today, for all his orders.</param>
    /// <param name="Group">See <see cref="MailRequest.Group"/>.</param>
    public sealed record TellDue(int ToldToday, string? Group) : EntityEvent;

    /// <summary>
    /// Mails about dates that the order asked for have not gone, and do not go as they are: what they would have told, the
    /// customer does not know.
    /// </summary>
    /// <param name="Mails">Those that are called off.</param>
    /// <param name="Why">What stands in their way, for people.</param>
    public sealed record MailsReturned(EquatableList<UnsentMail> Mails, string Why) : EntityEvent;

    /// <summary>Another entity proved to be the same thing, and nothing speaks against it (<see cref="Doubles.Refusal"/>).</summary>
    /// <param name="Other">Everything that is known of it.</param>
    /// <param name="Why">What showed it, for people.</param>
    public sealed record Absorbing(EntityState Other, string Why) : EntityEvent;

    /// <summary>Look again: a reminder, a change of rules, a reference that was missing.</summary>
    public sealed record Reminded : EntityEvent;

    /// <summary>A person asks for something.</summary>
    public sealed record Commanded(Command Command) : EntityEvent;
}

/// <summary>A mail that was asked for and has not gone.</summary>
/// <param name="Key">See <see cref="MailRequest.Key"/>.</param>
/// <param name="Model">What it would have told.</param>
public sealed record UnsentMail(string Key, FieldSet Model);

/// <summary>A line of an order that the stock cannot serve; null stock where the system does not know the product.</summary>
public sealed record Shortage(string Sku, decimal Wanted, decimal? InStock);

/// <summary>What a person may ask of an entity.</summary>
public abstract record Command
{
    private Command() { }

    /// <summary>Who asks, as shown in the history.</summary>
    public required string By { get; init; }

    /// <summary>Push again what is parked or waits; create again what was deleted.</summary>
    public sealed record Retry(string System) : Command;

    /// <summary>
    /// Write the whole record once more, though the system acknowledged it: it lost what it was given. A new operation, for
    /// which what earlier ones wrote does not count.
    /// </summary>
    public sealed record SendAgain(string System) : Command;

    /// <summary>Leave the system as it is: the difference is kept as drift.</summary>
    public sealed record Skip(string System) : Command;

    /// <summary>Settle a conflict: the value of <paramref name="Winner"/>, a system's name or <see cref="Provenance.Ourselves"/> for the canonical one.</summary>
    public sealed record Resolve(string Field, string System, string Winner) : Command;

    /// <summary>Hold an order's mails about delivery dates, or let them go.</summary>
    public sealed record HoldMails(bool Held) : Command;

    /// <summary>Read the record again in every system that knows it.</summary>
    public sealed record Reread : Command;
}
