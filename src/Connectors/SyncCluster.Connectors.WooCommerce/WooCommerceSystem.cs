using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.Signals;
using SyncCluster.Connectors.WooCommerce.Feeds;
using SyncCluster.Connectors.WooCommerce.Signals;
using SyncCluster.Connectors.WooCommerce.Sinks;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>One configured shop.</summary>
internal sealed class WooCommerceSystem : IExternalSystem
{
    private readonly ShopParts _parts;
    private readonly SingleReads _reads;
    private readonly WooCommerceHooks _hooks;

    public WooCommerceSystem(ShopParts parts)
    {
        _parts = parts;
        _reads = new SingleReads(parts);
        _hooks = new WooCommerceHooks(parts);
        Capabilities = WooCommerceConnector.CapabilitiesWith(StateMails.Of(parts.Options.StatusToState, parts.Options.StateToStatus));
        Feeds =
        [
            // In this order within group "products": a product refers to its categories, a variation to its product.
            new CategoryFeed(parts), new ProductFeed(parts), new VariationFeed(parts),
            new CustomerFeed(parts), new OrderFeed(parts),
            new ProductSweep(parts), new OrderSweep(parts),
        ];
        Sinks = [new CategorySink(parts), new ProductSink(parts), new CustomerSink(parts), new OrderSink(parts)];
        Signals = new WooCommerceWebhook(parts);
    }

    public string Name => _parts.System;

    public Capabilities Capabilities { get; }

    public IReadOnlyList<IFeed> Feeds { get; }

    public IReadOnlyList<ISink> Sinks { get; }

    public ISignalReceiver? Signals { get; }

    public ISignalHooks? Hooks => _hooks;

    public IStockCheck? StockCheck => null;

    public async Task<string?> CurrencyAsync(CancellationToken cancellation) => (await _parts.Facts.GetAsync(cancellation)).Currency;

    public Task<ReadOneOutcome> ReadOneAsync(RecordKey key, CancellationToken cancellation) => _reads.ReadAsync(key, cancellation);

    public Task<CheckReport> CheckAsync(CancellationToken cancellation) => new WooCommerceCheck(_parts, _hooks).RunAsync(cancellation);

    public ValueTask DisposeAsync()
    {
        _parts.Dispose();
        return ValueTask.CompletedTask;
    }
}
