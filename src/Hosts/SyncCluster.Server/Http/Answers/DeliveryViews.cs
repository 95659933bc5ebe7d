using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Server.Http.Answers;

/// <summary>When something comes, as precisely as it was said.</summary>
/// <param name="Text">Canonical: day:2026-12-24, week:2026-W49, lead:2-3w@2026-11-22, in-stock, unknown …</param>
/// <param name="Class">unknown, dated, inStock or discontinued.</param>
/// <param name="Earliest">The first day that it allows.</param>
/// <param name="Latest">The last day that it allows: what a customer may be told.</param>
internal sealed record PromiseView(string Text, PromiseClass Class, DateOnly? Earliest, DateOnly? Latest)
{
    public static PromiseView? Of(string? text)
    {
        if (text is null) return null;
        var promise = DeliveryPromise.Read(text);
        return new PromiseView(promise.ToText(), promise.Class, promise.Earliest, promise.Latest);
    }
}

/// <summary>An item's state at its supplier.</summary>
/// <param name="ProductId">The product that it is.</param>
/// <param name="System">The supplier whose word counts.</param>
/// <param name="Delivery">When it comes.</param>
/// <param name="Since">Since when the supplier says so.</param>
/// <param name="DeliveryText">The supplier's own words.</param>
/// <param name="Availability">The supplier's own words.</param>
/// <param name="Quantity">What the supplier has.</param>
/// <param name="Gone">The supplier does not list it any more; what it said last stands.</param>
internal sealed record ItemStateView(
    string ProductId, string System, PromiseView Delivery, DateTimeOffset Since, string? DeliveryText, string? Availability, decimal? Quantity, bool Gone)
{
    public static ItemStateView? Of(ItemState? item) => item is null ? null : new ItemStateView(
        item.ProductId, item.System, PromiseView.Of(item.Promise)!, item.Since, item.DeliveryText, item.Availability, item.Quantity, item.Gone);
}

/// <summary>What was promised of a line, and from when on.</summary>
internal sealed record PromiseStepView(DateTimeOffset At, string System, PromiseView Delivery);

/// <summary>One line of an order and its item at the supplier.</summary>
/// <param name="Line">The shop's id of the line, else # and its place.</param>
/// <param name="Sku">What was bought.</param>
/// <param name="Name">Its name at the purchase.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Waits">It may still come: neither shipped nor called off.</param>
/// <param name="Item">The item's state; absent where no supplier has said anything of it.</param>
/// <param name="Told">What the customer knows: the promise at first sight, later the one that was mailed last.</param>
/// <param name="History">Every promise, the oldest first.</param>
internal sealed record LineDeliveryView(
    string Line, string? Sku, string? Name, decimal? Quantity, bool Waits, ItemStateView? Item, PromiseView? Told, IReadOnlyList<PromiseStepView> History);

/// <summary>What an order knows of its lines' items, and what its customer knows.</summary>
/// <param name="Expected">The order's own date.</param>
/// <param name="Late">It waits, and its last promised day has passed.</param>
/// <param name="NewsSince">Since when there is something that the customer was not told; absent where there is nothing.</param>
/// <param name="TellAt">When he is told; absent where there is nothing, or a person holds it.</param>
/// <param name="Held">A person holds this order's mails about dates.</param>
/// <param name="TimesTold">How many such mails went to him.</param>
/// <param name="ToldAt">When the last one was made.</param>
/// <param name="Lines">Line by line.</param>
internal sealed record DeliveryView(
    PromiseView? Expected, bool Late, DateTimeOffset? NewsSince, DateTimeOffset? TellAt, bool Held, int TimesTold, DateTimeOffset? ToldAt,
    IReadOnlyList<LineDeliveryView> Lines)
{
    public static DeliveryView? Of(EntityState order, DateOnly today) => order.Delivery is not { } delivery ? null : new DeliveryView(
        PromiseView.Of(order.Canonical.Text(OrderFields.ExpectedDelivery)), IsLate(order, today), delivery.NewsSince, delivery.TellAt, delivery.Held,
        delivery.TimesTold(), delivery.ToldAt, [.. LinesOf(order, delivery)]);

    /// <summary>True where the order waits and its last promised day has passed.</summary>
    public static bool IsLate(EntityState order, DateOnly today) =>
        order.Delivery?.Lines.Any(line => !line.Closed) == true
        && DeliveryPromise.Read(order.Canonical.Text(OrderFields.ExpectedDelivery)).IsOverdue(today);

    private static IEnumerable<LineDeliveryView> LinesOf(EntityState order, OrderDelivery delivery)
    {
        var bought = order.Canonical.Items(OrderFields.Lines).OfType<FieldValue.Group>().Select(group => group.Fields).ToList();
        for (var i = 0; i < delivery.Lines.Count; i++)
        {
            var line = delivery.Lines[i];
            var fields = i < bought.Count ? bought[i] : FieldSet.Empty;
            yield return new LineDeliveryView(
                line.Line, line.Sku, fields.Text(OrderLineFields.Name), fields.Number(OrderLineFields.Quantity), !line.Closed, ItemStateView.Of(line.Item),
                PromiseView.Of(line.Told), [.. line.History.Select(step => new PromiseStepView(step.At, step.System, PromiseView.Of(step.Promise)!))]);
        }
    }
}
