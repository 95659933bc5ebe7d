using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.SqlInterchange.Checking;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Feeds;
using SyncCluster.Connectors.SqlInterchange.Sinks;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>One configured ERP behind interchange tables.</summary>
internal sealed class SqlInterchangeSystem : IExternalSystem, IRereadsRefused
{
    private readonly InterchangeSession _session;

    public SqlInterchangeSystem(string name, SqlInterchangeOptions options, ConnectorServices services)
    {
        var database = new InterchangeDatabase(options);
        _session = new(options, database, new InterchangeCatalogue(database, options, services.Time), services.Time);
        var logger = services.Logs.CreateLogger<SqlInterchangeConnector>();
        Name = name;
        Capabilities = SqlInterchangeConnector.Of(options.Ledger) with { ReadsAreConsumed = options.DeleteAfterRead };
        Feeds = [.. FeedSource.All(options).Select(source => new InterchangeFeed(name, source, _session, logger))];
        List<ISink> sinks = [];
        if (options.WriteCustomers) sinks.Add(new CustomerSink(name, _session));
        if (options.WriteOrders) sinks.Add(new OrderSink(name, _session));
        Sinks = sinks;
        StockCheck = new StoredStockCheck(_session);
    }

    public string Name { get; }

    public Capabilities Capabilities { get; }

    public IReadOnlyList<IFeed> Feeds { get; }

    public IReadOnlyList<ISink> Sinks { get; }

    public ISignalReceiver? Signals => null;

    public ISignalHooks? Hooks => null;

    public IStockCheck? StockCheck { get; }

    public Task<string?> CurrencyAsync(CancellationToken cancellation) => Task.FromResult<string?>(_session.Options.Currency);

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) => Task.FromResult<ReadOneOutcome>(
        new ReadOneOutcome.Ignored("Interchange tables hold changes, not records: one record cannot be read by its id."));

    public Task<ReadOneOutcome> ReadAgainAsync(RejectedRecord rejected, DateTimeOffset readAt, CancellationToken cancellation) =>
        new RefusedRows(Name, _session).ReadAgainAsync(rejected, readAt, cancellation);

    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => new InterchangeCheck(_session).RunAsync(cancellation);

    public async ValueTask DisposeAsync() => await _session.Database.ReleaseAsync();
}
