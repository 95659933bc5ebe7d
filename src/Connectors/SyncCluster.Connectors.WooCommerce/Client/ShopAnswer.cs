using System.Text.Json;

namespace SyncCluster.Connectors.WooCommerce.Client;

/// <summary>A good answer of a shop.</summary>
/// <param name="Body">The JSON.</param>
internal sealed record ShopAnswer(JsonElement Body)
{
    /// <summary>When the call began, by our clock.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Header <c>Date</c>: the shop's clock.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>Header <c>X-WP-Total</c>: how many records the filter finds.</summary>
    public long? Total { get; init; }

    /// <summary>The elements where a list was asked for.</summary>
    public IReadOnlyList<JsonElement> Rows { get; init; } = [];
}
