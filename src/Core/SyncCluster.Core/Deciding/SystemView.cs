using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Deciding;

/// <summary>An entity's last-known state in one system, and what is on its way there.</summary>
public sealed record SystemView
{
    /// <summary>Name of the system.</summary>
    public required string System { get; init; }

    /// <summary>The entity's id there; null where it is not known there.</summary>
    public string? RemoteId { get; init; }

    /// <summary>What it holds: last seen, or last acknowledged.</summary>
    public FieldSet Snapshot { get; init; } = FieldSet.Empty;

    /// <summary>Fingerprint of the last whole observation as the connector delivered it.</summary>
    public Fingerprint Fingerprint { get; init; }

    /// <summary>When it changed there last, by its own clock.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Its own version.</summary>
    public string? Revision { get; init; }

    /// <summary>When the read of the last accepted observation began.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>When our last push was acknowledged: reads that began before may show what was before it.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>When it changed by our last push, by its own clock; null where its receipt did not say.</summary>
    public DateTimeOffset? WriteModifiedAt { get; init; }

    /// <summary>
    /// It was seen whole once, or written by us: what the snapshot lacks is not there. Before that nobody knows, and a
    /// push that would write over it waits for a whole read.
    /// </summary>
    public bool Whole { get; init; }

    /// <summary>See <see cref="Observation.Extras"/>.</summary>
    public string? Extras { get; init; }

    /// <summary>The record was deleted there.</summary>
    public bool Gone { get; init; }

    /// <summary>A push may have been applied and nobody knows: a create looks first.</summary>
    public bool Uncertain { get; init; }

    /// <summary>The push that is not finished.</summary>
    public PendingPush? Pending { get; init; }

    /// <summary>Patches that may have been applied without our knowledge: replaced before their answer, or never answered. A read ends the doubt.</summary>
    public EquatableList<SentPatch> Superseded { get; init; } = EquatableList<SentPatch>.Empty;

    /// <summary>What was written and not read back: a form that explains itself is no change.</summary>
    public FieldSet Unread { get; init; } = FieldSet.Empty;

    /// <summary>Number of the last operation; operation ids are never reused.</summary>
    public long Sequence { get; init; }

    /// <summary>Number of the last operation that was acknowledged: answers to older ones are late.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Number of the last operation that has come to its end and is not sent again: neither are older ones.</summary>
    public long Answered { get; init; }

    /// <summary>
    /// A person has asked that the whole record is written once more: the number of the first operation that may do so; 0
    /// where nobody has, or it was done.
    /// </summary>
    public long WritesAgainFrom { get; init; }

    /// <summary>Drift that is left alone: field to the canonical value at that time. A new canonical value ends it.</summary>
    public FieldSet Kept { get; init; } = FieldSet.Empty;

    /// <summary>Values that the system stores in a form of its own.</summary>
    public EquatableList<Normalisation> Normalised { get; init; } = EquatableList<Normalisation>.Empty;

    /// <summary>Times of the latest pushes that contradicted the system, for the loop breaker.</summary>
    public EquatableList<DateTimeOffset> Contradictions { get; init; } = EquatableList<DateTimeOffset>.Empty;
}

/// <summary>A value that was sent and the form in which the system stored it: no difference.</summary>
public sealed record Normalisation(string Field, FieldValue Sent, FieldValue? Stored);

/// <summary>What an operation of which nobody knows may have written.</summary>
public sealed record SentPatch(long Sequence, FieldSet Patch)
{
    /// <summary>See <see cref="PendingPush.Base"/>.</summary>
    public FieldSet Base { get; init; } = FieldSet.Empty;

    /// <summary>It was sent, and no answer came; otherwise it may never have been sent.</summary>
    public bool Unanswered { get; init; }
}

/// <summary>A patch on its way to one system.</summary>
/// <param name="OperationId">Saved before it is sent, reused on every retry.</param>
/// <param name="Sequence">The operation's number in this system.</param>
/// <param name="Patch">The fields to be changed.</param>
/// <param name="EnqueuedAt">Since when the system differs.</param>
public sealed record PendingPush(string OperationId, long Sequence, FieldSet Patch, DateTimeOffset EnqueuedAt)
{
    /// <summary>What the system held of these fields when it was planned: what it came to hold meanwhile may be newer than our write.</summary>
    public FieldSet Base { get; init; } = FieldSet.Empty;

    /// <summary>Failures so far.</summary>
    public int Failures { get; init; }

    /// <summary>When to try next.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>The last failure.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Waits for a person.</summary>
    public bool Parked { get; init; }

    /// <summary>Stock must be asked before it is sent.</summary>
    public bool ChecksStock { get; init; }

    /// <summary>Stock is never asked: the order was there before we were.</summary>
    public bool SkipsStock { get; init; }

    /// <summary>See <see cref="EntityEvent.Trace"/>: of the event that made it necessary.</summary>
    public string? Trace { get; init; }

    /// <summary>Nothing is written: the record is not wanted there any more, but an earlier create may have made it.</summary>
    public bool LooksOnly { get; init; }
}
