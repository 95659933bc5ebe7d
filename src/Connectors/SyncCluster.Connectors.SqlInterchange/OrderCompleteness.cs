using System.Globalization;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>Whether the details of an order that are there so far are all of them (X7). Pure; reader and writer use the same rule.</summary>
public static class OrderCompleteness
{
    /// <summary>
    /// Null where the order is complete, else what is missing, in one sentence with the figures. Complete means: as many
    /// details as the header says, where it says so, and their amounts add up, to the cent, to the subtotal after discount.
    /// </summary>
    /// <param name="subtotalAfterDiscount">Sub-Total con Descuento of the header; null where it says nothing.</param>
    /// <param name="lineCount">NumeroLineas of the header; null where it says nothing.</param>
    /// <param name="lineTotals">Monto Total Producto of every detail read so far.</param>
    public static string? WhatIsMissing(decimal? subtotalAfterDiscount, int? lineCount, IReadOnlyCollection<decimal> lineTotals)
    {
        if (lineCount is { } wanted && lineTotals.Count != wanted)
            return string.Create(CultureInfo.InvariantCulture, $"The header speaks of {wanted} details and {lineTotals.Count} are there.");
        if (lineTotals.Count == 0) return "The header has no details.";
        if (subtotalAfterDiscount is not { } subtotal) return null;
        var sum = lineTotals.Sum();
        return Cents(sum) == Cents(subtotal) ? null : string.Create(
            CultureInfo.InvariantCulture, $"The details add up to {Cents(sum):0.00} and the header says {Cents(subtotal):0.00} after discount.");
    }

    private static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
