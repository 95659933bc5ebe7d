using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Recording;

[assembly: Connector(typeof(SyncCluster.Connectors.SupplierPortal.SupplierPortalConnector))]

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>
/// A supplier without an API (S4): a robot logs in to the supplier's portal with a browser and reads the table of delivery
/// dates. Which portal that is, is described in <c>sync.yaml</c>.
/// </summary>
public sealed class SupplierPortalConnector : IConnector, IRecordsPages
{
    /// <inheritdoc/>
    public string Name => "supplier-portal";

    /// <inheritdoc/>
    public Capabilities Capabilities { get; } = new() { ReadsOne = false, AnswersWithStored = false, ReadsByRobot = true };

    /// <inheritdoc/>
    public IReadOnlyList<OptionDefinition> Options => PortalOptionDefinitions.All;

    /// <inheritdoc/>
    public void Validate(OptionValues values) => PortalOptionsValidator.Validate(values);

    /// <inheritdoc/>
    public IExternalSystem Open(string systemName, OptionValues values, ConnectorServices services) =>
        new SupplierPortalSystem(systemName, new PortalOptions(values), Capabilities, services);

    /// <inheritdoc/>
    public Task<PageRecording> RecordAsync(PageToRecord page, ConnectorServices services, CancellationToken cancellation) =>
        new PageRecorder(page, services).RecordAsync(cancellation);
}
