using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SyncCluster.Connectors.WooCommerce.Signals;

/// <summary>Which addresses a shop delivers webhooks to: WordPress refuses private ones and most ports unless a filter allows them (10.5).</summary>
internal static class Reachability
{
    /// <summary>Why <paramref name="url"/> is refused by an unchanged shop; null where it is not.</summary>
    public static string? Problem(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) return $"'{url}', which is no address";
        if (address.Port is not (80 or 443 or 8080))
            return string.Create(CultureInfo.InvariantCulture, $"port {address.Port}, which the shop refuses; it allows 80, 443 and 8080");
        if (address.IsLoopback) return "this machine itself, which the shop refuses";
        return IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IsPrivate(ip) ? $"the private address {ip}, which the shop refuses" : null;
    }

    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return true;
        if (address.AddressFamily != AddressFamily.InterNetwork) return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 10 or 127 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254);
    }
}
