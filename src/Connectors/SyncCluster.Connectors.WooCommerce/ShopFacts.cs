using System.Collections.Frozen;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>What the shop says about itself.</summary>
/// <param name="Currency">ISO 4217 code of its prices; null where it does not tell.</param>
/// <param name="WeightUnit">kg, g, lbs or oz.</param>
/// <param name="LengthUnit">m, cm, mm, in or yd.</param>
/// <param name="OrderStatuses">Every order status, plugins' too; null where it does not tell.</param>
internal sealed record ShopFacts(string? Currency, string WeightUnit, string LengthUnit, IReadOnlySet<string>? OrderStatuses)
{
    /// <summary>The setting names another currency than the shop, whose word counts.</summary>
    public string? OtherCurrency { get; init; }

    /// <summary>What is assumed of a shop that does not tell.</summary>
    public static ShopFacts Assumed { get; } = new(null, "kg", "cm", null);

    /// <summary>Kilograms in one unit of the shop's weights.</summary>
    public decimal KilogramsPerUnit => WeightUnit switch
    {
        "g" => 0.001m,
        "lbs" or "lb" => 0.45359237m,
        "oz" => 0.028349523125m,
        _ => 1m,
    };

    /// <summary>Centimetres in one unit of the shop's lengths.</summary>
    public decimal CentimetresPerUnit => LengthUnit switch
    {
        "m" => 100m,
        "mm" => 0.1m,
        "in" => 2.54m,
        "yd" => 91.44m,
        _ => 1m,
    };
}

/// <summary>Asks the shop about itself when first needed and again now and then.</summary>
internal sealed class ShopFactsReader(WooCommerceClient client, WooCommerceOptions options, TimeProvider time)
{
    private sealed record Answer(ShopFacts Facts, DateTimeOffset At);

    private Answer? _last;

    /// <summary>What is known without asking; null before the first answer.</summary>
    public ShopFacts? Known => Volatile.Read(ref _last)?.Facts;

    /// <exception cref="FaultException">The shop could not be asked.</exception>
    public async Task<ShopFacts> GetAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (Volatile.Read(ref _last) is { } last && now - last.At < WooCommerceDefaults.FactsLifetime) return last.Facts;
        var facts = await AskAsync(cancellation);
        Volatile.Write(ref _last, new Answer(facts, now));
        return facts;
    }

    private async Task<ShopFacts> AskAsync(CancellationToken cancellation)
    {
        var told = (await TryAsync(() => client.GetAsync("data/currencies/current", ShopQuery.None, cancellation)))?.Body.Text("code")?.Trim().ToUpperInvariant();
        var settings = await TryAsync(() => client.ListAsync("settings/products", new ShopQuery().With("_fields", "id,value"), cancellation));
        var statuses = await TryAsync(() => client.ListAsync("orders/statuses", ShopQuery.None, cancellation));
        return new ShopFacts(
            told ?? options.Currency,
            Setting(settings, "woocommerce_weight_unit") ?? ShopFacts.Assumed.WeightUnit,
            Setting(settings, "woocommerce_dimension_unit") ?? ShopFacts.Assumed.LengthUnit,
            statuses?.Rows.Select(row => row.Text("slug")).OfType<string>().ToFrozenSet(StringComparer.Ordinal))
        {
            OtherCurrency = told is not null && options.Currency is { } given && given != told ? given : null,
        };
    }

    private static string? Setting(ShopAnswer? settings, string id) =>
        settings?.Rows.FirstOrDefault(row => row.Text("id") == id) is { ValueKind: System.Text.Json.JsonValueKind.Object } row ? row.Text("value") : null;

    // A key's user may not be allowed to read settings, and an older shop lacks a route: then the usual is assumed and
    // the check says so. That a shop is down or refuses the key altogether is no answer.
    private static async Task<ShopAnswer?> TryAsync(Func<Task<ShopAnswer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (FaultException exception) when (exception.Fault is { Kind: FaultKind.Missing }
            || WooCommerceFaults.IsMissingRoute(exception.Fault)
            || exception.Fault is { Kind: FaultKind.Auth, Code: "woocommerce_rest_cannot_view" })
        {
            return null;
        }
    }
}
