using SyncCluster.Engine.Storage;

namespace SyncCluster.Server.Composition;

/// <summary>Knows whether this process still ticks and when the store answered last. Never asks an outside system.</summary>
internal sealed class Heartbeat(Installation installation) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TickLimit = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time = installation.Services.Time;
    private long _tickedAt = installation.Services.Time.GetTimestamp();
    private long _answeredAt;

    /// <summary>False where the process hangs: only a restart helps.</summary>
    public bool Ticks => _time.GetElapsedTime(Volatile.Read(ref _tickedAt)) < TickLimit;

    /// <summary>True where the store answered lately.</summary>
    public bool StoreAnswers => Volatile.Read(ref _answeredAt) is not 0 and var at && _time.GetElapsedTime(at) < Every + StoreLimit;

    /// <summary>The store has just answered.</summary>
    public void StoreAnswered() => Volatile.Write(ref _answeredAt, _time.GetTimestamp());

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, _time);
        do
        {
            Volatile.Write(ref _tickedAt, _time.GetTimestamp());
            if (installation.Answers) _ = AskStoreAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AskStoreAsync(CancellationToken cancellation)
    {
        try
        {
            await installation.Store.ReadDocumentAsync("health", cancellation).WaitAsync(StoreLimit, _time, cancellation);
            StoreAnswered();
        }
        catch (Exception failure) when (failure is StoreException or TimeoutException or OperationCanceledException)
        {
            // Readiness tells it; the engine's own calls log it.
        }
    }
}
