using System.Net;
using System.Net.Sockets;

namespace SyncCluster.EndToEnd.Tests.Cluster;

/// <summary>
/// A way to a server on this machine that can be cut: what is sent meanwhile arrives when it is mended, as in a network
/// that loses packets which are sent again.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ends = new();
    private readonly int _target;
    private readonly Task _accepts;
    private volatile TaskCompletionSource _passes = Open();

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepts = AcceptAsync();
    }

    /// <summary>Where it listens on loopback.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut() => _passes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _passes.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        _listener.Stop();
        await _accepts;
        _ends.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        var ways = new List<Task>();
        try
        {
            while (true) ways.Add(PassAsync(await _listener.AcceptSocketAsync(_ends.Token)));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(ways);
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var from = client;
        using var to = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await _passes.Task.WaitAsync(_ends.Token);
            await to.ConnectAsync(IPAddress.Loopback, _target, _ends.Token);
            await Task.WhenAll(PumpAsync(from, to), PumpAsync(to, from));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException)
        {
            // One side has gone, or the test ends.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        while (await from.ReceiveAsync(buffer, _ends.Token) is > 0 and var read)
        {
            await _passes.Task.WaitAsync(_ends.Token);
            for (var at = 0; at < read;) at += await to.SendAsync(buffer.AsMemory(at, read - at), _ends.Token);
        }

        await _passes.Task.WaitAsync(_ends.Token);
        to.Shutdown(SocketShutdown.Send);
    }
}
