using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors;

/// <summary>A system whose reading is set up by trying: it can be read once, whole, with nothing handed on.</summary>
public interface IReadingTrial
{
    /// <summary>Reads once and tells everything. Never throws for what the system does.</summary>
    Task<ReadingTrial> TryAsync(CancellationToken cancellation);
}

/// <summary>What came of a trial.</summary>
/// <param name="Observations">What would be handed on.</param>
/// <param name="Rejected">What would not, and why.</param>
/// <param name="Notes">What a person should know, a sentence each.</param>
public sealed record ReadingTrial(EquatableList<Observation> Observations, EquatableList<RejectedRecord> Rejected, EquatableList<string> Notes)
{
    /// <summary>Why nothing would be handed on; null where the reading is good.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Where screenshots and the like were kept; null where nothing was.</summary>
    public string? Folder { get; init; }
}

/// <summary>A connector that can look at a page and propose how to set itself up for it.</summary>
public interface IRecordsPages
{
    /// <summary>Opens a page, keeps what is seen, and proposes settings. Never throws for what the page does.</summary>
    Task<PageRecording> RecordAsync(PageToRecord page, ConnectorServices services, CancellationToken cancellation);
}

/// <summary>A page to look at.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Folder">Where everything seen is kept.</param>
/// <param name="Settings">Settings that are known already (login, browser), by their names in <c>sync.yaml</c>.</param>
public sealed record PageToRecord(Uri Url, string Folder, IReadOnlyDictionary<string, object> Settings)
{
    /// <summary>A one-time code that a person gives for this one login; null where none is asked for, or its secret is a setting.</summary>
    public string? Code { get; init; }
}

/// <summary>What was seen and is proposed.</summary>
/// <param name="Yaml">A section for <c>sync.yaml</c>, under <c>systems</c>.</param>
/// <param name="Findings">What was found, good and bad.</param>
/// <param name="Folder">Where screenshots and the like were kept.</param>
public sealed record PageRecording(string Yaml, EquatableList<Finding> Findings, string? Folder);
