using SyncCluster.Core.Kinds;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Memory;

public sealed partial class MemoryStateStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Mention>> FindMentionsAsync(IReadOnlyList<NaturalKey> keys, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<Mention>>("looking up who mentions keys", data =>
        [
            .. data.Entities.SelectMany(entity => entity.Value.Mentions.Where(keys.Contains).Select(key => new Mention(key, entity.Key))),
        ], cancellation);

    /// <inheritdoc/>
    public Task PutUnmatchedAsync(IReadOnlyList<UnmatchedItem> items, CancellationToken cancellation) =>
        WriteAsync("keeping unmatched items", data =>
        {
            foreach (var item in items)
            {
                data.Unmatched[(item.System, item.RemoteId)] = data.Unmatched.TryGetValue((item.System, item.RemoteId), out var there)
                    ? item with { FirstAt = there.FirstAt, Seen = item.Seen.ToArray() }
                    : item with { Seen = item.Seen.ToArray() };
            }
        }, cancellation);

    /// <inheritdoc/>
    public Task RemoveUnmatchedAsync(string system, IReadOnlyList<string> remoteIds, CancellationToken cancellation) =>
        WriteAsync("removing unmatched items", data =>
        {
            foreach (var remoteId in remoteIds) data.Unmatched.Remove((system, remoteId));
        }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnmatchedItem>> ListUnmatchedAsync(string? system, string? after, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<UnmatchedItem>>("listing unmatched items", data =>
        [
            .. data.Unmatched.Values.Where(item => system is null || item.System == system)
                .OrderBy(item => item.System, StringComparer.Ordinal).ThenBy(item => item.RemoteId, StringComparer.Ordinal)
                .SkipWhile(item => after is not null && IsUpTo(item, after)).Take(limit),
        ], cancellation);

    /// <inheritdoc/>
    public Task<UnmatchedItem?> FindUnmatchedAsync(string system, string remoteId, CancellationToken cancellation) =>
        ReadAsync("looking up an unmatched item", data => data.Unmatched.GetValueOrDefault((system, remoteId)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountUnmatchedAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyDictionary<string, long>>("counting unmatched items", data =>
            data.Unmatched.Values.GroupBy(item => item.System).ToDictionary(group => group.Key, group => group.LongCount()), cancellation);

    private static bool IsUpTo(UnmatchedItem item, string place)
    {
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return false;
        var order = string.CompareOrdinal(item.System, place[..slash]);
        return order < 0 || (order == 0 && string.CompareOrdinal(item.RemoteId, place[(slash + 1)..]) <= 0);
    }
}
