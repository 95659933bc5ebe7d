using System.Diagnostics;
using SyncCluster.Engine.Simulation.Systems;

namespace SyncCluster.Engine.Simulation.Scheduling;

/// <summary>
/// Runs processes on one thread under virtual time. Which of the continuations that could run is run next follows from
/// a seed; time moves only when none can. The same seed gives the same run, byte for byte.
/// </summary>
public sealed class SimulationScheduler : IWorldTime
{
    /// <summary>Continuations run at one moment of virtual time before the simulation is taken to turn in circles.</summary>
    private const int MostStepsAtOnce = 2_000_000;

    private readonly List<Step> _ready = [];
    private readonly PriorityQueue<(VirtualTimer Timer, long Setting), (long At, long Number)> _timers = new();
    private readonly SeededChance _chance;
    private readonly SchedulingOptions _options;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _timerNumber;
    private int _processes;
    private int _stepsAtOnce;
    private volatile string? _escape;

    /// <summary>A scheduler at the beginning of its time.</summary>
    public SimulationScheduler(ulong seed, SchedulingOptions? options = null)
    {
        _chance = new SeededChance(seed);
        _options = options ?? SchedulingOptions.Draw(_chance);
        Outside = Start("outside");
    }

    /// <summary>When every simulation begins.</summary>
    public static DateTimeOffset Beginning { get; } = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Virtual time.</summary>
    public DateTimeOffset Now { get; private set; } = Beginning;

    /// <summary>What happened.</summary>
    public SimulationTrace Trace { get; } = new();

    /// <summary>The process that never dies: workload and outside systems.</summary>
    public SimulatedProcess Outside { get; }

    /// <summary>Continuations run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>What background work threw, a line each.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Starts a process.</summary>
    public SimulatedProcess Start(string name) => new(this, name, _processes++);

    /// <summary>Writes to the trace.</summary>
    public void Tell(string text) => Trace.Tell(Now, text);

    /// <summary>Runs until <paramref name="reached"/> holds; false where it does not within <paramref name="limit"/> of virtual time.</summary>
    public bool RunUntil(Func<bool> reached, TimeSpan limit)
    {
        var end = Now + limit;
        while (!reached())
        {
            if (RunOne(end)) continue;
            ThrowIfEscaped();
            return reached();
        }

        return true;
    }

    /// <summary>Lets virtual time pass.</summary>
    public void RunFor(TimeSpan time) => RunUntil(() => false, time);

    /// <summary>Runs <paramref name="work"/> in <paramref name="process"/> to its end and passes on what it throws.</summary>
    public T Complete<T>(SimulatedProcess process, Func<Task<T>> work, TimeSpan? limit = null)
    {
        Task<T>? task = null;
        process.Post(_ => task = work(), null);
        if (!RunUntil(() => task is { IsCompleted: true }, limit ?? TimeSpan.FromDays(1)))
            throw new TimeoutException($"Work in {process.Name} did not end by {Now:O}.");
        return task!.GetAwaiter().GetResult();
    }

    /// <summary>See <see cref="Complete{T}"/>.</summary>
    public void Complete(SimulatedProcess process, Func<Task> work, TimeSpan? limit = null) => Complete(
        process,
        async () =>
        {
            await work();
            return true;
        },
        limit);

    internal void Enqueue(SimulatedProcess process, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            // Somebody waited without the context (ConfigureAwait(false), a pool thread): the run would depend on the machine.
            _escape ??= $"A continuation of {process.Name} came from another thread:\n{new StackTrace(1, fNeedFileInfo: false)}";
            return;
        }

        if (!process.IsDead) _ready.Add(new Step(process, callback, state));
    }

    internal long Arm(VirtualTimer timer, long setting, TimeSpan due)
    {
        var slack = _options.TimerSlack > TimeSpan.Zero && due > TimeSpan.Zero ? _chance.UpTo(_options.TimerSlack) : TimeSpan.Zero;
        var at = Now.Ticks + due.Ticks + slack.Ticks;
        _timers.Enqueue((timer, setting), (at, _timerNumber++));
        return at;
    }

    private bool RunOne(DateTimeOffset end)
    {
        ThrowIfEscaped();
        if (_ready.Count == 0) return MoveOn(end);
        if (++_stepsAtOnce > MostStepsAtOnce) throw new InvalidOperationException($"The simulation turns in circles at {Now:O}.");
        var at = Choose();
        var step = _ready[at];
        _ready.RemoveAt(at);
        if (step.Process.IsDead) return true;
        Steps++;
        Trace.Count(at);
        SynchronizationContext.SetSynchronizationContext(step.Process);
        try
        {
            step.Callback(step.State);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        return true;
    }

    private void ThrowIfEscaped()
    {
        if (_escape is { } escape) throw new InvalidOperationException(escape);
    }

    private int Choose()
    {
        if (_ready.Count == 1) return 0;
        return _options.Order switch
        {
            SchedulingOrder.Fifo => 0,
            SchedulingOrder.Lifo => _chance.Happens(0.1) ? _chance.Below(_ready.Count) : _ready.Count - 1,
            SchedulingOrder.Perturbed => _chance.Happens(0.2) ? _chance.Below(_ready.Count) : 0,
            SchedulingOrder.Random => _chance.Below(_ready.Count),
            _ => throw new UnreachableException(),
        };
    }

    private bool MoveOn(DateTimeOffset end)
    {
        while (_timers.TryPeek(out var next, out var when))
        {
            if (!next.Timer.IsSet(next.Setting))
            {
                _timers.Dequeue();
                continue;
            }

            if (when.At > end.Ticks) break;
            if (when.At > Now.Ticks)
            {
                Now = new DateTimeOffset(when.At, TimeSpan.Zero);
                _stepsAtOnce = 0;
            }

            _timers.Dequeue();
            next.Timer.Fire();
            while (_timers.TryPeek(out next, out when) && when.At <= Now.Ticks)
            {
                _timers.Dequeue();
                if (next.Timer.IsSet(next.Setting)) next.Timer.Fire();
            }

            return true;
        }

        if (Now < end) Now = end;
        return false;
    }

    private readonly record struct Step(SimulatedProcess Process, SendOrPostCallback Callback, object? State);
}
