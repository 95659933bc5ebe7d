using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>Where the store keeps how a system's webhooks stand, and what they missed.</summary>
public static class HookDocuments
{
    /// <summary>Prefix of the keys of <see cref="HookState"/>; the rest is the system's name.</summary>
    public const string Prefix = "hooks/";

    /// <summary>How the webhooks of <paramref name="system"/> stand; null where nobody has looked yet.</summary>
    public static async Task<HookState?> FindAsync(IStateStore store, string system, CancellationToken cancellation) =>
        await store.ReadDocumentAsync(Prefix + system, cancellation) is { } json ? EngineJson.Read<HookState>(json.Span) : null;

    /// <summary>How the webhooks of every system stand that has any, by its name.</summary>
    public static async Task<IReadOnlyDictionary<string, HookState>> AllAsync(IStateStore store, CancellationToken cancellation) =>
        (await store.ListDocumentsAsync(Prefix, cancellation)).ToDictionary(one => one.Key[Prefix.Length..], one => EngineJson.Read<HookState>(one.Json.Span), StringComparer.Ordinal);

    internal static StoredDocument Of(string system, HookState state) => new(Prefix + system, EngineJson.Write(state));

    /// <summary>What the feeds of one group found: each group counts for itself, as they read side by side.</summary>
    internal static async Task<MissedSignals?> MissedByAsync(IStateStore store, string system, Kind kind, string group, CancellationToken cancellation) =>
        await store.ReadDocumentAsync($"{MissedKey(system, kind)}/{group}", cancellation) is { } json ? Missed(json) : null;

    /// <summary>Keeps what the feeds of one group found.</summary>
    internal static StoredDocument Of(string system, Kind kind, string group, MissedSignals missed) => new($"{MissedKey(system, kind)}/{group}", EngineJson.Write(missed));

    /// <summary>What all feeds of a kind found; null where nothing.</summary>
    internal static async Task<MissedSignals?> MissedAsync(IStateStore store, string system, Kind kind, CancellationToken cancellation)
    {
        var all = (await store.ListDocumentsAsync(MissedKey(system, kind), cancellation)).Select(one => Missed(one.Json)).OfType<MissedSignals>().ToList();
        return all.Count == 0 ? null : new MissedSignals(all.Min(one => one.FirstAt), (int)Math.Min(all.Sum(one => (long)one.Count), int.MaxValue));
    }

    /// <summary>What makes the count of a kind begin anew.</summary>
    internal static async Task<IEnumerable<StoredDocument>> BegunAnewAsync(IStateStore store, string system, Kind kind, DateTimeOffset at, CancellationToken cancellation) =>
        (await store.ListDocumentsAsync(MissedKey(system, kind), cancellation)).Select(one => one with { Json = EngineJson.Write(new MissedSignals(at, 0)) });

    private static MissedSignals? Missed(ReadOnlyMemory<byte> json) => EngineJson.Read<MissedSignals>(json.Span) is { Count: > 0 } missed ? missed : null;

    private static string MissedKey(string system, Kind kind) => $"hooks-missed/{system}/{kind}";
}
