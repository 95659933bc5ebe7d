using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Simulation.Scheduling;

/// <summary>
/// One process: where its continuations run, its clock and timers, its background. When it is killed, whatever it had
/// begun never goes on, as if the machine had lost power.
/// </summary>
public sealed class SimulatedProcess : SynchronizationContext, IBackground
{
    private readonly SimulationScheduler _scheduler;

    internal SimulatedProcess(SimulationScheduler scheduler, string name, int number)
    {
        _scheduler = scheduler;
        Name = name;
        Number = number;
        Time = new VirtualClock(scheduler, this);
    }

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>In the order in which processes were started.</summary>
    public int Number { get; }

    /// <summary>Its clock and timers.</summary>
    public VirtualClock Time { get; }

    /// <summary>It was killed.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Kills it: nothing of it runs any more.</summary>
    public void Kill() => IsDead = true;

    /// <inheritdoc/>
    public void Run(Func<Task> work) => Post(_ => _ = ObserveAsync(work), null);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _scheduler.Enqueue(this, d, state);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private async Task ObserveAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            _scheduler.Failures.Add($"{Name}: {exception}");
            _scheduler.Tell($"{Name} background failed: {exception.GetType().Name}: {exception.Message}");
        }
    }
}
