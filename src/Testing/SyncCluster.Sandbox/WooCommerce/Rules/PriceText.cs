using System.Globalization;
using System.Text;

namespace SyncCluster.Sandbox.WooCommerce.Rules;

/// <summary>
/// How WooCommerce 10.5 stores a price: it keeps digits, minus signs and the last dot and drops everything else without
/// a word, so a decimal comma multiplies the price ("12,50" becomes "1250") and a word becomes no price.
/// </summary>
internal static class PriceText
{
    public static string Normalize(string sent)
    {
        var lastDot = sent.LastIndexOf('.');
        var kept = new StringBuilder(sent.Length);
        for (var i = 0; i < sent.Length; i++)
        {
            // A dot at the very end counts as "not the last" in the shop's expression: something must follow it.
            if (sent[i] is (>= '0' and <= '9') or '-' || (i == lastDot && i < sent.Length - 1)) kept.Append(sent[i]);
        }

        return kept.ToString();
    }

    /// <summary>The price as a number; null when there is none.</summary>
    public static decimal? Parse(string stored) =>
        decimal.TryParse(stored, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>An amount as totals show it.</summary>
    public static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
