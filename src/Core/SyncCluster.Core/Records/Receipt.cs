namespace SyncCluster.Core.Records;

/// <summary>What a system answered to a write, or holds when asked afterwards.</summary>
/// <param name="RemoteId">The record's id there; may be provisional (<see cref="RecordKey.ProvisionalPrefix"/>).</param>
public sealed record Receipt(string RemoteId)
{
    /// <summary>What the system stored, whole, after its own normalisation; null where it does not tell: then the patch is believed.</summary>
    public FieldSet? Stored { get; init; }

    /// <summary>When the system says the record changed, by its own clock.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The system's own version of the record.</summary>
    public string? Revision { get; init; }

    /// <summary>
    /// The push of ours that wrote the record, where the system keeps note of it: what it holds is that push's patch, be it
    /// the one that was asked for or an earlier one. Null where the system keeps none.
    /// </summary>
    public string? WrittenBy { get; init; }

    /// <summary>
    /// Fields of the push that the system was not told, because it takes no change of them beside the others: they differ as
    /// before, and are pushed again by themselves. Empty where all were told.
    /// </summary>
    public EquatableList<string> Untold { get; init; } = EquatableList<string>.Empty;

    /// <summary>See <see cref="Observation.Extras"/>.</summary>
    public string? Extras { get; init; }
}
