using System.Globalization;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Signals;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>Tries the connection and the set-up, from the outside in; stops where nothing further can be known. Writes nothing.</summary>
internal sealed class WooCommerceCheck(ShopParts parts, WooCommerceHooks hooks)
{
    private static readonly TimeSpan SmallSkew = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SignatureWindow = TimeSpan.FromMinutes(15);

    private readonly List<Finding> _findings = [];

    public async Task<CheckReport> RunAsync(CancellationToken cancellation)
    {
        if (await IndexAsync(cancellation) && await KeyAsync(cancellation))
        {
            await WritesAsync(cancellation);
            await VersionAsync(cancellation);
            await FactsAsync(cancellation);
            await TaxAsync(cancellation);
            await CategoryAsync(cancellation);
            await HooksAsync(cancellation);
        }

        return new CheckReport(_findings.ToEquatableList());
    }

    private async Task<bool> IndexAsync(CancellationToken cancellation)
    {
        if (await AskAsync(() => parts.Client.IndexAsync(cancellation), Severity.Error) is not { } answer) return false;
        Skew(answer);
        return true;
    }

    private void Skew(ShopAnswer answer)
    {
        if (answer.ServerTime is not { } theirs) return;
        var skew = (theirs - answer.AskedAt).Duration();
        if (skew > SignatureWindow && parts.Options.Authentication == Authentication.OAuth1)
            Add(Severity.Error, $"The shop's clock and ours are {Minutes(skew)} minutes apart; signatures hold for 15.", "Set the clocks of both machines by NTP.");
        else if (skew > SmallSkew)
            Add(Severity.Warning, $"The shop's clock and ours are {Minutes(skew)} minutes apart.", "Set the clocks of both machines by NTP.");
    }

    private async Task<bool> KeyAsync(CancellationToken cancellation)
    {
        var small = new ShopQuery().With("per_page", 1).With("_fields", "id");
        if (await AskAsync(() => parts.Client.ListAsync("products", small, cancellation), Severity.Error) is not { } products) return false;
        var orders = await AskAsync(() => parts.Client.ListAsync("orders", small, cancellation), Severity.Error);
        var customers = await AskAsync(() => parts.Client.ListAsync("customers", small, cancellation), Severity.Error);
        Add(Severity.Info, string.Create(CultureInfo.InvariantCulture,
            $"The shop {parts.Options.Home.Host} holds {products.Total} products, {orders?.Total} orders and {customers?.Total} customers."));
        return true;
    }

    // A batch without records changes nothing and is refused to a key that may not write.
    private async Task WritesAsync(CancellationToken cancellation) =>
        await AskAsync(() => parts.Client.WriteAsync(HttpMethod.Post, "products/batch", [], cancellation), Severity.Warning);

    private async Task VersionAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(
            () => parts.Client.GetAsync("system_status", new ShopQuery().With("_fields", "environment,settings"), cancellation), Severity.Info);
        if (answer?.Body.Object("environment") is not { } environment) return;
        var text = environment.Text("version");
        Add(Severity.Info, $"WooCommerce {text ?? "of unknown version"} on WordPress {environment.Text("wp_version")}.");
        if (Version.TryParse(text?.Split('-')[0], out var version) && version < new Version(5, 8))
            Add(Severity.Error, $"WooCommerce {text} cannot be read by modification time.", "Update it to 5.8 or newer.");
        if (Uri.TryCreate(environment.Text("home_url"), UriKind.Absolute, out var home) && (home.Host != parts.Options.Home.Host || home.Scheme != parts.Options.Home.Scheme))
            Add(Severity.Warning, $"The shop calls itself {home.GetLeftPart(UriPartial.Authority)}.", "Write exactly this in setting url; calls that are sent on lose the key.");
        if (environment.Flag("wp_cron") == false)
            Add(Severity.Warning, "WP-Cron is switched off in the shop.", "Unless a system cron calls wp-cron.php each minute, no webhook is ever delivered; polling still works.");
    }

    private async Task FactsAsync(CancellationToken cancellation)
    {
        ShopFacts facts;
        try
        {
            facts = await parts.Facts.GetAsync(cancellation);
        }
        catch (FaultException exception)
        {
            Add(Severity.Error, exception.Fault.Message, exception.Fault.Advice ?? "Check the address, the network and that the shop runs; then check again.");
            return;
        }

        if (facts.Currency is null) Add(Severity.Warning, "The shop does not tell its currency.", "Write it in setting currency.");
        else Add(Severity.Info, $"Prices are in {facts.Currency}, weights in {facts.WeightUnit}, lengths in {facts.LengthUnit}.");
        if (facts.OtherCurrency is { } other)
            Add(Severity.Error, $"Setting currency says {other}, and the shop keeps its prices in {facts.Currency}, which is what counts.", "Take the setting out, or correct the currency in the shop.");
        if (facts.OrderStatuses is not { } known) return;
        foreach (var status in parts.Options.OrderStatuses.Where(status => !known.Contains(status)).Order(StringComparer.Ordinal))
            Add(Severity.Error, $"Setting orderStatuses names '{status}', which the shop does not know.", $"The shop knows: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        foreach (var (state, status) in parts.Options.StateToStatus.Where(pair => !known.Contains(pair.Value)))
            Add(Severity.Error, $"State {state} is mapped to status '{status}', which the shop does not know.", "Correct setting stateToStatus.");
        foreach (var status in known.Where(status => !parts.Options.StatusToState.ContainsKey(status) && status is not ("checkout-draft" or "auto-draft")).Order(StringComparer.Ordinal))
            Add(Severity.Warning, $"The shop has an order status '{status}' of a plugin; its orders are not read.", "Add it to orderStatuses and statusToState.");
    }

    private async Task TaxAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(() => parts.Client.ListAsync("settings/tax", new ShopQuery().With("_fields", "id,value"), cancellation), Severity.Info);
        if (answer?.Rows.FirstOrDefault(row => row.Text("id") == "woocommerce_prices_include_tax") is { ValueKind: System.Text.Json.JsonValueKind.Object } row)
            Add(Severity.Info, row.Flag("value") == true
                ? "Prices in the shop include tax: the price list that it sells from must, too."
                : "Prices in the shop are without tax.");
    }

    private async Task CategoryAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(() => parts.Client.ListAsync("products/categories",
            new ShopQuery().With("slug", parts.Options.DefaultCategory).With("_fields", "id,slug"), cancellation), Severity.Warning);
        if (answer is { Rows.Count: 0 })
            Add(Severity.Info, $"The shop has no category with slug '{parts.Options.DefaultCategory}'.", "If its default category is called otherwise, write the slug in setting defaultCategory.");
    }

    private async Task HooksAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var trouble in await hooks.TroublesAsync(cancellation))
                Add(Severity.Warning, trouble, "It is registered anew when SyncCluster runs; its address must be reachable from the shop over port 80, 443 or 8080 and be no private one.");
        }
        catch (FaultException exception)
        {
            Add(Severity.Warning, $"Webhooks cannot be looked at. {exception.Fault.Message}", exception.Fault.Advice);
        }
    }

    private async Task<ShopAnswer?> AskAsync(Func<Task<ShopAnswer>> ask, Severity otherwise)
    {
        try
        {
            return await ask();
        }
        catch (FaultException exception)
        {
            Add(otherwise, exception.Fault.Message, exception.Fault.Advice ?? "Check the address, the network and that the shop runs; then check again.");
            return null;
        }
    }

    private void Add(Severity severity, string message, string? advice = null) => _findings.Add(new Finding(severity, message, advice));

    private static string Minutes(TimeSpan span) => span.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);
}
