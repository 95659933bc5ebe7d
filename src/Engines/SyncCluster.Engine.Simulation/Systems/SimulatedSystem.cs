using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>What a simulated system can and cannot do.</summary>
public sealed record SystemShape
{
    /// <summary>How each kind is read.</summary>
    public required IReadOnlyDictionary<Kind, ReadingStyle> Reads { get; init; }

    /// <summary>What can be written.</summary>
    public required IReadOnlyList<SinkShape> Sinks { get; init; }

    /// <summary>How often feeds are read.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pushes a call takes.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>Answers a write with what is stored.</summary>
    public bool AnswersWithStored { get; init; } = true;

    /// <summary>Records can be read one by one.</summary>
    public bool ReadsOne { get; init; } = true;

    /// <summary>The same operation twice is one.</summary>
    public bool KnowsOperations { get; init; }

    /// <summary>Can be asked for the stock of products.</summary>
    public bool TellsStock { get; init; }

    /// <summary>Sends webhooks.</summary>
    public bool Signals { get; init; }

    /// <summary>Orders bring their guests along, as customers that the system has no account of.</summary>
    public bool BringsGuests { get; init; }
}

/// <summary>A client of a simulated system: what a connector would open. Lives in one process and dies with it.</summary>
public sealed class SimulatedSystem : IExternalSystem
{
    private readonly SimulatedSignals? _signals;

    /// <summary>A client of the process with that clock.</summary>
    public SimulatedSystem(SystemTruth truth, SystemShape shape, SystemWeather weather, TimeProvider time, SimulatedSignals? signals)
    {
        Truth = truth;
        Shape = shape;
        Weather = weather;
        Time = time;
        _signals = signals;
        Feeds = [.. shape.Reads.Select(read => Feed(read.Key, read.Value))];
        Sinks = [.. shape.Sinks.Select(sink => new SimulatedSink(this, sink))];
    }

    /// <inheritdoc/>
    public string Name => Truth.Name;

    /// <inheritdoc/>
    public Capabilities Capabilities => new()
    {
        ReadsAreConsumed = Shape.Reads.Values.Contains(ReadingStyle.Consumed),
        ReadsOne = Shape.ReadsOne,
        AnswersWithStored = Shape.AnswersWithStored,
        WritesOnceByOperationId = Shape.KnowsOperations,
        SendsSignals = Shape.Signals,
    };

    /// <inheritdoc/>
    public IReadOnlyList<IFeed> Feeds { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ISink> Sinks { get; }

    /// <inheritdoc/>
    public ISignalReceiver? Signals => _signals;

    /// <inheritdoc/>
    public ISignalHooks? Hooks => null;

    /// <inheritdoc/>
    public IStockCheck? StockCheck => Shape.TellsStock ? new SimulatedStock(this) : null;

    internal SystemTruth Truth { get; }

    internal SystemShape Shape { get; }

    internal SystemWeather Weather { get; }

    internal TimeProvider Time { get; }

    /// <inheritdoc/>
    public async Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation)
    {
        var began = Time.GetUtcNow();
        return await Weather.ReadAsync<ReadOneOutcome>(Time, () =>
            Truth.Find(key.Kind, key.RemoteId)?.AsOf(Weather.Sight()) is { Deleted: false } version
                ? new ReadOneOutcome.Found(Observe(Truth.Find(key.Kind, key.RemoteId)!, version, began).ToEquatableList())
                : Truth.Find(key.Kind, key.RemoteId) is { Now.Deleted: false } ? new ReadOneOutcome.Ignored("not there yet") : new ReadOneOutcome.Gone());
    }

    /// <inheritdoc/>
    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => Task.FromResult(new CheckReport([]));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A version of a record as this system shows it; before an order, its guest.</summary>
    internal IEnumerable<Observation> Observe(TruthRecord record, TruthVersion version, DateTimeOffset began) =>
        Observe(Truth, Shape, record, version, began);

    internal static IEnumerable<Observation> Observe(
        SystemTruth truth, SystemShape shape, TruthRecord record, TruthVersion version, DateTimeOffset began)
    {
        if (shape.BringsGuests && record.Kind == Kind.Order && !version.Deleted && version.Fields.Text(OrderFields.CustomerEmail) is { } email
            && truth.FindBy(Kind.Customer, CustomerFields.Email, email) is null)
        {
            var guest = FieldSet.Of(
                (CustomerFields.Type, FieldValue.Of(CustomerFields.Contact)),
                (CustomerFields.Email, FieldValue.Of(email)),
                (CustomerFields.LastName, FieldValue.Of(version.Fields.Text(OrderFields.CustomerName))));

            // The guest wrote this down when ordering; a later change of the order says nothing newer about the guest.
            yield return new Observation(new RecordKey(truth.Name, Kind.Customer, RecordKey.ProvisionalPrefix + email), guest, began)
            {
                ModifiedAt = record.Versions[0].ModifiedAt,
            };
        }

        yield return new Observation(new RecordKey(truth.Name, record.Kind, record.Id), version.Deleted ? FieldSet.Empty : version.Fields, began)
        {
            ModifiedAt = version.ModifiedAt,
            Deleted = version.Deleted,
        };
    }

    private IFeed Feed(Kind kind, ReadingStyle style) => style switch
    {
        ReadingStyle.Changes => new ChangesFeed(this, kind, Shape.Interval),
        ReadingStyle.Census => new CensusFeed(this, kind, Shape.Interval),
        ReadingStyle.Consumed => new ConsumedFeed(this, kind, Shape.Interval),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
