using SyncCluster.Connectors;
using SyncCluster.Core.Records;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>A configured system with its opened connector.</summary>
internal sealed record OpenedSystem(string Name, string Role, IExternalSystem External)
{
    /// <summary>How it stands in the file.</summary>
    public required SystemConfiguration Configuration { get; init; }

    /// <summary>True where it reads or writes records of <paramref name="kind"/>.</summary>
    public bool Has(Kind kind) => External.Feeds.Any(feed => feed.Kind == kind) || External.Sinks.Any(sink => sink.Kind == kind);

    /// <summary>Beside the state store; where that is a server, the folder <c>data</c> of where the program runs.</summary>
    public static string FolderOf(StoreConfiguration store) =>
        Path.Combine(store.SqlitePath is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : "data", "systems");

    /// <summary>Opens every configured system. None of them is called yet.</summary>
    public static IReadOnlyList<OpenedSystem> OpenAll(SyncConfiguration configuration, HostServices services)
    {
        var lent = services.ForConnectors(FolderOf(configuration.Store));
        return
        [
            .. configuration.Systems.Select(system =>
                new OpenedSystem(system.Name, system.Role, system.Connector.Open(system.Name, system.Values, lent)) { Configuration = system }),
        ];
    }
}

/// <summary>What a system is to the merchant, as <c>sync.yaml</c> calls it.</summary>
internal static class Roles
{
    public const string Erp = "erp";
    public const string Shop = "shop";
    public const string Crm = "crm";
    public const string Supplier = "supplier";
}
