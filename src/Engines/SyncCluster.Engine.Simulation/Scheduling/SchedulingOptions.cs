namespace SyncCluster.Engine.Simulation.Scheduling;

/// <summary>In which order continuations that could all run now do run.</summary>
public enum SchedulingOrder
{
    /// <summary>First come, first served.</summary>
    Fifo,

    /// <summary>Mostly in order; now and then one jumps the queue.</summary>
    Perturbed,

    /// <summary>Any of them.</summary>
    Random,

    /// <summary>The last one first: what waits, waits long.</summary>
    Lifo,
}

/// <summary>How a simulation schedules. Each seed draws its own: a mix of all at once would hide what only one extreme shows.</summary>
/// <param name="Order">See <see cref="SchedulingOrder"/>.</param>
/// <param name="TimerSlack">Timers fire late by up to this.</param>
public sealed record SchedulingOptions(SchedulingOrder Order, TimeSpan TimerSlack)
{
    /// <summary>In order and on time.</summary>
    public static SchedulingOptions Plain { get; } = new(SchedulingOrder.Fifo, TimeSpan.Zero);

    /// <summary>Options drawn from a seed.</summary>
    public static SchedulingOptions Draw(SeededChance chance) => new(
        chance.Pick([SchedulingOrder.Fifo, SchedulingOrder.Perturbed, SchedulingOrder.Random, SchedulingOrder.Random, SchedulingOrder.Lifo]),
        TimeSpan.FromMilliseconds(chance.Pick([0, 0, 3, 50, 400])));
}
