using System.Globalization;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Core.Polling;

/// <summary>
/// The prices of a record, of every list, as one short text that is kept for the brake: a shop may sell from any of them.
/// One after the other from list 1 on, with semicolons between: <c>10;;8.5</c>.
/// </summary>
public static class GuardedPrices
{
    private const char Between = ';';

    /// <summary>The prices in <paramref name="fields"/>; null where there is none.</summary>
    public static string? Of(FieldSet fields)
    {
        string? text = null;
        for (var list = ProductFields.PriceLists; list > 0; list--)
        {
            var price = fields.Number(ProductFields.Price(list))?.ToString(CultureInfo.InvariantCulture);
            if (text is not null) text = price + Between + text;
            else text = price;
        }

        return text;
    }

    /// <summary>
    /// What a read says of the prices that were <paramref name="held"/>. Where it empties one, that is as much of a mass
    /// mistake as a zero (an export without its price column); what it does not speak of stays open.
    /// </summary>
    public static IReadOnlyList<PriceChange> Changes(string? held, FieldSet seen)
    {
        if (held is null) return [];
        List<PriceChange>? changes = null;
        var list = 0;
        foreach (var part in held.AsSpan().Split(Between))
        {
            if (++list > ProductFields.PriceLists) break;
            var field = ProductFields.Price(list);
            if (!seen.Contains(field) || !decimal.TryParse(held.AsSpan()[part], NumberStyles.Float, CultureInfo.InvariantCulture, out var old)) continue;
            (changes ??= []).Add(new PriceChange(old, seen.Number(field) ?? 0));
        }

        return changes ?? (IReadOnlyList<PriceChange>)[];
    }
}
