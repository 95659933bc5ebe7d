namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    /// <inheritdoc/>
    public Task<int?> DecideMailAsync(string key, MailStatus decision, string evidence, DateTimeOffset at, CancellationToken cancellation)
    {
        if (decision is not (MailStatus.Pending or MailStatus.Suppressed))
            throw new ArgumentOutOfRangeException(nameof(decision), decision, "A mail is sent again or dropped.");
        return WriteAsync<int?>("deciding on a mail", async session =>
        {
            (string, object?)[] which = [("@key", key), ("@failed", (int)MailStatus.Failed), ("@uncertain", (int)MailStatus.Uncertain)];
            var changed = await session.ExecuteAsync(
                """
                UPDATE mail SET status = @status, evidence = @evidence,
                  not_before = CASE WHEN @status = 0 THEN @at ELSE not_before END,
                  finished_at = CASE WHEN @status = 0 THEN NULL ELSE @at END,
                  mail_group = CASE WHEN @status = 0 THEN NULL ELSE mail_group END
                WHERE mail_key = @key AND status IN (@failed, @uncertain)
                """,
                [.. which, ("@status", (int)decision), ("@evidence", StoredNumbers.Clean(evidence)), ("@at", StoredNumbers.Ticks(at))]);
            if (changed == 0) return null;
            return (await session.QueryAsync("SELECT shard FROM mail WHERE mail_key = @key", row => row.GetInt32(0), ("@key", key)))[0];
        }, cancellation);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> OldestPendingMailAsync(CancellationToken cancellation) =>
        ReadAsync<DateTimeOffset?>("looking for the oldest mail", async session =>
            (await session.QueryAsync("SELECT min(created_at) FROM mail WHERE status = 0", row => row.InstantOrNull(0)))[0], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryRow>> LatestChangesAsync(int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<HistoryRow>>("reading the latest changes", async session => await session.QueryAsync(
            $"""
            SELECT h.sequence, e.entity_id, h.kind, h.at, h.json FROM history h JOIN entity e ON e.id = h.entity
            WHERE h.published = 1 AND h.sequence < {session.Dialect.StepsFinalBelow} ORDER BY h.sequence DESC LIMIT @limit
            """,
            HistoryRowOf,
            ("@limit", limit)), cancellation);
}
