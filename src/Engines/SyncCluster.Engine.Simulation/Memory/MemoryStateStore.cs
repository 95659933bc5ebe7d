using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

/// <summary>
/// The state store in memory, with the rules of the databases. What is committed stays in the
/// <see cref="MemoryDatabase"/>, however the process that committed it ends.
/// </summary>
public sealed partial class MemoryStateStore(MemoryDatabase database, TimeProvider time, StoreWeather? weather = null) : IStateStore
{
    private readonly StoreWeather _weather = weather ?? StoreWeather.Fair;

    /// <inheritdoc/>
    public Task MigrateAsync(CancellationToken cancellation) => WriteAsync("migrating", _ => { }, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEntity?>> LoadAsync(IReadOnlyList<string> entityIds, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredEntity?>>("loading entities", data =>
        [
            .. entityIds.Select(id => data.Entities.TryGetValue(id, out var entity)
                ? new StoredEntity(id, entity.Kind, entity.Version, entity.State)
                : null),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommitVerdict>> CommitAsync(IReadOnlyList<Transition> transitions, CancellationToken cancellation) =>
        WriteAsync<IReadOnlyList<CommitVerdict>>(
            "committing", data => MemoryCommit.Take(data, transitions), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>> FindOwnersAsync(IReadOnlyList<NaturalKey> keys, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<string?>>("looking up natural keys", data => [.. keys.Select(key => data.Keys.GetValueOrDefault(key)?.Owner)], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ClaimAsync(IReadOnlyList<(NaturalKey Key, string EntityId)> claims, CancellationToken cancellation) =>
        WriteAsync<IReadOnlyList<string>>("claiming natural keys", data =>
        {
            foreach (var (key, entityId) in claims) data.Keys.TryAdd(key, new KeyEntry(entityId));
            return [.. claims.Select(claim => data.Keys[claim.Key].Owner)];
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnownRecord?>> FindRecordsAsync(
        string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<KnownRecord?>>("looking up fingerprints", data =>
        [
            .. remoteIds.Select(id => data.Records.TryGetValue(new RecordKey(system, kind, id), out var record) ? Known(id, record) : null),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>> FindRemoteIdsAsync(string system, IReadOnlyList<string> entityIds, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<string?>>("looking up remote ids", data =>
        {
            // A record that is gone never counts, and a provisional id only where there is no other.
            var found = data.Records.Where(record => record.Key.System == system && !record.Value.Deleted)
                .ToLookup(record => record.Value.EntityId, record => record.Key.RemoteId);
            return [.. entityIds.Select(id => found[id].OrderBy(RecordKey.IsProvisionalId).ThenBy(remote => remote, StringComparer.Ordinal).FirstOrDefault())];
        }, cancellation);

    /// <inheritdoc/>
    public Task<long> CountRecordsAsync(string system, Kind kind, CancellationToken cancellation) =>
        ReadAsync("counting records", data => data.Records.LongCount(
            record => record.Key.System == system && record.Key.Kind == kind && !record.Value.Deleted), cancellation);

    /// <inheritdoc/>
    public Task MarkSeenAsync(string feed, string system, Kind kind, IReadOnlyList<string> remoteIds, CancellationToken cancellation) =>
        WriteAsync("noting seen records", data =>
        {
            if (!data.Seen.TryGetValue(feed, out var seen)) data.Seen[feed] = seen = [];
            if (!seen.TryGetValue((system, kind), out var ids)) seen[(system, kind)] = ids = new HashSet<string>(StringComparer.Ordinal);
            ids.UnionWith(remoteIds);
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnownRecord>> FindUnseenAsync(
        string feed, string system, Kind kind, DateTimeOffset knownBefore, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<KnownRecord>>("finding unseen records", data =>
        {
            var seen = data.Seen.GetValueOrDefault(feed)?.GetValueOrDefault((system, kind));
            return
            [
                .. data.Records
                    .Where(record => record.Key.System == system && record.Key.Kind == kind && !record.Value.Deleted
                        && record.Value.KnownAt < knownBefore && !record.Key.IsProvisional && seen?.Contains(record.Key.RemoteId) != true)
                    .OrderBy(record => record.Key.RemoteId, StringComparer.Ordinal)
                    .Take(limit)
                    .Select(record => Known(record.Key.RemoteId, record.Value)),
            ];
        }, cancellation);

    /// <inheritdoc/>
    public Task ClearSeenAsync(string feed, CancellationToken cancellation) =>
        WriteAsync("beginning a census' round", data => { data.Seen.Remove(feed); }, cancellation);

    /// <inheritdoc/>
    public Task SetReminderAsync(StoredReminder reminder, CancellationToken cancellation) =>
        WriteAsync("setting a reminder", data => { data.Reminders[(reminder.Actor, reminder.Name)] = reminder; }, cancellation);

    /// <inheritdoc/>
    public Task ClearReminderAsync(string actor, string name, CancellationToken cancellation) =>
        WriteAsync("clearing a reminder", data => { data.Reminders.Remove((actor, name)); }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredReminder>> ListRemindersAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredReminder>>("listing reminders", data =>
        [
            .. data.Reminders.Values.OrderBy(reminder => reminder.Due)
                .ThenBy(reminder => reminder.Actor, StringComparer.Ordinal).ThenBy(reminder => reminder.Name, StringComparer.Ordinal),
        ], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnownRecord>> ListRecordsAsync(string system, Kind kind, string? after, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<KnownRecord>>("listing records", data =>
        [
            .. data.Records.Where(record => record.Key.System == system && record.Key.Kind == kind
                    && (after is null || string.CompareOrdinal(record.Key.RemoteId, after) > 0))
                .OrderBy(record => record.Key.RemoteId, StringComparer.Ordinal).Take(limit)
                .Select(record => Known(record.Key.RemoteId, record.Value)),
        ], cancellation);

    private static KnownRecord Known(string remoteId, RecordEntry record) =>
        new(remoteId, record.EntityId, record.Fingerprint, record.Guards, record.Deleted);

    private Task<T> ReadAsync<T>(string operation, Func<MemoryDatabase, T> read, CancellationToken cancellation) =>
        DoAsync(operation, writes: false, read, cancellation);

    private Task<T> WriteAsync<T>(string operation, Func<MemoryDatabase, T> write, CancellationToken cancellation) =>
        DoAsync(operation, writes: true, write, cancellation);

    private Task<bool> WriteAsync(string operation, Action<MemoryDatabase> write, CancellationToken cancellation) => DoAsync(
        operation,
        writes: true,
        data =>
        {
            write(data);
            return true;
        },
        cancellation);

    private async Task<T> DoAsync<T>(string operation, bool writes, Func<MemoryDatabase, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await _weather.BeforeAsync(operation, writes);
        T result;
        lock (database.Gate) result = work(database);
        await _weather.AfterAsync(operation, writes);
        return result;
    }
}
