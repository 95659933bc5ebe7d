namespace SyncCluster.Core.Records;

/// <summary>Which record of which system: the address under which observations, faults and pushes are reported.</summary>
/// <param name="System">The configured system's name.</param>
/// <param name="Kind">What the record is about.</param>
/// <param name="RemoteId">The record's id in that system. An id that begins with <see cref="ProvisionalPrefix"/> is
/// provisional: the system has not given its own id yet (a guest in a shop, a row just written to an interchange table).</param>
public readonly record struct RecordKey(string System, Kind Kind, string RemoteId)
{
    /// <summary>First character of remote ids that a system's own id will replace.</summary>
    public const char ProvisionalPrefix = '~';

    /// <summary>True where the system's own id is not known yet.</summary>
    public bool IsProvisional => IsProvisionalId(RemoteId);

    /// <summary>True where <paramref name="remoteId"/> is a provisional one.</summary>
    public static bool IsProvisionalId(string remoteId) => remoteId.Length > 0 && remoteId[0] == ProvisionalPrefix;

    /// <inheritdoc/>
    public override string ToString() => $"{System}/{Kind}/{RemoteId}";
}

/// <summary>One record as seen in one system.</summary>
/// <param name="Key">Which record of which system.</param>
/// <param name="Fields">What the system holds, in canonical names and units.</param>
/// <param name="SeenAt">When the read that brought it <b>began</b>: what the system held then or later. A read that
/// began before a push was acknowledged may show the value before it.</param>
public sealed record Observation(RecordKey Key, FieldSet Fields, DateTimeOffset SeenAt)
{
    /// <summary>When the system says the record changed last, by its own clock; null where it does not say.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The system's own version of the record where it has one; compared for equality only.</summary>
    public string? Revision { get; init; }

    /// <summary>True where <see cref="Fields"/> holds only some fields and says nothing of the others.</summary>
    public bool Partial { get; init; }

    /// <summary>True where the system says that the record is deleted; <see cref="Fields"/> may then be empty.</summary>
    public bool Deleted { get; init; }

    /// <summary>
    /// True where reading takes the record from its source: it is never told again, so that nothing of it may be left out
    /// but what the system told anew, or was told, since.
    /// </summary>
    public bool Consumed { get; init; }

    /// <summary>
    /// True where a consumed record tells anew all that its source tells of the thing, though it may be <see cref="Partial"/>:
    /// of two, the one that is older by <see cref="ModifiedAt"/> is of no use any more.
    /// </summary>
    public bool TellsAll { get; init; }

    /// <summary>
    /// Where a consumed record was read: table and row, equal for the same row read twice, never reused for another (X8).
    /// Null where nothing is consumed, or where the feed's cursor itself tells what was, because the source reuses its numbers.
    /// </summary>
    public string? SourceIndex { get; init; }

    /// <summary>What the system said beyond the fields we know, as JSON text; carried, shown, never compared.</summary>
    public string? Extras { get; init; }
}
