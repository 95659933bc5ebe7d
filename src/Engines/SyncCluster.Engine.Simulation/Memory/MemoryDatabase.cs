using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

/// <summary>What a memory store keeps. It outlives the stores opened on it, as a database outlives its clients.</summary>
public sealed class MemoryDatabase
{
    internal Lock Gate { get; } = new();

    internal SortedDictionary<string, EntityEntry> Entities { get; } = new(StringComparer.Ordinal);

    internal Dictionary<NaturalKey, KeyEntry> Keys { get; } = [];

    internal Dictionary<RecordKey, RecordEntry> Records { get; } = [];

    internal Dictionary<string, Dictionary<(string System, Kind Kind), HashSet<string>>> Seen { get; } = new(StringComparer.Ordinal);

    internal Dictionary<(string EntityId, string System, OutboxAction Action), OutboxRow> Outbox { get; } = [];

    internal List<HistoryEntry> History { get; } = [];

    internal Dictionary<string, MailEntry> Mails { get; } = new(StringComparer.Ordinal);

    internal SortedDictionary<string, ReadOnlyMemory<byte>> Documents { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, List<StagedEntry>> Staged { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, List<SignalEntry>> Signals { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, ParkedItem> Parked { get; } = new(StringComparer.Ordinal);

    internal Dictionary<(string System, string RemoteId), UnmatchedItem> Unmatched { get; } = [];

    internal Dictionary<(string Actor, string Name), StoredReminder> Reminders { get; } = [];
}

internal sealed class EntityEntry
{
    public required Kind Kind { get; set; }

    public long Version { get; set; }

    public ReadOnlyMemory<byte> State { get; set; }

    public EntitySummary Summary { get; set; } = new("", "", 0, 0, 0, 0, null, false);

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Natural keys that its transitions named; those that were only claimed are not here.</summary>
    public List<NaturalKey> Keys { get; } = [];

    /// <summary>Keys that it speaks of without owning them.</summary>
    public IReadOnlyList<NaturalKey> Mentions { get; set; } = [];
}

internal sealed record KeyEntry(string Owner);

internal sealed record RecordEntry(string EntityId, Fingerprint Fingerprint, GuardValues Guards, bool Deleted, DateTimeOffset KnownAt);

internal sealed record HistoryEntry(HistoryRow Row, bool Told, bool Published);

internal sealed record MailEntry(StoredMail Mail, long Number)
{
    public DateTimeOffset? TakenAt { get; init; }
}

internal sealed record StagedEntry(StagedRecord Record, DateTimeOffset At)
{
    public bool Handled { get; set; }
}

internal sealed record SignalEntry(StoredSignal Signal)
{
    public bool Handled { get; set; }
}
