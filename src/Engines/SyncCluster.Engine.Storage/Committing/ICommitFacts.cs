using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Storage.Committing;

/// <summary>What is stored before a batch of transitions; asked for at most once each.</summary>
internal interface ICommitFacts
{
    /// <summary>The entity's head; null where there is none.</summary>
    EntityHead? Head(string entityId);

    /// <summary>Whose the record is; null where nobody's.</summary>
    BoundRecord? Record(RecordKey key);

    /// <summary>Who owns the natural key; null where nobody does.</summary>
    string? Owner(NaturalKey key);

    /// <summary>The entity's own natural keys that its transitions have named, as stored; null for none.</summary>
    string? Keys(EntityHead head);
}

/// <summary>The part of a stored entity that a commit must know.</summary>
internal sealed record EntityHead(long Id, long Version, long? LastStep, Kind Kind, EntityFlags Flags);

/// <summary>What an entity is counted under.</summary>
internal readonly record struct EntityFlags(bool Pending, bool Parked, bool Conflicts, bool Drift, bool Tombstoned, bool Merged)
{
    public static EntityFlags Of(EntitySummary summary) =>
        new(summary.Pending > 0, summary.Parked > 0, summary.Conflicts > 0, summary.Drift > 0, summary.Tombstoned, summary.Merged);
}

/// <summary>Whose a record is.</summary>
internal sealed record BoundRecord(string EntityId, long KnownAt, bool Deleted);
