using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Feeds;
using SyncCluster.Connectors.WooCommerce.Mapping;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>What feeds and sinks of one shop share.</summary>
internal sealed class ShopParts(string system, WooCommerceOptions options, ConnectorServices services) : IDisposable
{
    private ShopFactsReader? _facts;

    public string System { get; } = system;

    public WooCommerceOptions Options { get; } = options;

    public ConnectorServices Services { get; } = services;

    public WooCommerceClient Client { get; } = new(system, options, services);

    public CategoryDirectory Categories => field ??= new CategoryDirectory(Client);

    public ShopFactsReader Facts => _facts ??= new ShopFactsReader(Client, Options, Services.Time);

    /// <exception cref="Core.Faults.FaultException">The shop could not be asked about itself.</exception>
    public async Task<MappingContext> ContextAsync(CancellationToken cancellation) =>
        new(System, Options, await Facts.GetAsync(cancellation));

    public int PageSize(FeedRequest request) => Math.Clamp(Math.Min(request.PageSize, Options.PageSize), 1, WooCommerceDefaults.MostPerCall);

    public void Dispose() => Client.Dispose();
}
