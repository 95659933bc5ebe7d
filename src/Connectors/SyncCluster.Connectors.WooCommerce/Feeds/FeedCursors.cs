using System.Text.Json;
using System.Text.Json.Serialization;
using SyncCluster.Connectors.WooCommerce.Client.Wire;

namespace SyncCluster.Connectors.WooCommerce.Feeds;

/// <summary>How far a read by modification time is. Every moment is the shop's own, never ours.</summary>
/// <param name="After">Only what changed later than this is asked for; null reads all.</param>
/// <param name="Page">Page within that; above 1 only where more records than a page holds changed in one second.</param>
/// <param name="High">Latest change seen so far.</param>
/// <param name="ByParent">True where the shop lacks <c>/variations</c>: parents are walked in place of variations.</param>
internal sealed record ModifiedCursor(
    [property: JsonPropertyName("after")] string? After,
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("high")] string? High,
    [property: JsonPropertyName("byParent")] bool ByParent = false)
{
    public static ModifiedCursor Beginning { get; } = new(null, 1, null);

    [JsonIgnore]
    public DateTimeOffset? AfterMoment => WireDates.Parse(After);

    [JsonIgnore]
    public DateTimeOffset? HighMoment => WireDates.Parse(High);

    public static ModifiedCursor Read(string? text) => CursorText.Read<ModifiedCursor>(text) is { Page: > 0 } cursor ? cursor : Beginning;
}

/// <summary>How far a walk by id is.</summary>
/// <param name="Part">Which list of several is walked.</param>
/// <param name="Last">Highest id brought.</param>
/// <param name="Offset">Where its successor stood when it was brought; rows before it may have gone since.</param>
/// <param name="Pages">Pages read since the walk last paused.</param>
internal sealed record IdCursor(
    [property: JsonPropertyName("part")] int Part,
    [property: JsonPropertyName("last")] long Last,
    [property: JsonPropertyName("offset")] long Offset,
    [property: JsonPropertyName("pages")] int Pages)
{
    public static IdCursor Beginning { get; } = new(0, 0, 0, 0);

    public static IdCursor Read(string? text) =>
        CursorText.Read<IdCursor>(text) is { Part: >= 0, Last: >= 0, Offset: >= 0, Pages: >= 0 } cursor ? cursor : Beginning;
}

/// <summary>Cursors as JSON text. One that cannot be read means reading from the beginning, which repeats and loses nothing.</summary>
internal static class CursorText
{
    public static string Write<T>(T cursor) => JsonSerializer.Serialize(cursor);

    public static T? Read<T>(string? text) where T : class
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
