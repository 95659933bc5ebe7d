using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Orleans.Hosting;

/// <summary>
/// How a client stands to the cluster. It waits for the first silo as long as it is not told to stop: which of them is
/// started first must not matter.
/// </summary>
public sealed class ClientConnection(EngineServices services) : IClusterConnectionStatusObserver, IClientConnectionRetryFilter
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    // Orleans connects to a silo when there is something to say. Between the end of the one that was connected and the next
    // thing to say no connection is no trouble; ClientDuties sees to it that this is short where there is another silo.
    private static readonly TimeSpan IsLostAfter = TimeSpan.FromSeconds(10);

    private volatile int _gateways;
    private long _lostAt = services.Time.GetTimestamp();

    /// <summary>Silos that the client is connected to.</summary>
    public int Gateways => _gateways;

    /// <summary>True where no silo could be reached for a while.</summary>
    public bool IsLost => _gateways == 0 && services.Time.GetElapsedTime(Interlocked.Read(ref _lostAt)) >= IsLostAfter;

    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways == 0) Interlocked.Exchange(ref _lostAt, services.Time.GetTimestamp());
        _gateways = currentNumberOfGateways;
    }

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost() => NotifyGatewayCountChanged(0, _gateways, connectionRecovered: false);

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(TryAgainAfter, services.Time, cancellationToken);
        return true;
    }
}
