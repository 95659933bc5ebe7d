namespace SyncCluster.Server.Composition;

/// <summary>
/// Wakes whoever waits for changes. Hints may be lost, and in a cluster others commit too: waiting is never longer than
/// a moment before the store is asked again.
/// </summary>
internal sealed class ChangeNews(Installation installation) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private TaskCompletionSource _next = New();
    private volatile bool _isOver;

    /// <summary>True where nothing comes any more: streams end so that the process can.</summary>
    public bool IsOver => _isOver;

    /// <summary>Ends with the next hint. Take it before the store is asked.</summary>
    public Task Next
    {
        get
        {
            lock (_gate) return _next.Task;
        }
    }

    /// <summary>Waits for a hint taken before. False where nothing came in time.</summary>
    public async Task<bool> WaitAsync(Task hint, TimeSpan limit, CancellationToken cancellation)
    {
        if (_isOver) return false;
        try
        {
            await hint.WaitAsync(limit < Longest ? limit : Longest, installation.Services.Time, cancellation);
            return !_isOver;
        }
        catch (TimeoutException)
        {
            return limit > Longest && !_isOver;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (await installation.Engine.Changes.WaitToReadAsync(stoppingToken))
            {
                while (installation.Engine.Changes.TryRead(out _)) { }
                Tell();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that ends before it has begun would tell this as a failure.
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends every wait: requests must not hold the process up.</summary>
    public void End()
    {
        _isOver = true;
        Tell();
    }

    private void Tell()
    {
        TaskCompletionSource told;
        lock (_gate) (told, _next) = (_next, New());
        told.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
