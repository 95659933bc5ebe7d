namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    /// <inheritdoc/>
    public Task SetReminderAsync(StoredReminder reminder, CancellationToken cancellation) =>
        WriteAsync("setting a reminder", session => session.ExecuteAsync(
            """
            INSERT INTO reminder (actor, name, due, period) VALUES (@actor, @name, @due, @period)
            ON CONFLICT (actor, name) DO UPDATE SET due = excluded.due, period = excluded.period
            """,
            ("@actor", reminder.Actor), ("@name", reminder.Name),
            ("@due", StoredNumbers.Ticks(reminder.Due)), ("@period", reminder.Period.Ticks)), cancellation);

    /// <inheritdoc/>
    public Task ClearReminderAsync(string actor, string name, CancellationToken cancellation) =>
        WriteAsync("clearing a reminder", session => session.ExecuteAsync(
            "DELETE FROM reminder WHERE actor = @actor AND name = @name", ("@actor", actor), ("@name", name)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredReminder>> ListRemindersAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredReminder>>("listing reminders", async session => await session.QueryAsync(
            "SELECT actor, name, due, period FROM reminder ORDER BY due, actor, name",
            row => new StoredReminder(row.GetString(0), row.GetString(1), row.Instant(2), new TimeSpan(row.GetInt64(3)))), cancellation);
}
