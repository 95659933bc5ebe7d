using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Local;

/// <summary>Something that is due at a time.</summary>
/// <param name="Actor">Who is woken.</param>
/// <param name="Reminder">Name of the reminder; null for a plain hint.</param>
/// <param name="Setting">Which setting of the reminder: an older one is no longer valid.</param>
internal readonly record struct Appointment(ActorAddress Actor, string? Reminder, long Setting);

/// <summary>What is due when, on one timer for all; appointments of the same time keep the order in which they were made.</summary>
internal sealed class Agenda : IDisposable
{
    /// <summary>Timers of the platform do not reach further; what is due later waits for another look.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<Appointment> _due;
    private readonly ITimer _timer;
    private readonly PriorityQueue<Appointment, (long At, long Number)> _queue = new();
    private readonly HashSet<(Appointment Appointment, long At)> _known = [];
    private long _number;
    private long _waitsFor = long.MaxValue;
    private bool _closed;

    public Agenda(TimeProvider time, Action<Appointment> due)
    {
        _time = time;
        _due = due;
        _timer = time.CreateTimer(static agenda => ((Agenda)agenda!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes an appointment; the same one made twice is one.</summary>
    public void Add(Appointment appointment, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_closed || !_known.Add((appointment, at.UtcTicks))) return;
            _queue.Enqueue(appointment, (at.UtcTicks, _number++));
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            _queue.Clear();
            _known.Clear();
        }

        _timer.Dispose();
    }

    private void Fire()
    {
        List<Appointment>? due = null;
        lock (_gate)
        {
            if (_closed) return;
            _waitsFor = long.MaxValue;
            var now = _time.GetUtcNow().UtcTicks;
            while (_queue.TryPeek(out var appointment, out var when) && when.At <= now)
            {
                _queue.Dequeue();
                _known.Remove((appointment, when.At));
                (due ??= []).Add(appointment);
            }

            Arm();
        }

        if (due is null) return;
        foreach (var appointment in due) _due(appointment);
    }

    private void Arm()
    {
        if (!_queue.TryPeek(out _, out var next) || next.At >= _waitsFor) return;
        _waitsFor = next.At;
        var wait = TimeSpan.FromTicks(Math.Max(0, next.At - _time.GetUtcNow().UtcTicks));
        if (wait > LongestWait) wait = LongestWait;
        // Platform timers count whole milliseconds: rounded up, so that the appointment is due when the timer fires.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
