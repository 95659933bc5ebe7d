using SyncCluster.Core.Kinds;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

public sealed partial class MemoryStateStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxRow>> TakeAsync(
        string system, int shard, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellation) =>
        WriteAsync<IReadOnlyList<OutboxRow>>("taking outbox rows", data =>
        {
            var due = InOrder(data.Outbox.Values.Where(row => IsDue(row, system, now) && row.Shard == shard)).ToList();
            if (due.Count == 0) return [];
            var taken = due.Where(row => row.Kind == due[0].Kind).Take(limit).Select(row => row with
            {
                // A row that is still in flight was taken and never answered: it may have been applied.
                Unanswered = row.Unanswered + (row.Status == OutboxStatus.InFlight ? 1 : 0),
                Status = OutboxStatus.InFlight,
                NotBefore = leaseUntil,
                Reason = null,
                WaitingFor = null,
            }).ToList();
            foreach (var row in taken) data.Outbox[(row.EntityId, row.System, row.Action)] = row;
            return taken;
        }, cancellation);

    /// <inheritdoc/>
    public Task<int> CountUndeliveredAsync(IReadOnlyCollection<string> systems, IReadOnlyList<string> entityIds, CancellationToken cancellation) =>
        ReadAsync("counting undelivered changes", data => data.Outbox.Values
            .Where(row => row.Action == OutboxAction.Push && row.Status is OutboxStatus.Pending or OutboxStatus.InFlight && systems.Contains(row.System))
            .Select(row => row.EntityId).Intersect(entityIds).Count(), cancellation);

    /// <inheritdoc/>
    public Task<int> ReclaimAsync(string system, int shard, DateTimeOffset now, CancellationToken cancellation) =>
        WriteAsync("reclaiming outbox rows", data =>
        {
            var left = data.Outbox.Values.Where(row =>
                row.System == system && row.Shard == shard && row.Status == OutboxStatus.InFlight && row.NotBefore > now).ToList();
            foreach (var row in left) data.Outbox[(row.EntityId, row.System, row.Action)] = row with { NotBefore = now };
            return left.Count;
        }, cancellation);

    /// <inheritdoc/>
    public Task ReturnAsync(IReadOnlyList<OutboxReturn> returns, CancellationToken cancellation) =>
        WriteAsync("giving outbox rows back", data =>
        {
            foreach (var (row, notBefore, waitingFor, reason) in returns)
            {
                var key = (row.EntityId, row.System, row.Action);
                // A row that is no longer in flight under this operation and lease is somebody else's by now.
                if (!data.Outbox.TryGetValue(key, out var there) || there.OperationId != row.OperationId
                    || there.Status != OutboxStatus.InFlight || there.NotBefore != row.NotBefore) continue;
                data.Outbox[key] = there with
                {
                    Status = waitingFor is null ? OutboxStatus.Pending : OutboxStatus.Waiting,
                    NotBefore = notBefore,
                    Reason = reason,
                    WaitingFor = waitingFor,
                };
            }
        }, cancellation);

    /// <inheritdoc/>
    public Task FinishFetchesAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellation) =>
        WriteAsync("finishing fetches", data =>
        {
            foreach (var row in rows)
            {
                var key = (row.EntityId, row.System, row.Action);
                if (data.Outbox.TryGetValue(key, out var there) && there.Status == OutboxStatus.InFlight
                    && there.OperationId == row.OperationId && there.NotBefore == row.NotBefore) data.Outbox.Remove(key);
            }
        }, cancellation);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDueAsync(string system, int shard, CancellationToken cancellation) =>
        ReadAsync("looking for the next due outbox row", data => data.Outbox.Values
            .Where(row => row.System == system && row.Shard == shard && row.Status != OutboxStatus.Parked)
            .Min(row => (DateTimeOffset?)row.NotBefore), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> DueShardsAsync(string system, DateTimeOffset now, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<int>>("looking for due shards", data =>
            [.. data.Outbox.Values.Where(row => IsDue(row, system, now)).Select(row => row.Shard).Distinct().Order()], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> WakeWaitingAsync(
        string system, IReadOnlyList<NaturalKey> keys, DateTimeOffset now, CancellationToken cancellation) =>
        WriteAsync<IReadOnlyList<int>>("waking waiting outbox rows", data =>
        {
            var woken = data.Outbox.Values.Where(row =>
                row.System == system && row.Status == OutboxStatus.Waiting && row.WaitingFor is { } key && keys.Contains(key)).ToList();
            foreach (var row in woken)
            {
                data.Outbox[(row.EntityId, row.System, row.Action)] = row with
                {
                    Status = OutboxStatus.Pending, NotBefore = now, Reason = null, WaitingFor = null,
                };
            }

            return [.. woken.Select(row => row.Shard).Distinct().Order()];
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxRow>> ListOutboxAsync(string? system, OutboxStatus? status, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<OutboxRow>>("listing the outbox", data =>
        [
            .. data.Outbox.Values.Where(row => (system is null || row.System == system) && (status is null || row.Status == status))
                .OrderBy(row => row.EnqueuedAt).ThenBy(row => row.EntityId, StringComparer.Ordinal)
                .ThenBy(row => row.System, StringComparer.Ordinal).ThenBy(row => row.Action).Take(limit),
        ], cancellation);

    private static bool IsDue(OutboxRow row, string system, DateTimeOffset now) =>
        row.System == system && row.Status != OutboxStatus.Parked && row.NotBefore <= now;

    private static IEnumerable<OutboxRow> InOrder(IEnumerable<OutboxRow> rows) => rows
        .OrderBy(row => row.NotBefore).ThenBy(row => row.EnqueuedAt)
        .ThenBy(row => row.EntityId, StringComparer.Ordinal).ThenBy(row => row.Action);
}
