using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SyncCluster.Connectors.Mail.Tests.Sending;

/// <summary>A mail server that falls silent for good: at once, or after it has been sent the whole message.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TcpClient? _client;

    public SilentServer(bool takesMessage)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = ServeAsync(takesMessage);
    }

    public int Port { get; }

    /// <summary>Done once nothing more will be said.</summary>
    public Task Silent => _silent.Task;

    public void Dispose()
    {
        _listener.Dispose();
        _client?.Dispose();
    }

    private async Task ServeAsync(bool takesMessage)
    {
        try
        {
            _client = await _listener.AcceptTcpClientAsync();
            if (takesMessage) await TakeAsync(_client.GetStream());
            _silent.TrySetResult();
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            _silent.TrySetException(failure);
        }
    }

    private static async Task TakeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        await SayAsync("220 silent");
        var inMessage = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (inMessage && line == ".") return;
            if (inMessage) continue;
            inMessage = line == "DATA";
            await SayAsync(inMessage ? "354 go on" : "250 fine");
        }

        async Task SayAsync(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
    }
}
