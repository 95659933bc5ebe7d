using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

public sealed partial class MemoryStateStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<EntityRow>> SearchAsync(EntityQuery query, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<EntityRow>>("searching entities", data =>
        [
            .. data.Entities.Where(entity => Fits(query, entity.Key, entity.Value)).Take(query.Limit)
                .Select(entity => new EntityRow(entity.Key, entity.Value.Kind, entity.Value.Version, entity.Value.Summary, entity.Value.ChangedAt)),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KindCount>> CountEntitiesAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<KindCount>>("counting entities", data =>
        [
            .. data.Entities.Values.Where(entity => !entity.Summary.Merged).GroupBy(entity => entity.Kind).OrderBy(group => group.Key).Select(group => new KindCount(
                group.Key,
                group.LongCount(),
                group.LongCount(entity => entity.Summary.Pending > 0),
                group.LongCount(entity => entity.Summary.Parked > 0),
                group.LongCount(entity => entity.Summary.Conflicts > 0),
                group.LongCount(entity => entity.Summary.Drift > 0),
                group.LongCount(entity => entity.Summary.Tombstoned))),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SystemCount>> CountSystemsAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<SystemCount>>("counting records and pushes", data =>
        {
            var records = data.Records.Where(record => !record.Value.Deleted).ToLookup(record => (record.Key.System, record.Key.Kind));
            var rows = data.Outbox.Values.Where(row => row.Action == OutboxAction.Push).ToLookup(row => (row.System, row.Kind));
            return
            [
                .. records.Select(group => group.Key).Union(rows.Select(group => group.Key))
                    .OrderBy(key => key.System, StringComparer.Ordinal).ThenBy(key => key.Kind)
                    .Select(key => new SystemCount(
                        key.System,
                        key.Kind,
                        records[key].LongCount(),
                        rows[key].LongCount(row => row.Status is OutboxStatus.Pending or OutboxStatus.Waiting),
                        rows[key].LongCount(row => row.Status == OutboxStatus.InFlight),
                        rows[key].LongCount(row => row.Status == OutboxStatus.Parked),
                        rows[key].Where(row => row.Status != OutboxStatus.Parked).Min(row => (DateTimeOffset?)row.EnqueuedAt))),
            ];
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryRow>> HistoryAsync(string entityId, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<HistoryRow>>("reading an entity's history", data =>
        [
            .. Enumerable.Reverse(data.History).Where(entry => entry.Told && entry.Row.EntityId == entityId).Take(limit).Select(entry => entry.Row),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryRow>> ChangesAsync(long after, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<HistoryRow>>("reading changes", data =>
        [
            .. data.History.Where(entry => entry.Published && entry.Row.Sequence > after).Take(limit).Select(entry => entry.Row),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryRow>> LatestChangesAsync(int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<HistoryRow>>("reading the latest changes", data =>
        [
            .. Enumerable.Reverse(data.History).Where(entry => entry.Published).Take(limit).Select(entry => entry.Row),
        ], cancellation);

    private static bool Fits(EntityQuery query, string entityId, EntityEntry entity) =>
        !entity.Summary.Merged
        && (query.After is null || string.CompareOrdinal(entityId, query.After) > 0)
        && (query.Kind is null || entity.Kind == query.Kind)
        && (query.OrderState is null || entity.Summary.OrderState == query.OrderState)
        && (query.OrderStates is null || (entity.Summary.OrderState is { } state && query.OrderStates.Contains(state)))
        && (query.ExpectedBefore is null || entity.Summary.ExpectedBy < query.ExpectedBefore)
        && (query.ChangedSince is null || entity.ChangedAt >= query.ChangedSince)
        && (query.Text is null || entity.Summary.SearchText.Contains(query.Text.ToLowerInvariant(), StringComparison.Ordinal))
        && Has(query.Having, entity.Summary);

    private static bool Has(string? having, EntitySummary summary) => having switch
    {
        null => true,
        "pending" => summary.Pending > 0,
        "parked" => summary.Parked > 0,
        "conflict" => summary.Conflicts > 0,
        "drift" => summary.Drift > 0,
        _ => throw new ArgumentException($"'{having}' is none of pending, parked, conflict, drift.", nameof(having)),
    };
}
