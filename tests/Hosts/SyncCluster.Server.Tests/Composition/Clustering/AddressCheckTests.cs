using System.Net;
using System.Net.Sockets;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Server.Composition.Clustering;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Tests.Composition.Clustering;

public sealed class AddressCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_address_that_leads_back_is_fine_and_its_ports_are_free_again()
    {
        var cluster = At(IPAddress.Loopback);
        await AddressCheck.RunAsync(cluster, TimeProvider.System, Cancellation);
        using var taken = new TcpListener(IPAddress.Loopback, cluster.SiloPort);
        taken.Start();
    }

    [Fact]
    public async Task a_port_that_is_taken_is_told_by_its_setting()
    {
        var cluster = At(IPAddress.Loopback);
        using var taken = new TcpListener(IPAddress.Loopback, cluster.GatewayPort);
        taken.Start();
        (await RefusedAsync(cluster)).ShouldBe($"Another program listens on 127.0.0.1:{cluster.GatewayPort} already. Stop it, or give cluster.gatewayPort another number.");
    }

    [Fact]
    public async Task an_address_of_another_machine_is_refused() =>
        (await RefusedAsync(At(IPAddress.Parse("192.0.2.7")))).ShouldStartWith("192.0.2.7 is no address of this machine. Set cluster.address (or POD_IP)");

    /// <summary>On another loopback address of the same port somebody else listens: what is advertised leads to him.</summary>
    [Fact]
    public async Task somebody_else_who_answers_is_noticed()
    {
        var cluster = At(IPAddress.Parse("127.0.0.2")) with { ListensEverywhere = true };
        using var other = new TcpListener(IPAddress.Parse("127.0.0.2"), cluster.SiloPort);
        other.Start();
        (await RefusedAsync(cluster)).ShouldContain(cluster.SiloPort.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<string> RefusedAsync(ClusterConfiguration cluster) =>
        (await Should.ThrowAsync<ClusterRefusedException>(AddressCheck.RunAsync(cluster, TimeProvider.System, Cancellation))).Message;

    private static ClusterConfiguration At(IPAddress address)
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var two = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        return new ClusterConfiguration("service", "cluster")
        {
            Address = address, SiloPort = ((IPEndPoint)one.LocalEndpoint).Port, GatewayPort = ((IPEndPoint)two.LocalEndpoint).Port,
            ProbeEvery = default, Drain = default, Grace = default, PushLease = default, EntityIdleAfter = default,
        };
    }
}
