using System.Reflection;
using SyncCluster.Connectors;

namespace SyncCluster.Server.Configuration;

/// <summary>The connectors that this installation has, by name.</summary>
internal sealed class ConnectorCatalog
{
    private readonly Dictionary<string, IConnector> _connectors;

    public ConnectorCatalog(IEnumerable<IConnector> connectors) =>
        _connectors = connectors.ToDictionary(connector => connector.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _connectors.Keys;

    /// <summary>Every connector, ordered by name.</summary>
    public IEnumerable<IConnector> All => _connectors.Values.OrderBy(connector => connector.Name, StringComparer.Ordinal);

    public IConnector? Find(string name) => _connectors.GetValueOrDefault(name);

    /// <summary>Finds connectors by the attribute of their assembly, in the files beside the executable.</summary>
    public static ConnectorCatalog Discover(string folder) => new(
        from file in Directory.GetFiles(folder, "SyncCluster.Connectors.*.dll").Order(StringComparer.Ordinal)
        from attribute in Assembly.Load(AssemblyName.GetAssemblyName(file)).GetCustomAttributes<ConnectorAttribute>()
        select (IConnector)Activator.CreateInstance(attribute.Connector)!);
}
