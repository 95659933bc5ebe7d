using System.Globalization;

namespace SyncCluster.Connectors.WooCommerce.Client.Wire;

/// <summary>
/// Moments as a shop wants them in a filter: UTC without <c>Z</c>, together with <c>dates_are_gmt=true</c>. With both
/// <c>Z</c> and the flag, WooCommerce 10.5 shifts the moment by its own offset and skips hours of changes.
/// </summary>
internal static class WireDates
{
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;
}
