using System.Text;
using System.Threading.Channels;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Server.Tests.Stage;

/// <summary>An outside system in memory: records that tests set, feeds and sinks over them, signed webhooks.</summary>
internal sealed class StageSystem : IExternalSystem, IStockCheck
{
    public const string Signature = "stage-secret";

    private readonly Lock _gate = new();
    private readonly Dictionary<RecordKey, (FieldSet Fields, long Change)> _records = [];
    private readonly List<(RecordKey Key, FieldSet Fields)> _rows = [];
    private readonly Channel<PushRequest> _written = Channel.CreateUnbounded<PushRequest>();
    private long _changes;
    private int _made;

    public StageSystem(string name, params Kind[] kinds)
    {
        Name = name;
        Feeds = [.. kinds.Select(kind => new StageFeed(this, kind))];
        Sinks = [.. kinds.Select(kind => new StageSink(this, kind))];
    }

    public string Name { get; }

    public Capabilities Capabilities { get; init; } = new();

    public IReadOnlyList<IFeed> Feeds { get; }

    public IReadOnlyList<ISink> Sinks { get; init; }

    public ISignalReceiver? Signals { get; } = new StageSignals();

    public ISignalHooks? Hooks => null;

    public bool KnowsStock { get; init; }

    /// <summary>The currency that it keeps all its money in; null where it keeps it beside each record.</summary>
    public string? Currency { get; set; }

    /// <summary>How much there is of a product; null where nobody knows.</summary>
    public Func<string, decimal?> StockOf { get; set; } = _ => 100;

    public IStockCheck? StockCheck => KnowsStock ? this : null;

    /// <summary>Says what is wrong with a push; null takes it.</summary>
    public Func<PushRequest, Fault?> Refuses { get; set; } = _ => null;

    /// <summary>What must, or had better, be known before a push is written.</summary>
    public Func<PushRequest, IEnumerable<ReferenceNeed>> Needs { get; set; } = _ => [];

    public CheckReport Report { get; set; } = new(EquatableList<Finding>.Empty);

    /// <summary>Pushes as they were written.</summary>
    public ChannelReader<PushRequest> Written => _written.Reader;

    public void Put(Kind kind, string id, params (string Name, FieldValue Value)[] fields)
    {
        lock (_gate) _records[new RecordKey(Name, kind, id)] = (FieldSet.Of(fields), ++_changes);
    }

    /// <summary>Tells something of a record once, as a row does that reading consumes.</summary>
    public void Tell(Kind kind, string id, params (string Name, FieldValue Value)[] fields)
    {
        lock (_gate) _rows.Add((new RecordKey(Name, kind, id), FieldSet.Of(fields)));
    }

    public FieldSet? Record(Kind kind, string id)
    {
        lock (_gate) return _records.TryGetValue(new RecordKey(Name, kind, id), out var record) ? record.Fields : null;
    }

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) => Task.FromResult<ReadOneOutcome>(
        Record(key.Kind, key.RemoteId) is { } fields ? new ReadOneOutcome.Found([new Observation(key, fields, TimeProvider.System.GetUtcNow())]) : new ReadOneOutcome.Gone());

    public Task<string?> CurrencyAsync(CancellationToken cancellation) => Task.FromResult(Currency);

    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => Task.FromResult(Report);

    public Task<IReadOnlyList<decimal?>> StockOfAsync(IReadOnlyList<StockQuestion> products, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<decimal?>>([.. products.Select(product => StockOf(product.Sku))]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private FeedPage Page(Kind kind, string? cursor)
    {
        var after = cursor is null ? 0 : long.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        lock (_gate)
        {
            var news = _records.Where(record => record.Key.Kind == kind && record.Value.Change > after).OrderBy(record => record.Value.Change).ToList();
            var rows = _rows.Where(row => row.Key.Kind == kind).ToList();
            _rows.RemoveAll(rows.Contains);
            var now = TimeProvider.System.GetUtcNow();
            var last = news.Count == 0 ? after : news[^1].Value.Change;
            return new FeedPage(
                news.Select(record => new Observation(record.Key, record.Value.Fields, now))
                    .Concat(rows.Select(row => new Observation(row.Key, row.Fields, now) { Partial = true, Consumed = true })).ToEquatableList(),
                last.ToString(System.Globalization.CultureInfo.InvariantCulture), false);
        }
    }

    private PushOutcome Write(PushRequest push)
    {
        if (Refuses(push) is { } fault) return new PushOutcome.Failed(fault);
        lock (_gate)
        {
            var id = push.IsCreate ? $"{Name}-{++_made}" : push.Key.RemoteId;
            var key = push.Key with { RemoteId = id };
            var stored = (_records.TryGetValue(key, out var known) ? known.Fields : FieldSet.Empty).Over(push.Patch);
            _records[key] = (stored, ++_changes);
            _written.Writer.TryWrite(push);
            return new PushOutcome.Written(new Receipt(id) { Stored = stored });
        }
    }

    private sealed class StageFeed(StageSystem system, Kind kind) : IFeed
    {
        public string Name => Names.Of(kind);

        public Kind Kind => kind;

        public TimeSpan DefaultInterval => TimeSpan.FromMinutes(5);

        public Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation) => Task.FromResult(system.Page(kind, request.Cursor));
    }

    private sealed class StageSink(StageSystem system, Kind kind) : ISink
    {
        public Kind Kind => kind;

        public int BatchSize => 10;

        public IReadOnlySet<string> Fields => KindSchema.Of(kind).Fields.Select(one => one.Name)
            .Where(name => name is not ("categories" or "parent" or "employer") && (name != KindSchema.Currency || system.Currency is null)).ToHashSet(StringComparer.Ordinal);

        public bool Creates => true;

        public IEnumerable<ReferenceNeed> Needs(PushRequest push) => system.Needs(push);

        public Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<PushOutcome>>([.. pushes.Select(system.Write)]);

        public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) => Task.FromResult<Receipt?>(null);
    }

    private sealed class StageSignals : ISignalReceiver
    {
        /// <summary>The body is <c>Kind/id</c>; anything else of a right signature makes it fail, as careless code would.</summary>
        public SignalVerdict Receive(SignalRequest request)
        {
            if (request.Headers.GetValueOrDefault("x-stage-signature") != Signature) return new SignalVerdict.NotGenuine("no signature");
            var parts = Encoding.UTF8.GetString(request.Body.Span).Split('/');
            return new SignalVerdict.Hint(new RecordKey(request.Headers["x-stage-system"], Enum.Parse<Kind>(parts[0]), parts[1]), Fingerprint.Of(request.Body.Span).ToString(), EquatableList<Observation>.Empty);
        }
    }
}

/// <summary>Names of the feeds.</summary>
internal static class Names
{
    public static string Of(Kind kind) => kind switch { Kind.Product => "products", Kind.Category => "categories", Kind.Customer => "customers", _ => "orders" };
}
