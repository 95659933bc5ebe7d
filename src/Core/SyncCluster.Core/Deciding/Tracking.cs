using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;

namespace SyncCluster.Core.Deciding;

/// <summary>Follows the items of an order's lines at their suppliers, and lets orders know when a product's item changed.</summary>
internal static class Tracking
{
    /// <summary>Field names under which an order's changes of delivery are told: <c>lines.delivery</c>.</summary>
    public const string LinesField = "lines.delivery";

    /// <summary>Sees to it that orders hear of a product's item, and that an order asks for the items of its lines.</summary>
    public static void Apply(EntityDraft draft, EntityState before)
    {
        if (!draft.Book.Tracking.Follows) return;
        if (draft.Kind == Kind.Product) Announce(draft, before);
        if (draft.Kind != Kind.Order || draft.Canonical.Text(OrderFields.Number) is null) return;
        var old = draft.Delivery ?? new OrderDelivery();
        var lines = Lines(draft, old);
        if (lines.Count == 0 && draft.Delivery is null) return;
        draft.Delivery = old with { Lines = lines };
        OwnDate(draft);
        if (draft.Delivery.WaitsFor().Except(old.WaitsFor()).Any()) draft.Effect(new EntityEffect.AskItems());
    }

    /// <summary>Takes in how items stand now.</summary>
    public static bool ItemsSeen(EntityDraft draft, EquatableList<ItemState> items)
    {
        if (draft.Delivery is not { } delivery) return false;
        draft.Delivery = delivery with { Lines = delivery.Lines.Select(line => Seen(draft, line, items)).ToEquatableList() };
        return true;
    }

    private static void Announce(EntityDraft draft, EntityState before)
    {
        if (draft.ProvenanceOf(SupplierFields.Delivery) is null && draft.ProvenanceOf(SupplierFields.Availability) is null) return;
        var after = draft.Peek();
        if (ItemState.Of(after, 0) is not { } now) return;
        if (ItemState.Of(before, 0) is { } known && known.SaysSameAs(now)) return;
        draft.Effect(new EntityEffect.AnnounceItem());
    }

    private static EquatableList<LineDelivery> Lines(EntityDraft draft, OrderDelivery old)
    {
        var isOpen = IsOpen(draft);
        var left = old.Lines.ToList();
        var lines = new List<LineDelivery>();
        var place = 0;
        foreach (var item in draft.Canonical.Items(OrderFields.Lines))
        {
            place++;
            if (item is not FieldValue.Group { Fields: var fields }) continue;
            var id = fields.Text(OrderLineFields.LineId) ?? fields[OrderLineFields.LineId]?.ToString();
            if (string.IsNullOrEmpty(id)) id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#{place}");
            var sku = fields.Text(OrderLineFields.Sku);
            var known = left.Find(line => line.Line == id && line.Sku == sku) ?? left.Find(line => line.Sku == sku);
            if (known is not null) left.Remove(known);
            lines.Add((known ?? new LineDelivery(id, sku)) with { Line = id, Closed = !isOpen || IsShipped(fields) });
        }

        return lines.ToEquatableList();
    }

    private static LineDelivery Seen(EntityDraft draft, LineDelivery line, EquatableList<ItemState> items)
    {
        if (line.Closed || line.Key() is not { } key) return line;
        foreach (var item in items)
        {
            if (!item.Keys.Contains(key)) continue;
            if (line.Item is { } known && known.ProductId == item.ProductId && item.Version <= known.Version) continue;
            line = Taken(draft, line, item with { Keys = EquatableList<NaturalKey>.Empty });
        }

        return line;
    }

    /// <summary>
    /// "28.12." that was left standing when the day had passed: whoever reads it without a year takes it for the next year's
    /// some day, but the supplier has said nothing new.
    /// </summary>
    private static bool IsTheSameWords(ItemState known, DeliveryPromise before, ItemState item, DeliveryPromise now) =>
        before is not DeliveryPromise.LeadTime && now is not DeliveryPromise.LeadTime && item.DeliveryText is { Length: > 0 } words && words == known.DeliveryText && known.System == item.System
        && before.Latest is { } then && now.Latest is { } later && later.DayNumber - then.DayNumber is > 340 and < 390;

    private static LineDelivery Taken(EntityDraft draft, LineDelivery line, ItemState item)
    {
        var now = DeliveryPromise.Read(item.Promise);

        // A lead time that was only read again is the same to the product already: another day means that something else was said in between.
        if (line.Item is { } known && (DeliveryPromise.Read(known.Promise) is var before && (before.Equals(now) || IsTheSameWords(known, before, item, now))))
            return line with { Item = item with { Promise = known.Promise, Since = known.Since } };
        var step = new PromiseStep(draft.At, item.System, item.Promise);
        draft.Tell(new Reason(ReasonKind.Changed, $"{item.System} says of {line.Sku}: {item.Promise}")
        {
            Field = LinesField, Old = FieldValue.Of(line.Item?.Promise), New = FieldValue.Of(item.Promise), System = item.System,
            Rule = line.Item is null ? "first sight" : "item at the supplier",
        });
        draft.Changed(LinesField);
        return line with
        {
            Item = item,
            Told = line.Told ?? item.Promise,
            History = line.History.Skip(Math.Max(0, line.History.Count + 1 - LineDelivery.Kept)).Append(step).ToEquatableList(),
        };
    }

    private static void OwnDate(EntityDraft draft)
    {
        var open = draft.Delivery!.Lines.Where(line => line is { Closed: false, Item: not null })
            .Select(line => DeliveryPromise.Read(line.Item!.Promise)).ToList();
        if (open.Count == 0) return;
        var rule = draft.Book.Tracking.OrderDate;
        var date = OrderDate.Of(open, rule).ToText();
        if (draft.Canonical.Text(OrderFields.ExpectedDelivery) == date) return;
        draft.SetCanonical(
            OrderFields.ExpectedDelivery, FieldValue.Of(date), Provenance.Ourselves, draft.At, $"{rule} of its lines".ToLowerInvariant());
    }

    /// <summary>True while something of the order may still come.</summary>
    public static bool IsOpen(EntityDraft draft) =>
        !draft.Tombstoned && (OrderSteps.State(draft) is not { } state || OrderStateMachine.IsOpen(state));

    private static bool IsShipped(FieldSet line) =>
        line.Number(OrderLineFields.Shipped) is { } shipped && shipped > 0 && shipped >= (line.Number(OrderLineFields.Quantity) ?? shipped);
}
