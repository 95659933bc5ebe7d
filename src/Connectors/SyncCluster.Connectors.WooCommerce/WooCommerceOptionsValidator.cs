using SyncCluster.Connectors.Options;
using SyncCluster.Core.Orders;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>Holds settings against each other and says all that is wrong at once.</summary>
internal static class WooCommerceOptionsValidator
{
    private static readonly string StateNames = string.Join(", ", Enum.GetNames<OrderState>());

    public static void Validate(OptionValues values)
    {
        ValidateAddress(values);
        ValidateStates(values);
        if (values.Text("currency") is { } currency && !(currency.Trim().Length == 3 && currency.Trim().All(char.IsAsciiLetter)))
            values.Problem("currency", $"'{currency}' is no ISO 4217 code.", "Write three letters, such as CZK or EUR.");
    }

    private static void ValidateAddress(OptionValues values)
    {
        var text = values.Text("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            values.Problem("url", $"'{text}' is no http or https address.", "Write the shop's home address, such as https://shop.example.com.");
            return;
        }

        if (url.AbsolutePath.Contains("/wp-json", StringComparison.OrdinalIgnoreCase))
            values.Problem("url", "The address contains /wp-json.", "Write the shop's home address only; the connector adds the rest.");
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
            values.Problem("url", "The address carries a query or a fragment.", "Write the shop's home address only.");
        if (url.UserInfo.Length > 0)
            values.Problem("url", "The address carries a user name.", "Take it out; settings key and secret say who calls.");

        var how = values.Text("authentication");
        if (url.Scheme == Uri.UriSchemeHttp && how is ("basic" or "query"))
            values.Problem("authentication", $"Over plain http a shop ignores '{how}' and takes the call for anonymous.", "Write oauth1 or auto, or an https address.");
    }

    private static void ValidateStates(OptionValues values)
    {
        var known = WooCommerceDefaults.StatusToState.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (status, name) in values.Map("statusToState"))
        {
            known.Add(WooCommerceOptions.WithoutPrefix(status));
            if (!OrderStateMachine.TryParse(name, out _))
                values.Problem("statusToState", $"'{name}' for status '{status}' is no state.", $"Write one of: {StateNames}.");
        }

        foreach (var (name, _) in values.Map("stateToStatus"))
            if (!OrderStateMachine.TryParse(name, out _))
                values.Problem("stateToStatus", $"'{name}' is no state.", $"Write one of: {StateNames}.");

        var statuses = values.List("orderStatuses").Select(WooCommerceOptions.WithoutPrefix).ToList();
        if (statuses.Count == 0)
            values.Problem("orderStatuses", "No status is imported, so no order ever is.", $"Leave the setting out; the default is {WooCommerceDefaults.OrderStatuses}.");
        foreach (var status in statuses.Where(status => !known.Contains(status)))
            values.Problem("orderStatuses", $"Nothing says which state '{status}' means.", $"Add it to statusToState, such as '{status}: Validating'.");
        if (statuses.Contains("checkout-draft"))
            values.Problem("orderStatuses", "'checkout-draft' is a half-filled checkout, not an order.", "Take it out.");
    }
}
