using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Server.Composition;

/// <summary>A system that can only be read: nothing is written, nothing that was read is acknowledged, no webhooks are touched.</summary>
internal sealed class ReadOnlySystem(IExternalSystem inner) : IExternalSystem
{
    /// <summary>The same setup with systems that can only be read; no feed waits for deliveries, as there are none.</summary>
    public static EngineSetup Guard(EngineSetup setup) => setup with
    {
        Systems = setup.Systems.Select(system => system with
        {
            External = new ReadOnlySystem(system.External),
            Callback = null,
            Feeds = system.Feeds.ToDictionary(feed => feed.Key, feed => feed.Value with { Synchronous = false }, StringComparer.Ordinal),
        }).ToEquatableList(),
        Mail = null,
    };

    public string Name => inner.Name;

    public Capabilities Capabilities => inner.Capabilities;

    public IReadOnlyList<IFeed> Feeds { get; } = [.. inner.Feeds.Select(feed => new ReadOnlyFeed(feed))];

    public IReadOnlyList<ISink> Sinks { get; } = [.. inner.Sinks.Select(sink => new ReadOnlySink(inner.Name, sink))];

    public ISignalReceiver? Signals => null;

    public ISignalHooks? Hooks => null;

    public IStockCheck? StockCheck => inner.StockCheck;

    public Task<string?> CurrencyAsync(CancellationToken cancellation) => inner.CurrencyAsync(cancellation);

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) => inner.ReadOneAsync(key, cancellation);

    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => inner.CheckAsync(cancellation);

    /// <summary>Whoever opened the system closes it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class ReadOnlyFeed(IFeed inner) : IFeed
    {
        public string Name => inner.Name;

        public Kind Kind => inner.Kind;

        public string Group => inner.Group;

        public bool IsCensus => inner.IsCensus;

        public TimeSpan DefaultInterval => inner.DefaultInterval;

        /// <summary>What reading would consume stays where it is: a page that does not get on is the last.</summary>
        public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
        {
            var page = await inner.ReadAsync(request, cancellation);
            return page.More && page.Cursor == request.Cursor ? page with { More = false } : page;
        }
    }

    private sealed class ReadOnlySink(string system, ISink inner) : ISink
    {
        public Kind Kind => inner.Kind;

        public int BatchSize => inner.BatchSize;

        public IReadOnlySet<string> Fields => inner.Fields;

        public bool Creates => inner.Creates;

        public IReadOnlySet<string> RequiredToCreate => inner.RequiredToCreate;

        public IEnumerable<ReferenceNeed> Needs(PushRequest push) => inner.Needs(push);

        public Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) =>
            throw new InvalidOperationException($"{system}: {pushes.Count} {inner.Kind} were to be written while it may only be read. This is a fault of the program.");

        public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) => inner.FindAsync(push, cancellation);
    }
}
