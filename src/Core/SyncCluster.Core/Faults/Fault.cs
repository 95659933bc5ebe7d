using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Faults;

/// <summary>Why a call to an outside system failed, as far as the next step depends on it.</summary>
public enum FaultKind
{
    /// <summary>May pass by itself: time-out before sending, 5xx, connection refused.</summary>
    Transient,

    /// <summary>The system asks us to slow down; <see cref="Fault.RetryAfter"/> may say for how long.</summary>
    Throttled,

    /// <summary>Credentials were refused. Every call to the system will fail until a person acts.</summary>
    Auth,

    /// <summary>The set-up is wrong: a missing table, an unknown route. A person must act.</summary>
    Configuration,

    /// <summary>This record was refused; <see cref="Fault.Fields"/> may say which fields. Others go on.</summary>
    Rejected,

    /// <summary>The record does not exist in the system (any more).</summary>
    Missing,

    /// <summary>The record changed meanwhile, or another record holds its key.</summary>
    Conflict,

    /// <summary>No answer came after sending: it may have been applied. Look before pushing again.</summary>
    Unknown,

    /// <summary>A record that this one refers to is not known in the system yet. Resumes by itself (X9).</summary>
    Unresolved,
}

/// <summary>An expected failure, told so that a person knows what happened and what to do.</summary>
/// <param name="Kind">What the next step depends on.</param>
/// <param name="Message">What happened, in one sentence, with the system's own words; no secrets.</param>
public sealed record Fault(FaultKind Kind, string Message)
{
    /// <summary>The system's own code, such as <c>product_invalid_sku</c>; null where it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>What to do about it, in one sentence; null where it passes by itself.</summary>
    public string? Advice { get; init; }

    /// <summary>Canonical field name to the system's complaint.</summary>
    public EquatableList<KeyValuePair<string, string>> Fields { get; init; } = EquatableList<KeyValuePair<string, string>>.Empty;

    /// <summary>How long the system asks us to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// After how many such failures in a row a feed stops until a person runs it again; null for one that is tried again
    /// and again. 1 where trying again by itself does harm: a wrong password, a page that is not what it should be.
    /// </summary>
    public int? StopsFeedAfter { get; init; }

    /// <summary>For <see cref="FaultKind.Unresolved"/>: what is waited for.</summary>
    public NaturalKey? WaitingFor { get; init; }

    /// <summary>True where the whole system, not one record, is in trouble: the circuit breaker counts it.</summary>
    public bool ConcernsSystem => Kind is FaultKind.Transient or FaultKind.Throttled or FaultKind.Auth or FaultKind.Configuration or FaultKind.Unknown;

    /// <inheritdoc/>
    public override string ToString() => Advice is null ? $"{Kind}: {Message}" : $"{Kind}: {Message} {Advice}";
}

/// <summary>Carries a <see cref="Fault"/> out of a call that has no result to return.</summary>
public sealed class FaultException : Exception
{
    /// <summary>An exception for <paramref name="fault"/>.</summary>
    public FaultException(Fault fault, Exception? inner = null) : base(fault.ToString(), inner) => Fault = fault;

    /// <summary>What went wrong.</summary>
    public Fault Fault { get; }
}
