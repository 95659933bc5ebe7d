using SyncCluster.Connectors.SupplierPortal.Mapping;

namespace SyncCluster.Connectors.SupplierPortal.Feeds;

/// <summary>
/// A run that goes on beside its feed's actor: who asks for it waits a moment only, so that the actor answers people
/// meanwhile. A run that nobody asks for any more (the feed was paused, or is read by another process now) is given up.
/// </summary>
internal sealed class RunBeside(Func<LastRun?, CancellationToken, Task<ScrapedRun>> read, TimeProvider time) : IDisposable
{
    /// <summary>How long one question waits for the run's end.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>A run for which nobody asked for so long is given up; one that has ended is as old then, and not handed on.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private Going? _going;
    private bool _closed;

    /// <summary>The run once it has ended; null while it goes on. Begins one where none goes on.</summary>
    /// <exception cref="Core.Faults.FaultException">It is not to be believed, or did not come about.</exception>
    public async Task<ScrapedRun?> AskAsync(LastRun? last, CancellationToken cancellation)
    {
        Going going;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            going = _going ??= new Going(stop => read(last, stop), GiveUp, time);
        }

        going.StillWanted();
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(going.Run, Task.Delay(Moment, time, moment.Token));
        await moment.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        if (!going.Run.IsCompleted) return null;
        End(going);
        try
        {
            return await going.Run;
        }
        catch (OperationCanceledException)
        {
            // Given up just now; the next question begins another.
            return null;
        }
    }

    public void Dispose()
    {
        Going? going;
        lock (_gate) (going, _going, _closed) = (_going, null, true);
        going?.Stop();
    }

    private void GiveUp(Going going)
    {
        End(going);
        going.Stop();
    }

    private void End(Going going)
    {
        lock (_gate)
            if (_going == going) _going = null;
        going.NoLongerWanted();
    }

    private sealed class Going : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ITimer _forgotten;

        public Going(Func<CancellationToken, Task<ScrapedRun>> read, Action<Going> giveUp, TimeProvider time)
        {
            _forgotten = time.CreateTimer(_ => giveUp(this), null, Forgotten, Timeout.InfiniteTimeSpan);
            Run = Task.Run(() => read(_stop.Token), CancellationToken.None);
            // Whether or not somebody still asks for it, it is seen to its end: its failure is nobody's surprise.
            _ = Run.ContinueWith(
                run =>
                {
                    _ = run.Exception;
                    Dispose();
                },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        public Task<ScrapedRun> Run { get; }

        public void StillWanted() => _forgotten.Change(Forgotten, Timeout.InfiniteTimeSpan);

        public void NoLongerWanted() => _forgotten.Dispose();

        public void Stop()
        {
            NoLongerWanted();
            try
            {
                _stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }

        /// <summary>It has ended; what it brought waits for whoever asks, for as long as it is not forgotten.</summary>
        public void Dispose() => _stop.Dispose();
    }
}
