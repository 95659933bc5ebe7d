namespace SyncCluster.Connectors.SupplierPortal.Tests;

/// <summary>A clock whose timers go off by hand, and that tells when somebody waits.</summary>
internal sealed class HandTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<HandTimer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _wanted = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>What waits for so long has waited long enough.</summary>
    public void Fire(TimeSpan due)
    {
        List<HandTimer> now;
        lock (_gate) now = [.. _timers.Where(timer => timer.Due == due)];
        foreach (var timer in now) timer.GoOff();
    }

    /// <summary>Comes back when something waits for so long.</summary>
    public Task WaitedForAsync(TimeSpan due, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_timers.Exists(timer => timer.Due == due)) return Task.CompletedTask;
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _wanted.Add((due, set));
            return set.Task.WaitAsync(cancellation);
        }
    }

    private void Set(HandTimer timer, TimeSpan due)
    {
        lock (_gate)
        {
            timer.Due = due;
            if (!_timers.Contains(timer)) _timers.Add(timer);
            foreach (var (_, set) in _wanted.Where(one => one.Due == due)) set.SetResult();
            _wanted.RemoveAll(one => one.Due == due);
        }
    }

    private bool Unset(HandTimer timer)
    {
        lock (_gate)
        {
            timer.Due = null;
            return _timers.Remove(timer);
        }
    }

    private sealed class HandTimer(HandTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public void GoOff()
        {
            if (time.Unset(this)) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime);
            return true;
        }

        public void Dispose() => time.Unset(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
