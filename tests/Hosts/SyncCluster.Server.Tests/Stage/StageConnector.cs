using SyncCluster.Connectors;
using SyncCluster.Connectors.Options;

namespace SyncCluster.Server.Tests.Stage;

/// <summary>Serves systems that the test has made.</summary>
internal sealed class StageConnector(params StageSystem[] systems) : IConnector
{
    public string Name => "stage";

    public Capabilities Capabilities => new();

    public IReadOnlyList<OptionDefinition> Options { get; } = [new("password", OptionType.Text, "Password") { Secret = true }];

    public void Validate(OptionValues values)
    {
    }

    public IExternalSystem Open(string systemName, OptionValues values, ConnectorServices services) => systems.Single(system => system.Name == systemName);
}
