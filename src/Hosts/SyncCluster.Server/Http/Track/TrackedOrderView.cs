using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Server.Http.Track;

/// <summary>What a customer may see of his order: no ids of ours, no supplier's name, nobody's address.</summary>
/// <param name="Number">The order's number, as the customer knows it.</param>
/// <param name="PlacedOn">The day of the purchase.</param>
/// <param name="Step">received, preparing, partlyShipped, shipped, delivered, cancelled or returned.</param>
/// <param name="Expected">When everything can be there; absent where nothing is known.</param>
/// <param name="Lines">What was bought.</param>
internal sealed record TrackedOrderView(string Number, DateOnly? PlacedOn, string Step, TrackedDateView? Expected, IReadOnlyList<TrackedLineView> Lines)
{
    public static TrackedOrderView Of(EntityState order, Func<DateTimeOffset, DateOnly> dayOf) => new(
        order.Canonical.Text(OrderFields.Number) ?? "",
        order.Canonical.Instant(OrderFields.PlacedAt) is { } placed ? dayOf(placed) : null,
        StepOf(order),
        IsOpen(order) ? TrackedDateView.Of(order.Canonical.Text(OrderFields.ExpectedDelivery)) : null,
        [.. LinesOf(order, dayOf)]);

    private static bool IsOpen(EntityState order) =>
        !OrderStateMachine.TryParse(order.Canonical.Text(OrderFields.State), out var state) || OrderStateMachine.IsOpen(state);

    private static string StepOf(EntityState order) => OrderStateMachine.TryParse(order.Canonical.Text(OrderFields.State), out var state)
        ? state switch
        {
            OrderState.Processed => "preparing",
            OrderState.PartiallyShipped => "partlyShipped",
            OrderState.Shipped => "shipped",
            OrderState.Delivered or OrderState.Invoiced => "delivered",
            OrderState.Cancelled or OrderState.Rejected => "cancelled",
            OrderState.Returned => "returned",
            _ => "received",
        }
        : "received";

    private static IEnumerable<TrackedLineView> LinesOf(EntityState order, Func<DateTimeOffset, DateOnly> dayOf)
    {
        var known = order.Delivery?.Lines ?? EquatableList<LineDelivery>.Empty;
        var place = 0;
        foreach (var fields in order.Canonical.Items(OrderFields.Lines).OfType<FieldValue.Group>().Select(group => group.Fields))
        {
            var line = place < known.Count ? known[place] : null;
            place++;
            yield return new TrackedLineView(
                fields.Text(OrderLineFields.Name) ?? fields.Text(OrderLineFields.Sku) ?? "", fields.Number(OrderLineFields.Quantity),
                line is { Closed: false } ? TrackedDateView.Of(line.Item?.Promise) : null,
                line is { Closed: false, Item: { } item } ? dayOf(item.Since) : null);
        }
    }
}

/// <summary>One line as its customer sees it.</summary>
/// <param name="Name">What was bought.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Expected">When it comes; absent where nothing is known, or where it is on its way.</param>
/// <param name="Since">Since which day that is so.</param>
internal sealed record TrackedLineView(string Name, decimal? Quantity, TrackedDateView? Expected, DateOnly? Since);

/// <summary>A date as a customer sees it.</summary>
/// <param name="Kind">dated, inStock, unknown or discontinued.</param>
/// <param name="On">The day, where it was said exactly.</param>
/// <param name="By">The last day, where it was said roughly.</param>
internal sealed record TrackedDateView(PromiseClass Kind, DateOnly? On, DateOnly? By)
{
    public static TrackedDateView? Of(string? text)
    {
        if (text is null) return null;
        var promise = DeliveryPromise.Read(text);
        return promise is DeliveryPromise.Exact exact ? new TrackedDateView(promise.Class, exact.Day, null) : new TrackedDateView(promise.Class, null, promise.Latest);
    }
}
