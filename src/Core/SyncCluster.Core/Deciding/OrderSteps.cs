using System.Globalization;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>What is special about orders: their states move along one machine, and stock is asked before they are emitted.</summary>
internal static class OrderSteps
{
    /// <summary>What a proposed step is; null where the order is not on the machine yet. No state is a step back.</summary>
    public static OrderStep? Judge(FieldValue canonical, FieldValue proposed)
    {
        if (canonical is not FieldValue.Text now || !OrderStateMachine.TryParse(now.Value, out var from)) return null;
        return proposed is FieldValue.Text then && OrderStateMachine.TryParse(then.Value, out var to)
            ? OrderStateMachine.Judge(from, to)
            : OrderStep.Back;
    }

    /// <summary>True where a system may not set the order's state to this: it would be a step back.</summary>
    public static bool Refuses(EntityDraft draft, string system, FieldValue? proposed) =>
        draft.Kind == Kind.Order && proposed is not null && draft.Canonical[OrderFields.State] is { } now && !draft.Schema.Same(OrderFields.State, now, proposed)
        && Judge(now, proposed) == OrderStep.Back && !(draft.Rules.Orders.AllowsStepBack && draft.Rules.Field(OrderFields.State).IsWriter(system));

    /// <summary>True for an order that nothing is to come of any more.</summary>
    public static bool IsCalledOff(OrderState state) => state is OrderState.Rejected or OrderState.Cancelled or OrderState.Returned;

    /// <summary>
    /// True where the entity may be written to a system that does not know it: an order that nobody called off, and that
    /// was young when it was first to be written there. One that is past its open states by then (goods that need no
    /// shipping are completed as they are paid) only where it came while we were here: of a backlog, others saw to it.
    /// </summary>
    public static bool MayEmit(EntityDraft draft, string system)
    {
        if (draft.Kind != Kind.Order) return true;
        if (State(draft) is not { } state || IsCalledOff(state)) return false;
        if (draft.View(system).Pending is not null) return true;
        var isYoung = draft.Canonical.Instant(OrderFields.PlacedAt) is not { } placed || draft.At - placed <= draft.Rules.Orders.EmitsUpToAge;
        var isOpen = state is OrderState.Validating or OrderState.Emitting;
        return isYoung && (isOpen || (!draft.IsBacklog && draft.CanonicalBefore.Text(OrderFields.Number) is null));
    }

    /// <summary>True where a push that is planned now goes without a stock check: an order of a backlog, whose goods the stock may lack because it took them off already.</summary>
    public static bool SkipsStock(EntityDraft draft, SystemView view) =>
        view.Pending?.SkipsStock ?? (draft.IsBacklog && draft.CanonicalBefore.Text(OrderFields.Number) is null);

    /// <summary>True where stock is asked in <paramref name="system"/> before the order is written to it (S2-38).</summary>
    public static bool ChecksStockIn(EntityDraft draft, string system) =>
        draft.Kind == Kind.Order && draft.Rules.Orders.ChecksStockIn == system && State(draft) == OrderState.Validating;

    /// <summary>Takes in the answer of the stock check: enough lets the push go on, too little rejects the order with its reason.</summary>
    public static bool StockChecked(EntityDraft draft, EntityEvent.StockChecked stock)
    {
        var view = draft.View(stock.System);
        if (view.Pending is not { } pending || pending.OperationId != stock.OperationId || !pending.ChecksStock) return false;
        if (stock.Shortages.Count == 0)
        {
            draft.Put(view with { Pending = pending with { ChecksStock = false } });
            return true;
        }

        var reason = string.Join("; ", stock.Shortages.Select(line => line.InStock is { } left
            ? string.Create(CultureInfo.InvariantCulture, $"{line.Sku}: {FieldValue.Plain(line.Wanted)} ordered, {FieldValue.Plain(left)} in stock")
            : string.Create(CultureInfo.InvariantCulture, $"{line.Sku}: not known")));
        draft.SetCanonical(OrderFields.StateReason, FieldValue.Of(reason), stock.System, draft.At, "stock check");
        draft.SetCanonical(OrderFields.State, FieldValue.Of(nameof(OrderState.Rejected)), stock.System, draft.At, "stock check");
        return true;
    }

    /// <summary>After an order was written to the system that decides on it, it is on its way there: a step that nobody needs to be told.</summary>
    public static void Emitted(EntityDraft draft, string system)
    {
        if (draft.Kind != Kind.Order || State(draft) != OrderState.Validating || !draft.Rules.Field(OrderFields.State).IsWriter(system)) return;
        var emitting = FieldValue.Of(nameof(OrderState.Emitting));
        draft.SetCanonical(OrderFields.State, emitting, Provenance.Ourselves, draft.At, "emitted");
        var view = draft.View(system);
        draft.Put(view with { Kept = view.Kept.With(OrderFields.State, emitting) });
    }

    /// <summary>
    /// Its master deleted an order of which something may still come, and another system holds it: whether it is called off,
    /// a person says. Nothing is cancelled because somebody tidied up, and nothing is sent because nobody noticed.
    /// </summary>
    public static void AskWhetherCancelled(EntityDraft draft)
    {
        if (draft.Kind != Kind.Order || !draft.Tombstoned || draft.Rules.Tombstone == TombstonePolicy.Ignore || !IsOpen(draft)) return;
        var (master, rule) = (draft.Rules.Master, draft.Rules.Field(OrderFields.State));
        var holders = draft.Rules.Systems.Where(one => one.System != master && one.IsWritten && rule.IsReceiver(one.System) && draft.View(one.System) is { RemoteId: not null, Gone: false });
        if (holders.FirstOrDefault()?.System is not { } holder) return;
        var (ours, theirs) = (draft.Canonical[OrderFields.State]!, FieldValue.Of(nameof(OrderState.Cancelled)));
        draft.Tell(new Reason(ReasonKind.Conflict, $"{master} has it no more, and {holder} goes on with it: a person decides whether it is cancelled")
        {
            Field = OrderFields.State, Old = ours, New = theirs, System = master, Rule = $"tombstone: {draft.Rules.Tombstone}".ToLowerInvariant(),
        });
        var from = draft.ProvenanceOf(OrderFields.State)?.System is { } system && system != master ? system : holder;
        draft.Conflicts.Add(new Conflict(OrderFields.State, master, theirs, ours, from, draft.At));
    }

    /// <summary>True for that question where nothing of the order is to come any more.</summary>
    public static bool IsSettled(EntityDraft draft, Conflict conflict) =>
        draft.Kind == Kind.Order && draft.Tombstoned && conflict.Field == OrderFields.State && conflict.System == draft.Rules.Master && !IsOpen(draft);

    private static bool IsOpen(EntityDraft draft) => State(draft) is { } state && OrderStateMachine.IsOpen(state);

    /// <summary>The order's canonical state; null where it has none.</summary>
    public static OrderState? State(EntityDraft draft) =>
        OrderStateMachine.TryParse(draft.Canonical.Text(OrderFields.State), out var state) ? state : null;
}
