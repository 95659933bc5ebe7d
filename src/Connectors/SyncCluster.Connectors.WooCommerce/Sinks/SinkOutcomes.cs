using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>Outcomes that need no call, and our mark on what we create.</summary>
internal static class SinkOutcomes
{
    /// <summary>The meta key under which a record of the shop holds our id of it.</summary>
    public const string EntityMetaKey = "_synccluster_id";

    /// <summary>The same fault for each.</summary>
    public static IReadOnlyList<PushOutcome> All(IReadOnlyList<PushRequest> pushes, Fault fault) =>
        [.. pushes.Select(_ => new PushOutcome.Failed(fault))];

    public static PushOutcome Failed(FaultKind kind, string message, string? advice = null) =>
        new PushOutcome.Failed(new Fault(kind, message) { Advice = advice });

    /// <summary>Nothing that the shop can hold differs: nothing is sent, and it holds what it held.</summary>
    public static PushOutcome Unchanged(PushRequest push) =>
        new PushOutcome.Written(new Receipt(push.Key.RemoteId) { Stored = push.Snapshot, Extras = push.Extras });

    /// <summary>The receipt of a record as read.</summary>
    public static Receipt Of(Observation stored) => new(stored.Key.RemoteId)
    {
        Stored = stored.Fields,
        ModifiedAt = stored.ModifiedAt,
        Extras = stored.Extras,
    };

    /// <summary>The result of a look-up; a record that is there and cannot be understood is a fault, not an absence.</summary>
    public static async Task<Receipt?> FoundAsync(Func<Task<Receipt?>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception exception) when (MappingContext.IsUnreadable(exception))
        {
            throw new FaultException(
                new Fault(FaultKind.Rejected, $"The record is there, but cannot be understood: {exception.Message}."), exception);
        }
    }

    /// <summary>Adds our id to a new record's meta data.</summary>
    public static void Mark(JsonObject body, string entityId)
    {
        var meta = body["meta_data"] as JsonArray ?? [];
        meta.Add(new JsonObject { ["key"] = EntityMetaKey, ["value"] = entityId });
        body["meta_data"] ??= meta;
    }
}
