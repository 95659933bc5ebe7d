using System.Globalization;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Mapping;

/// <summary>Where a product lies: a variation lies under its parent.</summary>
internal readonly record struct ProductAddress(long Id, long? Parent);

/// <summary>Remote ids as text: <c>12</c>, a variation <c>12/30</c>, a guest <c>~guest:jan@example.com</c>.</summary>
internal static class RemoteIds
{
    public const string GuestPrefix = "~guest:";

    public static string Of(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static string OfVariation(long parent, long id) => string.Create(CultureInfo.InvariantCulture, $"{parent}/{id}");

    public static string OfGuest(string email) => GuestPrefix + email.Trim().ToLowerInvariant();

    public static string? GuestEmail(string remoteId) =>
        remoteId.StartsWith(GuestPrefix, StringComparison.Ordinal) ? remoteId[GuestPrefix.Length..] : null;

    public static long? Number(string? remoteId) =>
        long.TryParse(remoteId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    public static ProductAddress? Product(string remoteId)
    {
        var slash = remoteId.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Number(remoteId) is { } id ? new ProductAddress(id, null) : null;
        return Number(remoteId[..slash]) is { } parent && Number(remoteId[(slash + 1)..]) is { } variation
            ? new ProductAddress(variation, parent)
            : null;
    }

    /// <summary>The number in a link to <paramref name="kind"/>; null for anything else.</summary>
    public static long? Linked(FieldValue? value, Kind kind) =>
        value is FieldValue.Link link && link.Kind == kind ? Number(link.Id) : null;
}
