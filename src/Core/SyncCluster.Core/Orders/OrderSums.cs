namespace SyncCluster.Core.Orders;

/// <summary>How far the sums of an order may be apart.</summary>
public static class OrderSums
{
    /// <summary>What rounding alone explains between the sum of lines, each rounded to the cent, and the order's own sum.</summary>
    /// <param name="lines">How many lines the order has.</param>
    public static decimal Rounding(int lines) => 0.01m * (lines + 1);
}
