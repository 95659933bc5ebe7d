using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.WooCommerce;
using SyncCluster.Core.Records;

[assembly: Connector(typeof(WooCommerceConnector))]

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>
/// WooCommerce shops over REST v3: products with variations, categories, customers and orders, both ways; webhooks as
/// hints, polling and sweeps as the truth. Written against 10.5, needs 5.8.
/// </summary>
public sealed class WooCommerceConnector : IConnector
{
    /// <inheritdoc/>
    public string Name => "woocommerce";

    /// <inheritdoc/>
    public Capabilities Capabilities { get; } = CapabilitiesWith(StateMails.Default);

    /// <inheritdoc/>
    public IReadOnlyList<OptionDefinition> Options => WooCommerceOptionDefinitions.All;

    /// <inheritdoc/>
    public void Validate(OptionValues values) => WooCommerceOptionsValidator.Validate(values);

    /// <inheritdoc/>
    public IExternalSystem Open(string systemName, OptionValues values, ConnectorServices services) =>
        new WooCommerceSystem(new ShopParts(systemName, new WooCommerceOptions(systemName, values), services));

    internal static Capabilities CapabilitiesWith(EquatableList<Core.Orders.OrderState> mailsCustomersAt) => new()
    {
        // No idempotency key: a create that brought no answer is looked up by SKU, e-mail or our meta key.
        WritesOnceByOperationId = false,
        AnswersWithStored = true,
        ReadsOne = true,
        SendsSignals = true,
        MailsCustomersAt = mailsCustomersAt,
    };
}
