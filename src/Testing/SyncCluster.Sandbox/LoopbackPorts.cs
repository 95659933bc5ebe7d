using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SyncCluster.Sandbox;

/// <summary>
/// Ports of loopback for what must know its port before it listens. They lie below those that a kernel gives to whoever
/// asks for any (Linux: from 32768), and the process that claimed one keeps it from other claimants until it ends: nothing
/// takes it meanwhile, nor while who listens there is started again.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 20_000;
    private const int Count = 12_000;

    /// <summary>Processes that start one after the other begin their search so far apart.</summary>
    private const int Stride = 127;

    private static readonly Lock Gate = new();
    private static readonly List<FileStream> Claims = [];

    // Not in a temporary folder of one run alone: claims are to be seen by all who test on this machine.
    private static readonly string Folder = Path.Combine(OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp", $"synccluster-ports-{Environment.UserName}");
    private static int _next = (int)((long)Environment.ProcessId * Stride % Count);

    /// <summary>Claims a port that nobody listens on, until this process ends.</summary>
    /// <exception cref="InvalidOperationException">Every port of the range is taken.</exception>
    public static int Claim()
    {
        lock (Gate)
        {
            Directory.CreateDirectory(Folder);
            for (var tried = 0; tried < Count; tried++)
            {
                var port = First + _next;
                _next = (_next + 1) % Count;
                if (TryHold(port) is not { } claim) continue;
                if (IsFree(port))
                {
                    Claims.Add(claim);
                    return port;
                }

                claim.Dispose();
            }
        }

        throw new InvalidOperationException($"Every port of 127.0.0.1 from {First} to {First + Count - 1} is taken. Stop what listens there.");
    }

    private static FileStream? TryHold(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new TcpListener(IPAddress.Loopback, port);
        try
        {
            socket.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
