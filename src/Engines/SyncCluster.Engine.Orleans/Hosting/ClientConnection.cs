using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>
/// How a client stands to the cluster. It waits for the first silo as long as it is not told to stop: which of them is
/// started first must not matter.
/// </summary>
public sealed class ClientConnection(EngineServices services) : IClusterConnectionStatusObserver, IClientConnectionRetryFilter
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private volatile int _gateways;

    /// <summary>Silos that the client is connected to.</summary>
    public int Gateways => _gateways;

    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered) => _gateways = currentNumberOfGateways;

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost() => _gateways = 0;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(TryAgainAfter, services.Time, cancellationToken);
        return true;
    }
}
