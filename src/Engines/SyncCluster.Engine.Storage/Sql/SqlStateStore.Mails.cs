using System.Data.Common;

namespace SyncCluster.Engine.Storage.Sql;

internal abstract partial class SqlStateStore
{
    private const string MailColumns =
        "mail_key, shard, template, language, recipient, model, entity_id, status, created_at, attempts, not_before, finished_at, evidence, mail_group";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredMail>> TakeMailsAsync(int shard, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        (string, object?)[] due = [("@shard", shard), ("@now", StoredNumbers.Ticks(now))];
        var any = await ReadAsync("looking for due mails", session => session.QueryAsync(
            "SELECT 1 FROM mail WHERE status = 0 AND shard = @shard AND not_before <= @now LIMIT 1", row => row.GetInt32(0), due), cancellation);
        if (any.Count == 0) return [];
        return await WriteAsync<IReadOnlyList<StoredMail>>("taking mails", async session =>
        {
            var mails = await session.QueryAsync(
                $"""
                SELECT {MailColumns} FROM mail WHERE status = 0 AND shard = @shard AND not_before <= @now
                ORDER BY not_before, id LIMIT @limit {session.Dialect.SkipLocked("mail")}
                """,
                MailOf,
                [.. due, ("@limit", limit)]);
            var groups = mails.Select(mail => mail.Draft.Group).OfType<string>().Distinct().ToArray();
            if (groups.Length > 0)
            {
                var taken = mails.Select(mail => mail.Draft.Key).ToHashSet(StringComparer.Ordinal);
                var others = await session.QueryAsync(
                    $"""
                    SELECT {MailColumns} FROM mail WHERE status = 0 AND shard = @shard AND {session.Dialect.Among("mail_group", "@groups")}
                    ORDER BY not_before, id {session.Dialect.SkipLocked("mail")}
                    """,
                    MailOf,
                    ("@shard", shard), ("@groups", groups));
                mails.AddRange(others.Where(mail => !taken.Contains(mail.Draft.Key)));
            }

            await session.ExecuteAsync(
                $"UPDATE mail SET status = 1, attempts = attempts + 1, taken_at = @now WHERE {session.Dialect.Among("mail_key", "@keys")}",
                ("@now", StoredNumbers.Ticks(now)), ("@keys", mails.Select(mail => mail.Draft.Key).ToArray()));
            return [.. mails.Select(mail => mail with { Status = MailStatus.Sending, Attempts = mail.Attempts + 1 })];
        }, cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MailGroup?>> FindMailGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<MailGroup?>>("looking up groups of mails", async session =>
        {
            var rows = await session.QueryAsync(
                $"SELECT mail_group, language, status, count(*) FROM mail WHERE {session.Dialect.Among("mail_group", "@groups")} AND status <> 5 GROUP BY mail_group, language, status",
                row => (Group: row.GetString(0), Language: row.GetString(1), Status: (MailStatus)row.GetInt32(2), Count: (int)row.GetInt64(3)),
                ("@groups", groups.ToArray()));
            var found = rows.ToLookup(row => row.Group, StringComparer.Ordinal);
            return
            [
                .. groups.Select(group => found[group].ToList() is { Count: > 0 } mails
                    ? new MailGroup(
                        mails.Select(row => row.Language).Order(StringComparer.Ordinal).First(),
                        mails.Where(row => row.Status == MailStatus.Pending).Sum(row => row.Count),
                        mails.Where(row => row.Status == MailStatus.Sending).Sum(row => row.Count),
                        mails.Where(row => row.Status is not (MailStatus.Pending or MailStatus.Sending)).Sum(row => row.Count))
                    : null),
            ];
        }, cancellation);

    /// <inheritdoc/>
    public Task FinishMailsAsync(
        IReadOnlyList<string> keys, MailStatus status, DateTimeOffset at, DateTimeOffset? notBefore, string? evidence, CancellationToken cancellation) =>
        WriteAsync("noting what became of mails", session => session.ExecuteAsync(
            $"""
            UPDATE mail SET status = @status, evidence = @evidence,
              not_before = CASE WHEN @status = 0 THEN @not_before ELSE not_before END,
              finished_at = CASE WHEN @status IN (0, 1) THEN NULL ELSE @at END
            WHERE {session.Dialect.Among("mail_key", "@keys")} AND status IN (0, 1, 4)
            """,
            ("@status", (int)status), ("@evidence", evidence is null ? null : StoredNumbers.Clean(evidence)),
            ("@not_before", StoredNumbers.Ticks(notBefore ?? at)), ("@at", StoredNumbers.Ticks(at)), ("@keys", keys.ToArray())), cancellation);

    /// <inheritdoc/>
    public Task<int> MarkInterruptedMailsAsync(int shard, DateTimeOffset takenBefore, CancellationToken cancellation) =>
        WriteAsync("noting interrupted mails", session => session.ExecuteAsync(
            "UPDATE mail SET status = 4, finished_at = @before WHERE status = 1 AND shard = @shard AND taken_at < @before",
            ("@before", StoredNumbers.Ticks(takenBefore)), ("@shard", shard)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> DueMailShardsAsync(DateTimeOffset now, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<int>>("looking for shards with due mails", async session => await session.QueryAsync(
            "SELECT DISTINCT shard FROM mail WHERE status = 0 AND not_before <= @now ORDER BY shard",
            row => row.GetInt32(0),
            ("@now", StoredNumbers.Ticks(now))), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMail>> ListMailsAsync(string? entityId, MailStatus? status, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredMail>>("listing mails", async session => await session.QueryAsync(
            $"""
            SELECT {MailColumns} FROM mail
            WHERE {(entityId is null ? "true" : "entity_id = @entity")} AND {(status is null ? "true" : "status = @status")}
            ORDER BY created_at DESC, id DESC LIMIT @limit
            """,
            MailOf,
            [.. Given("@entity", entityId), .. Given("@status", (int?)status), ("@limit", limit)]), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<MailStatus, long>> CountMailsAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyDictionary<MailStatus, long>>("counting mails", async session =>
        {
            var counts = await session.QueryAsync(
                "SELECT status, count(*) FROM mail GROUP BY status", row => ((MailStatus)row.GetInt32(0), row.GetInt64(1)));
            return counts.ToDictionary(count => count.Item1, count => count.Item2);
        }, cancellation);

    private static StoredMail MailOf(DbDataReader row) => new(
        new MailDraft(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Blob(5))
        {
            Group = row.TextOrNull(13),
        },
        row.GetString(6),
        (MailStatus)row.GetInt32(7),
        row.Instant(8))
    {
        Attempts = row.GetInt32(9),
        NotBefore = row.Instant(10),
        FinishedAt = row.InstantOrNull(11),
        Evidence = row.TextOrNull(12),
    };
}
