using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Orleans.Actors;
using SyncCluster.Engine.Orleans.Messages;

namespace SyncCluster.Engine.Orleans.Changes;

/// <summary>
/// Listens to the live feed on behalf of one process, and goes on doing so wherever the feed's grain moves.
/// </summary>
internal sealed partial class ChangeEar(IClusterClient cluster, TimeProvider time, ILogger<ChangeEar> logger) : IChangeListener, IDisposable
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ChangeHub _hub = new();
    private IChangeListener? _self;

    /// <summary>See <see cref="ChangeSubscription"/>.</summary>
    public ChangeSubscription Subscribe(int capacity) => _hub.Subscribe(capacity);

    /// <inheritdoc/>
    public Task ChangedAsync(GrainEnvelope[] changes)
    {
        foreach (var envelope in changes)
            if (envelope.Message is EntityChanged change) _hub.Publish(change);
        return Task.CompletedTask;
    }

    /// <summary>Listens until it is cancelled.</summary>
    public async Task ListenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await RenewAsync(cancellation);
            await Task.Delay(Renewal, time, cancellation);
        }
    }

    /// <summary>Tells the live feed once more that this process listens.</summary>
    public async Task RenewAsync(CancellationToken cancellation)
    {
        try
        {
            _self ??= cluster.CreateObjectReference<IChangeListener>(this);
            await cluster.GetGrain<ILiveFeedGrain>(HintStreams.AllChanges).ListenAsync(_self).WaitAsync(Patience, time, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogDeaf(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hub.Close();

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "The live feed cannot be heard just now; it is tried again")]
    private partial void LogDeaf(Exception failure);
}
