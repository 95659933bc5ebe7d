using System.Globalization;
using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.WooCommerce.Rendering;

/// <summary>
/// What every answer needs to know about the shop: its address as the caller reached it, zone and currency.
/// </summary>
internal sealed record Site(string Home, TimeZoneInfo Zone, string Currency, DateTime Now)
{
    public const string Version = "10.5.0";

    public string Rest => Home + "/wp-json/wc/v3/";

    public string CurrencySymbol =>
        Currency switch { "CZK" => "Kč", "EUR" => "€", "GBP" => "£", "USD" => "$", _ => Currency };

    /// <summary>The symbol as prices show it: every character as a numeric entity.</summary>
    public string CurrencyEntities => Currency == "CZK"
        ? "&#75;&#269;"
        : string.Concat(CurrencySymbol.Select(c => string.Create(CultureInfo.InvariantCulture, $"&#{(int)c};")));

    /// <summary>A moment in the shop's own time, without offset.</summary>
    public string? Local(DateTime? utc) => utc is { } moment ? Text(ToLocal(moment)) : null;

    /// <summary>A moment in UTC, without Z.</summary>
    public static string? Gmt(DateTime? utc) => utc is { } moment ? Text(moment) : null;

    public DateTime ToLocal(DateTime utc) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    public DateTime ToUtc(DateTime local) => Zone.IsInvalidTime(local)
        ? DateTime.SpecifyKind(local - Zone.BaseUtcOffset, DateTimeKind.Utc)
        : TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), Zone);

    public JsonObject Links(string self, string collection, string? up = null, string[]? methods = null)
    {
        var links = new JsonObject
        {
            ["self"] = new JsonArray(new JsonObject
            {
                ["href"] = Rest + self,
                ["targetHints"] = new JsonObject
                {
                    ["allow"] = new JsonArray([.. (methods ?? ItemMethods).Select(method => (JsonNode)method)]),
                },
            }),
            ["collection"] = new JsonArray(new JsonObject { ["href"] = Rest + collection }),
        };
        if (up is not null) links["up"] = new JsonArray(new JsonObject { ["href"] = Rest + up });
        return links;
    }

    private static readonly string[] ItemMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static string Text(DateTime moment) =>
        moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
