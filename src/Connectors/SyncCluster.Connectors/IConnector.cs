using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors;

/// <summary>The code for one kind of outside system. Found by <see cref="ConnectorAttribute"/>; has a public constructor without parameters.</summary>
public interface IConnector
{
    /// <summary>The name by which <c>sync.yaml</c> chooses it: lower case with hyphens, such as <c>woocommerce</c>.</summary>
    string Name { get; }

    /// <summary>What a system of this kind can and cannot do.</summary>
    Capabilities Capabilities { get; }

    /// <summary>Every setting it takes under <c>systems.NAME</c>, with defaults.</summary>
    IReadOnlyList<OptionDefinition> Options { get; }

    /// <summary>Checks what the definitions alone cannot say (one setting against another). Adds problems to <paramref name="values"/>.</summary>
    void Validate(OptionValues values);

    /// <summary>Makes ready one configured system. Must not call it yet: the first call is a read, a write or a check.</summary>
    IExternalSystem Open(string systemName, OptionValues values, ConnectorServices services);
}

/// <summary>Names the connector of an assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ConnectorAttribute(Type connector) : Attribute
{
    /// <summary>The class that implements <see cref="IConnector"/>.</summary>
    public Type Connector { get; } = connector;
}

/// <summary>What the host lends to a connector. Nothing else of the machine may be used.</summary>
/// <param name="Time">The only clock.</param>
/// <param name="Logs">Where logs go.</param>
/// <param name="Http">Makes the message handler for HTTP; the host and tests put proxies and faults here.</param>
/// <param name="Jitter">A number in [0, 1), for nonces that need not be secret and the like.</param>
public sealed record ConnectorServices(TimeProvider Time, ILoggerFactory Logs, Func<HttpMessageHandler> Http, Func<double> Jitter)
{
    /// <summary>A folder of which each system may use one inside, for what may be lost; null where nothing may be kept.</summary>
    public string? DataFolder { get; init; }
}

/// <summary>One configured outside system.</summary>
public interface IExternalSystem : IAsyncDisposable
{
    /// <summary>Its name in <c>sync.yaml</c>.</summary>
    string Name { get; }

    /// <summary>What it can and cannot do, as configured.</summary>
    Capabilities Capabilities { get; }

    /// <summary>What can be read, in the order in which one group must be read.</summary>
    IReadOnlyList<IFeed> Feeds { get; }

    /// <summary>What can be written: at most one sink a kind.</summary>
    IReadOnlyList<ISink> Sinks { get; }

    /// <summary>Understands the system's webhooks; null where it sends none.</summary>
    ISignalReceiver? Signals { get; }

    /// <summary>Registers and watches the system's webhooks; null where that is not possible.</summary>
    ISignalHooks? Hooks { get; }

    /// <summary>Answers how much can be sold right now; null where the system does not know.</summary>
    IStockCheck? StockCheck { get; }

    /// <summary>
    /// ISO 4217 code of the money that it keeps; null where it keeps none, or does not tell. Money of another currency is
    /// not pushed to a sink that cannot hold the currency beside it.
    /// </summary>
    /// <exception cref="Core.Faults.FaultException">The system could not be asked.</exception>
    Task<string?> CurrencyAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>Reads one record now. A record that is gone is <see cref="ReadOneOutcome.Gone"/>.</summary>
    /// <exception cref="Core.Faults.FaultException">The system could not be asked.</exception>
    Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation);

    /// <summary>Tries the connection and the set-up. Never throws for what it finds; writes nothing in the system.</summary>
    Task<CheckReport> CheckAsync(CancellationToken cancellation);
}

/// <summary>What a system can and cannot do; rules adapt to it and conformance tests skip openly.</summary>
public sealed record Capabilities
{
    /// <summary>Reading a record consumes it: read records are deleted by <see cref="IFeed.AcknowledgeAsync"/>, so they are staged first.</summary>
    public bool ReadsAreConsumed { get; init; }

    /// <summary>One record can be read by its id.</summary>
    public bool ReadsOne { get; init; } = true;

    /// <summary>Sinks answer with what the system stored; where false a push is believed until the next read.</summary>
    public bool AnswersWithStored { get; init; } = true;

    /// <summary>The same operation id written twice has the effect of once, by the system's own or the sink's doing.</summary>
    public bool WritesOnceByOperationId { get; init; }

    /// <summary>Changes are told by webhooks.</summary>
    public bool SendsSignals { get; init; }

    /// <summary>Reading is a robot's work in a browser: heavy, slow, and best apart from the rest.</summary>
    public bool ReadsByRobot { get; init; }

    /// <summary>Canonical order states whose arrival makes the system mail the customer by itself (X15).</summary>
    public EquatableList<Core.Orders.OrderState> MailsCustomersAt { get; init; } = EquatableList<Core.Orders.OrderState>.Empty;
}

/// <summary>The result of reading one record.</summary>
public abstract record ReadOneOutcome
{
    private ReadOneOutcome() { }

    /// <summary>The record as it is now; with it, records that came along (the guest of an order).</summary>
    public sealed record Found(EquatableList<Observation> Observations) : ReadOneOutcome;

    /// <summary>The system says that the record does not exist.</summary>
    public sealed record Gone : ReadOneOutcome;

    /// <summary>The record exists and is none of our business (a draft, a state that is not imported).</summary>
    public sealed record Ignored(string Reason) : ReadOneOutcome;

    /// <summary>The record could not be understood.</summary>
    public sealed record Unreadable(RejectedRecord Record) : ReadOneOutcome;
}
