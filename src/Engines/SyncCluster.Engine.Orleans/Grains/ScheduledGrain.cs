using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Grains;

/// <summary>
/// An actor that works by schedule. A reminder of Orleans is durable but comes once a minute at most: it stands for the
/// schedule, and where the period is shorter a timer of the activation beats it. A timer dies with its activation; the
/// next reminder, or a silo that looks after the schedules (<see cref="Hosting.ClusterDuties"/>), brings both back. The
/// periods are grain state in Orleans' own storage, under a name of each grain class's own: its key there holds no type.
/// </summary>
public abstract class ScheduledGrain(SiloActors actors, ActorType type, IPersistentState<GrainSchedules> schedules) : ActorGrain(actors, type)
{
    /// <summary>Name of the storage that holds <see cref="GrainSchedules"/>.</summary>
    public const string Storage = "synccluster";

    private readonly Dictionary<string, IGrainTimer> _timers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Actors.IsHere(Address);
        foreach (var (name, period) in schedules.State.Periods) Beat(name, TimeSpan.Zero, period);

        // What the activation before had in mind to do between two reminders died with it.
        if (schedules.State.Periods.Count > 0) HintAsync().Ignore();
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Actors.IsGone(Address);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task RemindAsync(string name, DateTimeOffset due, TimeSpan period)
    {
        var wait = due - Actors.Time.GetUtcNow();
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        if (schedules.State.Periods.TryGetValue(name, out var known) && known == period && await this.GetReminder(name) is not null)
        {
            if (!_timers.ContainsKey(name)) Beat(name, wait, period);
            return;
        }

        await this.RegisterOrUpdateReminder(name, wait, SiloActors.ReminderPeriod(period));
        schedules.State.Periods[name] = period;
        await schedules.WriteStateAsync();
        Beat(name, wait, period);
    }

    /// <inheritdoc/>
    public override async Task ForgetReminderAsync(string name)
    {
        if (_timers.Remove(name, out var timer)) timer.Dispose();
        if (schedules.State.Periods.Remove(name)) await schedules.WriteStateAsync();
        await base.ForgetReminderAsync(name);
    }

    /// <inheritdoc/>
    protected override void Leave()
    {
        base.Leave();

        // It goes on there at once with what is due, and need not wait until somebody misses it.
        Actors.Wake(Address);
    }

    private void Beat(string name, TimeSpan wait, TimeSpan period)
    {
        if (_timers.Remove(name, out var old)) old.Dispose();
        if (period >= SiloActors.ShortestReminder || period <= TimeSpan.Zero) return;
        _timers[name] = this.RegisterGrainTimer(
            static (beat, _) => beat.Grain.RemindedAsync(beat.Name),
            (Grain: this, Name: name),
            new GrainTimerCreationOptions { DueTime = wait, Period = period, KeepAlive = true });
    }
}

/// <summary>How often a grain is reminded, by name of the reminder. It goes with a grain that moves to another silo.</summary>
[GenerateSerializer]
[Alias("synccluster.schedules")]
public sealed record GrainSchedules
{
    /// <summary>Periods as they were asked for; the reminder itself may come less often.</summary>
    [Id(0)]
    public Dictionary<string, TimeSpan> Periods { get; init; } = new(StringComparer.Ordinal);
}
