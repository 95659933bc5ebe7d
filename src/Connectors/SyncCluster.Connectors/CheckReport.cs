using SyncCluster.Core.Records;

namespace SyncCluster.Connectors;

/// <summary>How bad a finding of a check is.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Works, at a cost that the finding names.</summary>
    Warning,

    /// <summary>Will not work.</summary>
    Error,
}

/// <summary>One thing that a check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What was found, in one sentence.</param>
/// <param name="Advice">What to do, in one sentence; null where nothing need be done.</param>
public sealed record Finding(Severity Severity, string Message, string? Advice = null);

/// <summary>What a check of one system found.</summary>
public sealed record CheckReport(EquatableList<Finding> Findings)
{
    /// <summary>True where nothing found is an error.</summary>
    public bool Passed => Findings.All(finding => finding.Severity != Severity.Error);
}
