using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.Signals;

/// <summary>Understands a system's webhooks. Pure: verifies and reads, calls nobody.</summary>
public interface ISignalReceiver
{
    /// <summary>Verifies the request over its raw bytes and says what it means.</summary>
    SignalVerdict Receive(SignalRequest request);
}

/// <summary>A request to <c>/webhooks/{system}</c> as it came.</summary>
/// <param name="Headers">Header names (compared without regard to case) and values.</param>
/// <param name="Body">The raw bytes.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record SignalRequest(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt);

/// <summary>What a webhook request is.</summary>
public abstract record SignalVerdict
{
    private SignalVerdict() { }

    /// <summary>Not genuine: wrong or missing signature. Answered 401 and counted; the reason is for our log only.</summary>
    public sealed record NotGenuine(string Reason) : SignalVerdict;

    /// <summary>Genuine or harmless, and nothing to do (a ping, a topic that we do not follow). Answered 200.</summary>
    public sealed record Nothing(string Reason) : SignalVerdict;

    /// <summary>Genuine and not understood. Answered 200, parked and shown.</summary>
    public sealed record Unreadable(RejectedRecord Record) : SignalVerdict;

    /// <summary>
    /// Something happened to a record. A hint, never a command: it is read again, unless <paramref name="Observations"/>
    /// already say how the record is, with a modified time.
    /// </summary>
    /// <param name="Key">Which record.</param>
    /// <param name="ContentKey">Equal for deliveries that tell the same: they are handled once.</param>
    /// <param name="Observations">What the body itself says; empty where the record must be read.</param>
    public sealed record Hint(RecordKey Key, string ContentKey, EquatableList<Observation> Observations) : SignalVerdict;
}

/// <summary>Registers a system's webhooks with us and keeps them alive.</summary>
public interface ISignalHooks
{
    /// <summary>Kinds of records whose every change is signalled.</summary>
    IReadOnlySet<Kind> Kinds { get; }

    /// <summary>
    /// Makes sure that the system sends every signal we follow to <paramref name="callback"/>: creates what is missing,
    /// re-enables what is disabled, removes doubles of ours. Repeatable.
    /// </summary>
    /// <exception cref="Core.Faults.FaultException">The system could not be asked.</exception>
    Task<HookReport> EnsureAsync(Uri callback, CancellationToken cancellation);

    /// <summary>
    /// Makes every hook of ours anew, those too that look healthy: nothing is heard of them. Repeatable; what changes in
    /// between is not signalled.
    /// </summary>
    /// <exception cref="Core.Faults.FaultException">The system could not be asked.</exception>
    async Task<HookReport> RenewAsync(Uri callback, CancellationToken cancellation)
    {
        await RemoveAsync(callback, cancellation);
        return await EnsureAsync(callback, cancellation);
    }

    /// <summary>Removes every hook of ours.</summary>
    /// <exception cref="Core.Faults.FaultException">The system could not be asked.</exception>
    Task RemoveAsync(Uri callback, CancellationToken cancellation);
}

/// <summary>How the webhooks were found and left.</summary>
/// <param name="Active">Topics that are delivered now.</param>
/// <param name="Repaired">What had to be created or re-enabled, a sentence each.</param>
public sealed record HookReport(EquatableList<string> Active, EquatableList<string> Repaired);
