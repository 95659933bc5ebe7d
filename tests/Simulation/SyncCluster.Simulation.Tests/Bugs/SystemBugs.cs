using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Simulation.Tests.Bugs;

/// <summary>A system as its client shows it, for bugs to change a part of.</summary>
internal abstract class ChangedSystem(IExternalSystem inner) : IExternalSystem
{
    public string Name => inner.Name;

    public Capabilities Capabilities => inner.Capabilities;

    public virtual IReadOnlyList<IFeed> Feeds => inner.Feeds;

    public virtual IReadOnlyList<ISink> Sinks => inner.Sinks;

    public ISignalReceiver? Signals => inner.Signals;

    public ISignalHooks? Hooks => inner.Hooks;

    public virtual IStockCheck? StockCheck => inner.StockCheck;

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) => inner.ReadOneAsync(key, cancellation);

    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => inner.CheckAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Every try is a new operation: nobody looks for what an earlier try may have made.</summary>
internal sealed class OperationIdIgnored(IExternalSystem inner) : ChangedSystem(inner)
{
    public override IReadOnlyList<ISink> Sinks { get; } = [.. inner.Sinks.Select(sink => new Sink(sink))];

    private sealed class Sink(ISink inner) : ISink
    {
        private int _tries;

        public Kind Kind => inner.Kind;

        public int BatchSize => inner.BatchSize;

        public IReadOnlySet<string> Fields => inner.Fields;

        public bool Creates => inner.Creates;

        public IReadOnlySet<string> RequiredToCreate => inner.RequiredToCreate;

        public IEnumerable<ReferenceNeed> Needs(PushRequest push) => inner.Needs(push);

        public Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) => inner.WriteAsync(
            [.. pushes.Select(push => push with { OperationId = $"{push.OperationId}{++_tries}", IsRepeated = false })], cancellation);

        public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) => Task.FromResult<Receipt?>(null);
    }
}

/// <summary>Nobody asks for the stock.</summary>
internal sealed class StockNotAsked(IExternalSystem inner) : ChangedSystem(inner)
{
    public override IStockCheck? StockCheck => null;
}

/// <summary>A batch is written with the references of its first record.</summary>
internal sealed class ReferencesOfAnother(IExternalSystem inner) : ChangedSystem(inner)
{
    public override IReadOnlyList<ISink> Sinks { get; } = [.. inner.Sinks.Select(sink => new Sink(sink))];

    private sealed class Sink(ISink inner) : ISink
    {
        public Kind Kind => inner.Kind;

        public int BatchSize => inner.BatchSize;

        public IReadOnlySet<string> Fields => inner.Fields;

        public bool Creates => inner.Creates;

        public IReadOnlySet<string> RequiredToCreate => inner.RequiredToCreate;

        public IEnumerable<ReferenceNeed> Needs(PushRequest push) => inner.Needs(push);

        public Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) =>
            inner.WriteAsync([.. pushes.Select(push => push with { References = Mixed(push, pushes[0]) })], cancellation);

        public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) => inner.FindAsync(push, cancellation);

        private static Dictionary<NaturalKey, string> Mixed(PushRequest push, PushRequest first) => push.References.ToDictionary(
            one => one.Key, one => first.References.Where(other => other.Key.Kind == one.Key.Kind).Select(other => other.Value).FirstOrDefault() ?? one.Value);
    }
}

/// <summary>The cursor moves when a page is read, not when it is safe: the page itself is handed on a call later.</summary>
internal sealed class CursorBeforePage(IExternalSystem inner) : ChangedSystem(inner)
{
    public override IReadOnlyList<IFeed> Feeds { get; } = [.. inner.Feeds.Select(feed => new Feed(feed))];

    private sealed class Feed(IFeed inner) : IFeed
    {
        private FeedPage? _held;

        public string Name => inner.Name;

        public Kind Kind => inner.Kind;

        public string Group => inner.Group;

        public bool IsCensus => inner.IsCensus;

        public TimeSpan DefaultInterval => inner.DefaultInterval;

        public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
        {
            if (_held is { } held)
            {
                _held = null;
                return held;
            }

            var page = await inner.ReadAsync(request, cancellation);
            if (page.Observations.Count == 0) return page;
            _held = page;
            return page with { Observations = EquatableList<Observation>.Empty, More = true };
        }

        public Task AcknowledgeAsync(string cursor, CancellationToken cancellation) => inner.AcknowledgeAsync(cursor, cancellation);
    }
}
