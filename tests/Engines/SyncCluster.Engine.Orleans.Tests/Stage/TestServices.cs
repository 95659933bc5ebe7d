using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Orleans.Tests.Stage;

/// <summary>What a host would lend to a silo.</summary>
internal sealed class TestServices : IBackground
{
    public static EngineServices Engine { get; } = new(
        TimeProvider.System,
        new TestServices(),
        () => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture),
        () => 0.5);

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public void Run(Func<Task> work) => Task.Run(work).Ignore();
}
