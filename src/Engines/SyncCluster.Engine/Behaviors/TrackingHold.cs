using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>All mails about delivery dates are held back by a person: what is due waits, and nothing is lost.</summary>
/// <param name="By">Who holds them.</param>
/// <param name="At">Since when.</param>
public sealed record TrackingHold(string By, DateTimeOffset At)
{
    /// <summary>The name under which news of delivery dates stands in the outbox.</summary>
    public const string Outbox = TrackingBehavior.SystemName;

    /// <summary>Key of its document.</summary>
    public const string Document = "tracking/hold";

    internal const string Told = "mails about dates are held";

    internal static readonly TimeSpan LooksAgain = TimeSpan.FromMinutes(10);

    internal static NaturalKey Key { get; } = new(Kind.Order, "@tracking", "HELD");

    /// <summary>The hold; null where mails go out.</summary>
    public static async Task<TrackingHold?> ReadAsync(IStateStore store, CancellationToken cancellation) =>
        await store.ReadDocumentAsync(Document, cancellation) is { Length: > 0 } json && EngineJson.Read<HoldDocument>(json.Span) is { By: { } by } held
            ? new TrackingHold(by, held.At)
            : null;

    /// <summary>Holds every mail about dates from now on.</summary>
    public static Task HoldAsync(IStateStore store, string by, DateTimeOffset at, CancellationToken cancellation) =>
        WriteAsync(store, new HoldDocument(by, at), cancellation);

    /// <summary>Lets them go; what waited is looked at now. Answers the actors to be woken.</summary>
    public static async Task<IReadOnlyList<ActorAddress>> ReleaseAsync(IStateStore store, DateTimeOffset at, CancellationToken cancellation)
    {
        await WriteAsync(store, new HoldDocument(null, at), cancellation);
        var shards = await store.WakeWaitingAsync(TrackingBehavior.SystemName, [Key], at, cancellation);
        return [.. shards.Select(shard => ActorAddress.Outbound(TrackingBehavior.SystemName, shard))];
    }

    private static Task WriteAsync(IStateStore store, HoldDocument document, CancellationToken cancellation) =>
        store.WriteDocumentsAsync([new StoredDocument(Document, EngineJson.Write(document))], cancellation);

    private sealed record HoldDocument(string? By, DateTimeOffset At);
}
