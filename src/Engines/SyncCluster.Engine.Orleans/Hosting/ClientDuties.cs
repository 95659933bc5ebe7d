using Microsoft.Extensions.Hosting;
using SyncCluster.Engine.Orleans.Changes;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>
/// What a client does besides asking: listens to the live feed, and finds another silo at once when the one that it was
/// connected to has gone.
/// </summary>
internal sealed class ClientDuties(ChangeEar ear, ClientConnection connection, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ear.ListenAsync(stoppingToken), ReconnectAsync(stoppingToken));

    private async Task ReconnectAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(LookEvery, time, cancellation);
            if (connection.Gateways == 0) await ear.RenewAsync(cancellation);
        }
    }
}
