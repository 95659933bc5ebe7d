namespace SyncCluster.Engine.Simulation.Scheduling;

/// <summary>A process's clock: virtual time, wrong by a skew where one is set, with timers that belong to the process.</summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly SimulationScheduler _scheduler;
    private readonly SimulatedProcess _process;

    internal VirtualClock(SimulationScheduler scheduler, SimulatedProcess process)
    {
        _scheduler = scheduler;
        _process = process;
    }

    /// <summary>By how much the clock is wrong.</summary>
    public TimeSpan Skew { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _scheduler.Now + Skew;

    /// <inheritdoc/>
    public override long GetTimestamp() => _scheduler.Now.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(_scheduler, _process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

/// <summary>A timer of virtual time. Its callback runs in its process.</summary>
internal sealed class VirtualTimer(SimulationScheduler scheduler, SimulatedProcess process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;
    private long _setting;
    private bool _disposed;

    public bool IsSet(long setting) => !_disposed && !process.IsDead && setting == _setting;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed) return false;
        _setting++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan) scheduler.Arm(this, _setting, dueTime);
        return true;
    }

    public void Fire()
    {
        var setting = ++_setting;
        process.Post(_ => { if (!_disposed) callback(state); }, null);
        if (_period > TimeSpan.Zero) scheduler.Arm(this, setting, _period);
    }

    public void Dispose() => _disposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
