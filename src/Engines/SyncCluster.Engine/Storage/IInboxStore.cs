namespace SyncCluster.Engine.Storage;

/// <summary>Webhooks that were accepted and are not handled yet.</summary>
public interface IInboxStore
{
    /// <summary>Keeps a signal; false where one with the same content key from the same system is known already.</summary>
    Task<bool> AddSignalAsync(StoredSignal signal, CancellationToken cancellation);

    /// <summary>The oldest signals of a system that are not handled.</summary>
    Task<IReadOnlyList<StoredSignal>> ReadSignalsAsync(string system, int limit, CancellationToken cancellation);

    /// <summary>Notes signals as handled; their content keys stay known.</summary>
    Task MarkSignalsHandledAsync(string system, IReadOnlyList<string> contentKeys, CancellationToken cancellation);

    /// <summary>Forgets content keys of handled signals, and handled staged records, from before <paramref name="before"/>.</summary>
    Task PruneAsync(DateTimeOffset before, CancellationToken cancellation);
}

/// <summary>One accepted webhook.</summary>
/// <param name="System">Who sent it.</param>
/// <param name="ContentKey">Equal for deliveries that tell the same.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Payload">The verdict in the codec's form.</param>
public sealed record StoredSignal(string System, string ContentKey, DateTimeOffset ReceivedAt, ReadOnlyMemory<byte> Payload);
