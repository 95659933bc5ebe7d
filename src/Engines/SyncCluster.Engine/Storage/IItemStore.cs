using SyncCluster.Core.Kinds;

namespace SyncCluster.Engine.Storage;

/// <summary>Which entities speak of a thing without being it, and items at suppliers that are no product of ours.</summary>
public interface IItemStore
{
    /// <summary>Entities that mention one of <paramref name="keys"/>, each with the key; in no order.</summary>
    Task<IReadOnlyList<Mention>> FindMentionsAsync(IReadOnlyList<NaturalKey> keys, CancellationToken cancellation);

    /// <summary>Keeps items that are no product of ours; what was known of one before is replaced but for when it was seen first.</summary>
    Task PutUnmatchedAsync(IReadOnlyList<UnmatchedItem> items, CancellationToken cancellation);

    /// <summary>Forgets items of a system: they were matched.</summary>
    Task RemoveUnmatchedAsync(string system, IReadOnlyList<string> remoteIds, CancellationToken cancellation);

    /// <summary>Items that are no product of ours, by system and remote id; <paramref name="after"/> is the last of the page before.</summary>
    Task<IReadOnlyList<UnmatchedItem>> ListUnmatchedAsync(string? system, string? after, int limit, CancellationToken cancellation);

    /// <summary>One of them; null where there is none.</summary>
    Task<UnmatchedItem?> FindUnmatchedAsync(string system, string remoteId, CancellationToken cancellation);

    /// <summary>How many there are, by system.</summary>
    Task<IReadOnlyDictionary<string, long>> CountUnmatchedAsync(CancellationToken cancellation);
}

/// <summary>An entity speaks of a key.</summary>
public readonly record struct Mention(NaturalKey Key, string EntityId);

/// <summary>An item at a supplier that is no product of ours.</summary>
/// <param name="System">The supplier.</param>
/// <param name="RemoteId">The supplier's code.</param>
/// <param name="Seen">The observation, as JSON.</param>
/// <param name="Reason">Why no product was found, for people.</param>
/// <param name="FirstAt">When it was seen first.</param>
/// <param name="LastAt">When it was seen last.</param>
public sealed record UnmatchedItem(
    string System, string RemoteId, ReadOnlyMemory<byte> Seen, string Reason, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    /// <summary>The item's place in a list: <see cref="IItemStore.ListUnmatchedAsync"/> goes on after it.</summary>
    public string Place => $"{System}/{RemoteId}";
}
