using System.Globalization;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Records;

namespace SyncCluster.Benchmarks;

/// <summary>A system with a list of records that is read once; nothing is written to it.</summary>
internal sealed class ListedSystem(string name, IReadOnlyList<Observation> records) : IExternalSystem, IFeed
{
    string IExternalSystem.Name => name;

    string IFeed.Name => "list";

    public Kind Kind => records[0].Key.Kind;

    public TimeSpan DefaultInterval => TimeSpan.FromDays(100);

    public Capabilities Capabilities { get; } = new() { ReadsOne = false };

    public IReadOnlyList<IFeed> Feeds => [this];

    public IReadOnlyList<ISink> Sinks => [];

    public ISignalReceiver? Signals => null;

    public ISignalHooks? Hooks => null;

    public IStockCheck? StockCheck => null;

    public Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var at = request.Cursor is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        var page = records.Skip(at).Take(request.PageSize).ToEquatableList();
        var next = at + page.Count;
        return Task.FromResult(new FeedPage(page, next.ToString(CultureInfo.InvariantCulture), next < records.Count));
    }

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) =>
        Task.FromResult<ReadOneOutcome>(new ReadOneOutcome.Ignored("it is only read as a list"));

    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => Task.FromResult(new CheckReport([]));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
