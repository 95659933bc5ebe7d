namespace SyncCluster.Engine.Storage;

/// <summary>Reminders that survive a restart. Engines that bring their own (Orleans) do not use it.</summary>
public interface IReminderStore
{
    /// <summary>Sets a reminder, replacing one of the same actor and name.</summary>
    Task SetReminderAsync(StoredReminder reminder, CancellationToken cancellation);

    /// <summary>Takes a reminder away; nothing happens where there is none.</summary>
    Task ClearReminderAsync(string actor, string name, CancellationToken cancellation);

    /// <summary>Every reminder, by due time.</summary>
    Task<IReadOnlyList<StoredReminder>> ListRemindersAsync(CancellationToken cancellation);
}

/// <summary>Wakes an actor at a time, again and again.</summary>
/// <param name="Actor">The actor's address as text.</param>
/// <param name="Name">Of the reminder.</param>
/// <param name="Due">Next time.</param>
/// <param name="Period">Time between two wakings; zero for once.</param>
public sealed record StoredReminder(string Actor, string Name, DateTimeOffset Due, TimeSpan Period);
