using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;

namespace SyncCluster.Server.Tests.Stage;

/// <summary>A connector that goes by a clock of its own, whatever the host's is.</summary>
internal sealed class ClockedConnector(IConnector inner, TimeProvider time) : IConnector
{
    public string Name => inner.Name;

    public Capabilities Capabilities => inner.Capabilities;

    public IReadOnlyList<OptionDefinition> Options => inner.Options;

    public void Validate(OptionValues values) => inner.Validate(values);

    public IExternalSystem Open(string systemName, OptionValues values, ConnectorServices services) => inner.Open(systemName, values, services with { Time = time });
}
