using System.Text.Json;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>What a mapping needs to know beside the record.</summary>
/// <param name="System">Name of the shop in <c>sync.yaml</c>.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Facts">What it says about itself.</param>
internal sealed record MappingContext(string System, WooCommerceOptions Options, ShopFacts Facts)
{
    private const int LongestRaw = 64 * 1024;

    public RecordKey Key(Kind kind, string remoteId) => new(System, kind, remoteId);

    /// <summary>When an answer to a write was seen.</summary>
    public static DateTimeOffset SeenNow(ShopParts parts) => parts.Services.Time.GetUtcNow();

    /// <summary>A record that could not be mapped, with what is wrong.</summary>
    public RejectedRecord Rejected(Kind kind, string remoteId, JsonElement record, Exception problem) =>
        Rejected(Key(kind, remoteId), SafeText(record), problem.Message, (problem as UnreadableException)?.Field);

    public static RejectedRecord Rejected(RecordKey key, string raw, string problem, string? field = null) => new(
        key,
        new Fault(FaultKind.Rejected, $"The shop's record cannot be understood: {problem}.")
        {
            Fields = field is null ? EquatableList<KeyValuePair<string, string>>.Empty : [new(field, problem)],
        },
        raw.Length <= LongestRaw ? raw : raw[..LongestRaw]);

    /// <summary>True for what mapping may throw at a record that makes no sense, whatever made it so.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is UnreadableException or JsonException or InvalidOperationException or FormatException or ArgumentException
            or OverflowException;

    private static string SafeText(JsonElement record) =>
        record.ValueKind == JsonValueKind.Undefined ? "" : record.GetRawText();
}
