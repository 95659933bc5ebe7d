using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Benchmarks;

/// <summary>A system whose records are made on the spot and whose writes cost nothing: what is left is our own time.</summary>
internal sealed class BenchSystem(string name, TimeProvider time) : IExternalSystem, ISink, ISignalReceiver
{
    private readonly List<BenchFeed> _feeds = [];
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public Capabilities Capabilities { get; } = new() { ReadsOne = false };

    public IReadOnlyList<IFeed> Feeds => _feeds;

    public IReadOnlyList<ISink> Sinks => IsSink ? [this] : [];

    public bool IsSink { get; init; }

    public ISignalReceiver? Signals => this;

    public ISignalHooks? Hooks => null;

    public IStockCheck? StockCheck => null;

    public Kind Kind => Kind.Product;

    public int BatchSize { get; init; } = 100;

    /// <summary>How long each call that writes takes.</summary>
    public TimeSpan Takes { get; init; }

    /// <summary>Calls that write are not answered before <see cref="LetGo"/>.</summary>
    public bool Holds { get; set; }

    public IReadOnlySet<string> Fields { get; } = ProductFields.All.Select(field => field.Name).ToHashSet();

    public bool Creates => true;

    /// <summary>Called with every push that arrives.</summary>
    public Action<PushRequest>? Arrived { get; set; }

    public BenchFeed AddFeed(string feed, int from, int count)
    {
        var added = new BenchFeed(name, feed, from, count, time);
        _feeds.Add(added);
        return added;
    }

    /// <summary>Gives up what was held, as the end of a process would.</summary>
    public void LetGo() => _letGo.TrySetCanceled();

    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation)
    {
        if (Holds) await _letGo.Task.WaitAsync(cancellation);
        if (Takes > TimeSpan.Zero) await Task.Delay(Takes, time, cancellation);
        foreach (var push in pushes) Arrived?.Invoke(push);
        return [.. pushes.Select(push =>
            new PushOutcome.Written(new Receipt(push.IsCreate ? "r" + push.Desired.Text(ProductFields.Sku) : push.Key.RemoteId) { Stored = push.Desired }))];
    }

    public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) => Task.FromResult<Receipt?>(null);

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) =>
        Task.FromResult<ReadOneOutcome>(new ReadOneOutcome.Ignored("made on the spot"));

    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => Task.FromResult(new CheckReport([]));

    public SignalVerdict Receive(SignalRequest request)
    {
        var text = System.Text.Encoding.UTF8.GetString(request.Body.Span).Split(' ');
        var number = int.Parse(text[0], System.Globalization.CultureInfo.InvariantCulture);
        var seen = BenchRecords.Product(name, number, int.Parse(text[1], System.Globalization.CultureInfo.InvariantCulture), request.ReceivedAt);
        return new SignalVerdict.Hint(seen.Key, Fingerprint.Of(seen).ToString(), [seen]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Reads a stretch of products, page by page; a round that has ended says so.</summary>
internal sealed class BenchFeed(string system, string name, int from, int count, TimeProvider time) : IFeed
{
    private int _ended;

    public string Name => name;

    public Kind Kind => Kind.Product;

    public TimeSpan DefaultInterval => TimeSpan.FromDays(30);

    /// <summary>Which version of every record is read: another round, other prices.</summary>
    public int Round { get; set; }

    /// <summary>Rounds given out to their last record.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var at = request.Cursor is null or "end" ? 0 : int.Parse(request.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        var now = time.GetUtcNow();
        var size = Math.Min(request.PageSize, count - at);
        var page = new Observation[size];
        for (var i = 0; i < size; i++) page[i] = BenchRecords.Product(system, from + at + i, Round, now);
        var next = at + size;
        var more = next < count;
        if (!more) Interlocked.Increment(ref _ended);
        return Task.FromResult(new FeedPage(EquatableList.Create<Observation>(page), more ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : "end", more));
    }
}
