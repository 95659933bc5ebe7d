using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Supply;

/// <summary>An order's own date.</summary>
public static class OrderDate
{
    /// <summary>
    /// The date of an order whose open lines are promised like this. What will not come any more delays nothing unless
    /// nothing else is left; as long as one line's date is not known, the latest of all is not either.
    /// </summary>
    /// <param name="lines">At least one promise.</param>
    /// <param name="rule">Which line counts.</param>
    public static DeliveryPromise Of(IReadOnlyList<DeliveryPromise> lines, OrderDateRule rule)
    {
        var coming = lines.Where(line => line.Class != PromiseClass.Discontinued).ToList();
        if (coming.Count == 0) return new DeliveryPromise.Discontinued();
        var dated = coming.Where(line => line.Class == PromiseClass.Dated);
        var isStocked = coming.Exists(line => line.Class == PromiseClass.InStock);
        if (rule == OrderDateRule.Earliest)
            return isStocked ? new DeliveryPromise.InStock() : dated.MinBy(line => line.Latest) ?? new DeliveryPromise.Unknown();
        if (coming.Exists(line => line.Class == PromiseClass.Unknown)) return new DeliveryPromise.Unknown();
        return dated.MaxBy(line => line.Latest) ?? new DeliveryPromise.InStock();
    }
}
