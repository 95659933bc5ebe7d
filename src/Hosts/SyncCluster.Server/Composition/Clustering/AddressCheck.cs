using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition.Clustering;

/// <summary>
/// Tries, before anybody is told of it, whether the address that a silo is about to advertise leads back to this
/// process: a silo whom nobody reaches would join, be asked whether it lives, and be voted dead.
/// </summary>
internal static class AddressCheck
{
    private const int Greeting = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="ClusterRefusedException">It does not, or something else uses the port.</exception>
    public static async Task RunAsync(ClusterConfiguration cluster, TimeProvider time, CancellationToken cancellation)
    {
        await TryAsync(cluster, cluster.SiloPort, "siloPort", time, cancellation);
        await TryAsync(cluster, cluster.GatewayPort, "gatewayPort", time, cancellation);
    }

    private static async Task TryAsync(ClusterConfiguration cluster, int port, string setting, TimeProvider time, CancellationToken cancellation)
    {
        var everywhere = cluster.Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        using var listener = Listen(new IPEndPoint(cluster.ListensEverywhere ? everywhere : cluster.Address, port), setting);
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var greeting = RandomNumberGenerator.GetBytes(Greeting);
        var greets = GreetAsync(listener, greeting, either.Token);
        var heard = new byte[Greeting];
        try
        {
            using var caller = new Socket(cluster.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await caller.ConnectAsync(new IPEndPoint(cluster.Address, port), either.Token);
            for (var at = 0; at < Greeting;)
            {
                var read = await caller.ReceiveAsync(heard.AsMemory(at), either.Token);
                if (read == 0) break;
                at += read;
            }
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ClusterRefusedException(
                $"This process listens on port {port}, and yet nothing answers at {cluster.Address}:{port}, where the others would look for it. "
                + "Set cluster.address (or POD_IP) to the address by which other machines reach this one, and let the firewall pass the port.");
        }
        finally
        {
            await either.CancelAsync();
            listener.Stop();
            await greets;
        }

        if (!heard.AsSpan().SequenceEqual(greeting))
        {
            throw new ClusterRefusedException(
                $"Somebody else answers at {cluster.Address}:{port}, where the others would look for this process. "
                + "Set cluster.address (or POD_IP) to the address by which other machines reach this one.");
        }
    }

    private static TcpListener Listen(IPEndPoint at, string setting)
    {
        var listener = new TcpListener(at);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            throw new ClusterRefusedException(failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Another program listens on {at} already. Stop it, or give cluster.{setting} another number.",
                SocketError.AddressNotAvailable => $"{at.Address} is no address of this machine. Set cluster.address (or POD_IP) to one that it has; "
                    + "where an address is translated on the way, set cluster.listenEverywhere: true.",
                _ => $"Nothing can listen on {at}: {failure.Message}. Correct cluster.address or cluster.{setting}.",
            });
        }
    }

    /// <summary>Says to whoever calls which process it has reached.</summary>
    private static async Task GreetAsync(TcpListener listener, byte[] greeting, CancellationToken cancellation)
    {
        try
        {
            using var called = await listener.AcceptSocketAsync(cancellation);
            await called.SendAsync(greeting, cancellation);
            await called.ReceiveAsync(new byte[1], cancellation);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller tells what is wrong.
        }
    }
}
