using SyncCluster.Core.Faults;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// How a system's gate stands by the word of whichever process spoke to the system last; kept in the store under
/// <see cref="Key"/>, so that processes which speak to no system can tell it too.
/// </summary>
public sealed record GateDocument
{
    /// <summary>The system.</summary>
    public required string System { get; init; }

    /// <summary>When it was told: while a system answers, once a minute.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Until when nothing is sent; null where the system answered.</summary>
    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>What closed the gate.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Prefix of the keys of these documents.</summary>
    public const string Prefix = "gate/";

    /// <summary>Key of the document of a system.</summary>
    public static string Key(string system) => Prefix + system;

    /// <summary>True where the system answered last, false while nothing is sent to it, null where a try is due and its end is not known.</summary>
    public bool? IsAvailable(DateTimeOffset now) => ClosedUntil is not { } until ? true : now < until ? false : null;

    /// <summary>Every system of which anything was told, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, GateDocument>> AllAsync(IStateStore store, CancellationToken cancellation) =>
        (await store.ListDocumentsAsync(Prefix, cancellation)).Select(document => Read(document.Json)).ToDictionary(gate => gate.System, StringComparer.Ordinal);

    /// <summary>
    /// Has whoever speaks to a system try now though its gate is closed: a person wants it, or it was read again after it
    /// could not be. Where it fails, the gate closes as before. Nothing where it is open.
    /// </summary>
    public static async Task TryNowAsync(IStateStore store, string system, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await store.ReadDocumentAsync(Key(system), cancellation) is not { } json || Read(json) is not { ClosedUntil: { } until } gate || until <= now) return;
        await store.WriteDocumentsAsync([(gate with { At = now, ClosedUntil = now }).Stored()], cancellation);
    }

    /// <summary>The document in its stored form.</summary>
    public StoredDocument Stored() => new(Key(System), EngineJson.Write(this));

    /// <summary>The document read from its stored form.</summary>
    public static GateDocument Read(ReadOnlyMemory<byte> json) => EngineJson.Read<GateDocument>(json.Span);
}
