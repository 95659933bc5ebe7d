using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Local;

/// <summary>Durable reminders of one process: kept in the store, due by the agenda.</summary>
internal sealed partial class LocalReminders(
    IReminderStore store, TimeProvider time, Agenda agenda, Func<ActorAddress, string, Task> send, ILogger logger)
{
    /// <summary>
    /// Reminders that come more often than this are not written back each time they fire: after a restart they are
    /// simply due at once.
    /// </summary>
    private static readonly TimeSpan WorthSaving = TimeSpan.FromMinutes(1);

    /// <summary>When a reminder that fires once is tried again after its handler threw.</summary>
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(ActorAddress Actor, string Name), (StoredReminder Reminder, long Setting)> _set = [];
    private long _setting;

    /// <summary>Takes up what the store holds.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        foreach (var reminder in await store.ListRemindersAsync(cancellation))
            Keep(ActorAddress.Parse(reminder.Actor), reminder);
    }

    public async Task SetAsync(ActorAddress actor, StoredReminder reminder, CancellationToken cancellation)
    {
        await store.SetReminderAsync(reminder, cancellation);
        Keep(actor, reminder);
    }

    public async Task ForgetAsync(ActorAddress actor, string name, CancellationToken cancellation)
    {
        lock (_gate) _set.Remove((actor, name));
        await store.ClearReminderAsync(actor.ToString(), name, cancellation);
    }

    public IReadOnlyList<(ActorAddress Actor, string Name)> All()
    {
        lock (_gate) return [.. _set.Keys];
    }

    /// <summary>True where the reminder is set already with this period.</summary>
    public bool IsSet(ActorAddress actor, string name, TimeSpan period)
    {
        lock (_gate) return _set.TryGetValue((actor, name), out var known) && known.Reminder.Period == period;
    }

    /// <summary>An appointment came: sends the reminder and makes the next appointment once it was handled.</summary>
    public async Task FireAsync(Appointment appointment)
    {
        var (actor, name) = (appointment.Actor, appointment.Reminder!);
        if (Find(appointment) is not { } reminder) return;
        var handled = true;
        try
        {
            await send(actor, name);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception exception)
        {
            handled = false;
            ReminderFailed(exception, name, actor);
        }

        if (Find(appointment) is null) return;
        try
        {
            if (reminder.Period > TimeSpan.Zero) await GoOnAsync(actor, reminder);
            else if (handled) await ForgetAsync(actor, name, CancellationToken.None);
            else agenda.Add(appointment, time.GetUtcNow() + TryAgainAfter);
        }
        catch (StoreException exception)
        {
            NotSaved(exception, name, actor);
        }
    }

    private async Task GoOnAsync(ActorAddress actor, StoredReminder reminder)
    {
        var late = (time.GetUtcNow() - reminder.Due).Ticks;
        var periods = late < 0 ? 1 : (late / reminder.Period.Ticks) + 1;
        var next = reminder with { Due = reminder.Due + TimeSpan.FromTicks(periods * reminder.Period.Ticks) };
        Keep(actor, next);
        if (reminder.Period >= WorthSaving) await store.SetReminderAsync(next, CancellationToken.None);
    }

    private StoredReminder? Find(Appointment appointment)
    {
        lock (_gate)
            return _set.TryGetValue((appointment.Actor, appointment.Reminder!), out var known) && known.Setting == appointment.Setting
                ? known.Reminder
                : null;
    }

    private void Keep(ActorAddress actor, StoredReminder reminder)
    {
        long setting;
        lock (_gate) _set[(actor, reminder.Name)] = (reminder, setting = ++_setting);
        agenda.Add(new Appointment(actor, reminder.Name, setting), reminder.Due);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reminder {Reminder} of {Actor} failed; it comes again")]
    private partial void ReminderFailed(Exception exception, string reminder, ActorAddress actor);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The next time of reminder {Reminder} of {Actor} could not be saved; after a restart it comes early")]
    private partial void NotSaved(Exception exception, string reminder, ActorAddress actor);
}
