using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.Writing;

/// <summary>Writes one kind of record to a system.</summary>
public interface ISink
{
    /// <summary>The kind it writes.</summary>
    Kind Kind { get; }

    /// <summary>How many pushes one call takes at most, right now (a sink may shrink it when the system is slow).</summary>
    int BatchSize { get; }

    /// <summary>Canonical names of the fields that the system can hold; other fields are never pushed to it.</summary>
    IReadOnlySet<string> Fields { get; }

    /// <summary>True where records that the system does not know yet can be created.</summary>
    bool Creates { get; }

    /// <summary>Canonical fields without which nothing is created there; every kind needs one of its natural keys besides.</summary>
    IReadOnlySet<string> RequiredToCreate => new HashSet<string>();

    /// <summary>
    /// True where a record that is to be written again (<see cref="PushRequest.WritesAgainFrom"/>) is written like a new one,
    /// because the system is only ever given new rows.
    /// </summary>
    bool WritesAgainAsNew => false;

    /// <summary>
    /// Which other records must be known in the system before this push can be written; the engine brings their remote
    /// ids in <see cref="PushRequest.References"/>, and holds the push back while one that is required is missing.
    /// </summary>
    IEnumerable<ReferenceNeed> Needs(PushRequest push) => [];

    /// <summary>
    /// Writes the pushes and answers each, in their order. One record refused does not hold up the others.
    /// Retries nothing, never sleeps, never throws for what the system answers.
    /// </summary>
    Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation);

    /// <summary>
    /// Looks whether a create that may have been applied was: by the operation id, or by natural key. Null where the
    /// system does not know the record.
    /// </summary>
    /// <exception cref="FaultException">The system could not be asked.</exception>
    Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation);
}

/// <summary>One patch to be written to one record.</summary>
public sealed record PushRequest
{
    /// <summary>The record; <see cref="RecordKey.RemoteId"/> is empty for one to be created.</summary>
    public required RecordKey Key { get; init; }

    /// <summary>Our id of the thing; may be stored in the system to find the record again.</summary>
    public required string EntityId { get; init; }

    /// <summary>Saved before it is sent, reused on every repetition, unique for ever.</summary>
    public required string OperationId { get; init; }

    /// <summary>True where an earlier try may have been applied, in whole or in part, though nobody heard of it.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>
    /// Above 0 where a person has asked that the record is written once more, because the system lost it: operations with a
    /// smaller number do not count as having written it.
    /// </summary>
    public long WritesAgainFrom { get; init; }

    /// <summary>The fields to be changed; links hold remote ids of this system.</summary>
    public required FieldSet Patch { get; init; }

    /// <summary>Everything that the system should hold after the push, the patch included.</summary>
    public required FieldSet Desired { get; init; }

    /// <summary>What the system held when last seen; empty for a create.</summary>
    public FieldSet Snapshot { get; init; } = FieldSet.Empty;

    /// <summary>What the system said beyond known fields when last seen, as JSON text (<see cref="Observation.Extras"/>).</summary>
    public string? Extras { get; init; }

    /// <summary>Remote ids, in this system, of what <see cref="ISink.Needs"/> asked for; what is unknown is left out.</summary>
    public IReadOnlyDictionary<NaturalKey, string> References { get; init; } = new Dictionary<NaturalKey, string>();

    /// <summary>True for a record that the system does not know yet.</summary>
    public bool IsCreate => Key.RemoteId.Length == 0;
}

/// <summary>Another record that a push refers to.</summary>
/// <param name="Key">By what it is known everywhere.</param>
/// <param name="Required">True where the push must wait until the system knows it.</param>
public sealed record ReferenceNeed(NaturalKey Key, bool Required);

/// <summary>What came of one push.</summary>
public abstract record PushOutcome
{
    private PushOutcome() { }

    /// <summary>It was written.</summary>
    public sealed record Written(Receipt Receipt) : PushOutcome;

    /// <summary>It was not, or nobody knows.</summary>
    public sealed record Failed(Fault Fault) : PushOutcome;
}
