using SyncCluster.Core.Records;
using SyncCluster.Testing.Connectors;

namespace SyncCluster.Connectors.SupplierPortal.Tests;

/// <summary>The connector keeps the contract.</summary>
public sealed class ConformanceTests : ConnectorConformance
{
    protected override async Task<ConnectorSubject> CreateAsync(CancellationToken cancellation)
    {
        var stage = await PortalStage.StartAsync(new() { Items = 25, PageSize = 20 });
        return new ConnectorSubject(
            stage.Open(), stage.Open(("url", "http://127.0.0.1:1/orders"), ("password", "hidden-word")), Kind.Product, FieldSet.Empty, FieldSet.Empty)
        {
            Secrets = ["hidden-word", "portal password"], Owned = [stage],
        };
    }
}
