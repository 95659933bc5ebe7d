using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SyncCluster.Connectors.Options;
using SyncCluster.Server.Configuration.Reading;
using SyncCluster.Server.Configuration.Schema;

namespace SyncCluster.Server.Configuration.Binding;

/// <summary>
/// Binds the cluster section. What differs from silo to silo comes from the environment where the file does not give it:
/// POD_IP and POD_NAME, as Kubernetes hands them down.
/// </summary>
internal sealed partial class ClusterBinder(ConfigurationSource source, Problems problems)
{
    public ClusterConfiguration Bind(SectionValue? given)
    {
        var cluster = given ?? new SectionValue("cluster", default)
        {
            Settings = new OptionValues(ConfigurationShape.Cluster.Settings, new Dictionary<string, object>()),
        };
        var settings = cluster.Settings;
        foreach (var id in new[] { "serviceId", "clusterId" })
        {
            if (!Label().IsMatch(settings.RequiredText(id)))
                problems.Error(cluster.PlaceOf(id), cluster.PathOf(id), "This is no id.", "Write lower case letters, digits and hyphens, at most 63, a letter first.");
        }

        var bound = new ClusterConfiguration(settings.RequiredText("serviceId"), settings.RequiredText("clusterId"))
        {
            Name = settings.Text("name") ?? NotEmpty(source.Variable("POD_NAME")),
            Address = Address(cluster),
            SiloPort = settings.Integer("siloPort"),
            GatewayPort = settings.Integer("gatewayPort"),
            ListensEverywhere = settings.Flag("listenEverywhere"),
            ExpectedSilos = settings.Integer("expectedSilos"),
            ProbeEvery = settings.Duration("probeEvery"),
            Drain = settings.Duration("drain"),
            Grace = settings.Duration("grace"),
            PushLease = settings.Duration("pushLease"),
            EntityIdleAfter = settings.Duration("entityIdle"),
        };
        if (bound.SiloPort == bound.GatewayPort)
            problems.Error(cluster.PlaceOf("gatewayPort"), cluster.PathOf("gatewayPort"), "Silos and clients share a port.", "Give gatewayPort another number than siloPort.");
        if (bound.Finish < TimeSpan.FromSeconds(5))
        {
            var least = bound.Drain + ClusterConfiguration.Leaving + TimeSpan.FromSeconds(5);
            problems.Error(cluster.PlaceOf("grace"), cluster.PathOf("grace"), "The grace period leaves no time to finish pushes.", $"The least is {least.TotalSeconds:0}s: drain and 20 seconds.");
        }

        return bound;
    }

    private IPAddress Address(SectionValue cluster)
    {
        var (text, path) = cluster.Settings.Text("address") is { } given ? (given, cluster.PathOf("address")) : (NotEmpty(source.Variable("POD_IP")), "POD_IP");
        if (text is null) return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address) && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)) return address;
        problems.Error(cluster.PlaceOf("address"), path, "This is no IP address by which others could reach this process.", "Write one address of this machine, such as 10.0.0.7; no name, and not 0.0.0.0.");
        return IPAddress.Loopback;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex Label();
}
