namespace SyncCluster.Connectors.SupplierPortal.Tests;

/// <summary>
/// The system's clock, on which time can be made to pass more quickly for the robot: what it waits for in vain is soon
/// over, while the browser's own time-outs are those of the settings, and long enough for a busy machine. Or more slowly,
/// for what is not waited for long.
/// </summary>
public sealed class HurriedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<HurriedTimer> _timers = [];
    private long _since = System.GetTimestamp();
    private long _passed;
    private double _speed = 1;
    private TimeSpan? _hold;
    private HurriedTimer? _held;
    private TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many times as fast as on the wall; timers keep the speed at which they were set.</summary>
    public double Speed
    {
        get
        {
            lock (_gate) return _speed;
        }

        set
        {
            lock (_gate)
            {
                var now = System.GetTimestamp();
                _passed += (long)((now - _since) * _speed);
                (_since, _speed) = (now, value);
            }
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate) return _passed + (long)((System.GetTimestamp() - _since) * _speed);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            var holds = _hold is { } longest && dueTime > longest / 2 && dueTime <= longest;
            var timer = new HurriedTimer(this, dueTime, System.CreateTimer(callback, state, holds ? Timeout.InfiniteTimeSpan : Quicker(dueTime), Quicker(period)));
            _timers.Add(timer);
            if (!holds) return timer;
            _held = timer;
            _holding.SetResult();
            return timer;
        }
    }

    /// <summary>Whatever was to end after <paramref name="due"/> ends now.</summary>
    public void Expire(TimeSpan due)
    {
        List<HurriedTimer> over;
        lock (_gate) over = [.. _timers.Where(timer => timer.Due == due)];
        foreach (var timer in over) timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What waits for about so long waits until it is let go.</summary>
    public void Hold(TimeSpan longest)
    {
        lock (_gate) _hold = longest;
    }

    /// <summary>Ends when something is held.</summary>
    public Task HeldAsync(CancellationToken cancellation)
    {
        lock (_gate) return _holding.Task.WaitAsync(cancellation);
    }

    /// <summary>Lets go what is held.</summary>
    public void Release()
    {
        HurriedTimer held;
        lock (_gate)
        {
            (held, _held) = (_held ?? throw new InvalidOperationException("Nothing is held."), null);
            _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        held.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Quicker(TimeSpan time) => time <= TimeSpan.Zero ? time : time / Speed;

    private sealed class HurriedTimer(HurriedTime time, TimeSpan due, ITimer inner) : ITimer
    {
        public TimeSpan Due => due;

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(time.Quicker(dueTime), time.Quicker(period));

        public void Dispose()
        {
            lock (time._gate) time._timers.Remove(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
