using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

public sealed partial class MemoryStateStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMail>> TakeMailsAsync(int shard, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        WriteAsync<IReadOnlyList<StoredMail>>("taking mails", data =>
        {
            var taken = data.Mails.Values
                .Where(entry => entry.Mail.Status == MailStatus.Pending && entry.Mail.Draft.Shard == shard && entry.Mail.NotBefore <= now)
                .OrderBy(entry => entry.Mail.NotBefore).ThenBy(entry => entry.Number).Take(limit).ToList();
            var groups = taken.Select(entry => entry.Mail.Draft.Group).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var others = data.Mails.Values.Where(entry => entry.Mail.Status == MailStatus.Pending && entry.Mail.Draft.Shard == shard
                && entry.Mail.Draft.Group is { } group && groups.Contains(group) && !taken.Contains(entry));
            taken = taken.Concat(others.OrderBy(entry => entry.Mail.NotBefore).ThenBy(entry => entry.Number))
                .Select(entry => entry with
                {
                    Mail = entry.Mail with { Status = MailStatus.Sending, Attempts = entry.Mail.Attempts + 1 }, TakenAt = now,
                })
                .ToList();
            foreach (var entry in taken) data.Mails[entry.Mail.Draft.Key] = entry;
            return [.. taken.Select(entry => entry.Mail)];
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MailGroup?>> FindMailGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<MailGroup?>>("looking up groups of mails", data =>
        [
            .. groups.Select(group => data.Mails.Values.Select(entry => entry.Mail)
                .Where(mail => mail.Draft.Group == group && mail.Status != MailStatus.Suppressed).ToList() is { Count: > 0 } mails
                ? new MailGroup(
                    mails.Select(mail => mail.Draft.Language).Order(StringComparer.Ordinal).First(),
                    mails.Count(mail => mail.Status == MailStatus.Pending),
                    mails.Count(mail => mail.Status == MailStatus.Sending),
                    mails.Count(mail => mail.Status is not (MailStatus.Pending or MailStatus.Sending)))
                : null),
        ], cancellation);

    /// <inheritdoc/>
    public Task FinishMailsAsync(
        IReadOnlyList<string> keys, MailStatus status, DateTimeOffset at, DateTimeOffset? notBefore, string? evidence, CancellationToken cancellation) =>
        WriteAsync("noting what became of mails", data =>
        {
            foreach (var key in keys)
            {
                if (!data.Mails.TryGetValue(key, out var entry) || entry.Mail.Status is MailStatus.Sent or MailStatus.Failed or MailStatus.Suppressed) continue;
                data.Mails[key] = entry with
                {
                    Mail = entry.Mail with
                    {
                        Status = status,
                        Evidence = evidence,
                        NotBefore = status == MailStatus.Pending ? notBefore ?? at : entry.Mail.NotBefore,
                        FinishedAt = status is MailStatus.Pending or MailStatus.Sending ? null : at,
                    },
                };
            }
        }, cancellation);

    /// <inheritdoc/>
    public Task<int> MarkInterruptedMailsAsync(int shard, DateTimeOffset takenBefore, CancellationToken cancellation) =>
        WriteAsync("noting interrupted mails", data =>
        {
            var interrupted = data.Mails.Values.Where(entry =>
                entry.Mail.Status == MailStatus.Sending && entry.Mail.Draft.Shard == shard && entry.TakenAt < takenBefore).ToList();
            foreach (var entry in interrupted)
                data.Mails[entry.Mail.Draft.Key] = entry with { Mail = entry.Mail with { Status = MailStatus.Uncertain, FinishedAt = takenBefore } };
            return interrupted.Count;
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> DueMailShardsAsync(DateTimeOffset now, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<int>>("looking for shards with due mails", data =>
        [
            .. data.Mails.Values.Where(entry => entry.Mail.Status == MailStatus.Pending && entry.Mail.NotBefore <= now)
                .Select(entry => entry.Mail.Draft.Shard).Distinct().Order(),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMail>> ListMailsAsync(string? entityId, MailStatus? status, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredMail>>("listing mails", data =>
        [
            .. data.Mails.Values
                .Where(entry => (entityId is null || entry.Mail.EntityId == entityId) && (status is null || entry.Mail.Status == status))
                .OrderByDescending(entry => entry.Mail.CreatedAt).ThenByDescending(entry => entry.Number).Take(limit).Select(entry => entry.Mail),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<MailStatus, long>> CountMailsAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyDictionary<MailStatus, long>>("counting mails", data =>
            data.Mails.Values.GroupBy(entry => entry.Mail.Status).ToDictionary(group => group.Key, group => group.LongCount()), cancellation);

    /// <inheritdoc/>
    public Task<int?> DecideMailAsync(string key, MailStatus decision, string evidence, DateTimeOffset at, CancellationToken cancellation) =>
        WriteAsync<int?>("deciding on a mail", data =>
        {
            if (!data.Mails.TryGetValue(key, out var entry) || entry.Mail.Status is not (MailStatus.Failed or MailStatus.Uncertain)) return null;
            var again = decision == MailStatus.Pending;
            data.Mails[key] = entry with
            {
                Mail = entry.Mail with
                {
                    Status = decision,
                    Evidence = evidence,
                    NotBefore = again ? at : entry.Mail.NotBefore,
                    FinishedAt = again ? null : at,
                    Draft = again ? entry.Mail.Draft with { Group = null } : entry.Mail.Draft,
                },
            };
            return entry.Mail.Draft.Shard;
        }, cancellation);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> OldestPendingMailAsync(CancellationToken cancellation) =>
        ReadAsync("looking for the oldest mail", data =>
            data.Mails.Values.Where(entry => entry.Mail.Status == MailStatus.Pending).Min(entry => (DateTimeOffset?)entry.Mail.CreatedAt), cancellation);
}
