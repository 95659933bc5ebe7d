using System.Text;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Storage;

/// <summary>Small things to store.</summary>
internal static class Samples
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(double minutes) => Start.AddMinutes(minutes);

    public static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes($"\"{text}\"");

    public static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span).Trim('"');

    public static NaturalKey Key(string value) => new(Kind.Product, "sku", value);

    public static Fingerprint Print(int number) => new(ulong.MaxValue - (ulong)number, (ulong)number);

    public static RecordChange Bound(string remoteId, int print = 1, bool deleted = false, string system = "erp") =>
        new(new RecordKey(system, Kind.Product, remoteId), Print(print), default, deleted);

    public static RecordChange Released(string remoteId, string system = "erp") =>
        new(new RecordKey(system, Kind.Product, remoteId), null);

    public static EntitySummary Summary(string title = "Thing") => new(title, title.ToLowerInvariant(), 0, 0, 0, 0, null, false);

    public static Transition Transition(string entityId, long expectedVersion, string? state = null) => new()
    {
        EntityId = entityId,
        Kind = Kind.Product,
        ExpectedVersion = expectedVersion,
        State = Json(state ?? $"{entityId} {expectedVersion + 1}"),
        Summary = Summary(),
        At = Start,
    };

    public static OutboxRow Push(string entityId, string operation, double notBefore = 0, double? enqueued = null, int shard = 0) => new(
        "shop", entityId, Kind.Product, OutboxAction.Push, operation, shard, At(notBefore), At(enqueued ?? notBefore));

    public static Transition Putting(string entityId, long expectedVersion, params IReadOnlyList<OutboxRow> rows) =>
        Transition(entityId, expectedVersion) with { Outbox = [.. rows.Select(row => new OutboxChange.Put(row))] };

    public static MailDraft Mail(string key, int shard = 0) =>
        new(key, shard, "order-state", "sk", "customer@example.com", Json($"model of {key}"));

    public static ParkedItem Parked(string key, double first = 0, string? awaits = null, string system = "erp", Kind kind = Kind.Product) =>
        new(key, new RecordKey(system, kind, "r1"), Json("fault"), Json("payload"), At(first)) { Awaits = awaits };
}
