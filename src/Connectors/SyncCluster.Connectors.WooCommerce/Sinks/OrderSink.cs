using System.Text.Json.Nodes;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Connectors.WooCommerce.Mapping;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>
/// Writes an order's state as its status, and the state's reason as a note (S2-46, S2-48). Lines are never touched: a line
/// sent without its id would be added once more. A status that the order already has is not sent, since every write counts
/// as a change in the shop.
/// </summary>
internal sealed class OrderSink(ShopParts parts) : ISink
{
    private readonly BatchWriter _batches = new(parts);

    public Kind Kind => Kind.Order;

    public int BatchSize => _batches.Size;

    public IReadOnlySet<string> Fields { get; } = new HashSet<string>(StringComparer.Ordinal) { OrderFields.State, OrderFields.StateReason };

    public bool Creates => false;

    public async Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation)
    {
        var outcomes = await _batches.WriteAsync("orders", pushes, Prepare, cancellation);
        for (var i = 0; i < pushes.Count; i++) outcomes[i] = await WithNoteAsync(pushes[i], outcomes[i], cancellation);
        return outcomes;
    }

    /// <summary>Among the newest orders, by our id or by the number: orders have no key that the shop could look up.</summary>
    public Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation) =>
        SinkOutcomes.FoundAsync(() => LookAsync(push, cancellation));

    private async Task<Receipt?> LookAsync(PushRequest push, CancellationToken cancellation)
    {
        var context = await parts.ContextAsync(cancellation);
        var answer = await parts.Client.ListAsync("orders", new ShopQuery()
            .With("orderby", "date").With("order", "desc").With("per_page", WooCommerceDefaults.MostPerCall), cancellation);
        foreach (var order in answer.Rows)
            if (order.MetaValue(SinkOutcomes.EntityMetaKey)?.Text("value") == push.EntityId
                || (push.Desired.Text(OrderFields.Number) is { } number && OrderMapping.Number(order, parts.Options) == number))
                return SinkOutcomes.Of(OrderMapping.Read(order, context, answer.AskedAt));
        return null;
    }

    private BatchStep Prepare(PushRequest push, int index, MappingContext context)
    {
        if (Refused(push, context) is { } refusal) return refusal;
        if (NewStatus(push) is not { } status) return SinkOutcomes.Unchanged(push);
        return new BatchItem(
            index, new JsonObject { ["status"] = status }, RemoteIds.Number(push.Key.RemoteId),
            answer => SinkOutcomes.Of(OrderMapping.Read(answer, context, MappingContext.SeenNow(parts))));
    }

    private PushOutcome? Refused(PushRequest push, MappingContext context)
    {
        if (push.IsCreate) return SinkOutcomes.Failed(FaultKind.Rejected, "Orders are not created in a shop; they come from it.");
        if (RemoteIds.Number(push.Key.RemoteId) is null)
            return SinkOutcomes.Failed(FaultKind.Rejected, $"'{push.Key.RemoteId}' is no order id of a shop.");
        if (push.Patch[OrderFields.State] is not { } state) return null;
        if (!OrderStateMachine.TryParse(state.ToString(), out _))
            return SinkOutcomes.Failed(FaultKind.Rejected, $"'{state}' is no state of an order.");
        // Inside a batch an unknown status is not refused: the order silently becomes pending (10.5).
        var known = context.Facts.OrderStatuses ?? parts.Options.StatusToState.Keys.ToHashSet(StringComparer.Ordinal);
        return MappedStatus(push) is { } status && !known.Contains(status)
            ? SinkOutcomes.Failed(FaultKind.Configuration, $"The shop has no order status '{status}', to which state {state} is mapped.",
                $"Correct setting stateToStatus; the shop knows: {string.Join(", ", known.Order(StringComparer.Ordinal))}.")
            : null;
    }

    private string? MappedStatus(PushRequest push) =>
        push.Patch[OrderFields.State] is { } state && OrderStateMachine.TryParse(state.ToString(), out var parsed)
            ? parts.Options.StateToStatus.GetValueOrDefault(parsed)
            : null;

    /// <summary>
    /// The status to be sent; null where the state has none, the order has it already, or it would say that somebody paid
    /// who has not: that the ERP took an order is no payment.
    /// </summary>
    private string? NewStatus(PushRequest push)
    {
        if (MappedStatus(push) is not { } status || CurrentStatus(push) is var current && status == current) return null;
        return status == WooCommerceDefaults.PaidStatus && current is not null && WooCommerceDefaults.UnpaidStatuses.Contains(current) ? null : status;
    }

    private string? CurrentStatus(PushRequest push)
    {
        if (Extras.Read(push.Extras)?.Text("status") is { } shown) return WooCommerceOptions.WithoutPrefix(shown);
        return OrderStateMachine.TryParse(push.Snapshot.Text(OrderFields.State), out var state)
            ? parts.Options.StateToStatus.GetValueOrDefault(state)
            : null;
    }

    private async Task<PushOutcome> WithNoteAsync(PushRequest push, PushOutcome outcome, CancellationToken cancellation)
    {
        if (outcome is not PushOutcome.Written written || push.Patch.Text(OrderFields.StateReason) is not { } reason) return outcome;
        var stored = (written.Receipt.Stored ?? push.Snapshot).With(OrderFields.StateReason, new FieldValue.Text(reason));
        var receipt = new PushOutcome.Written(written.Receipt with { Stored = stored });
        if (parts.Options.OrderNotes == OrderNotes.None) return receipt;
        try
        {
            var path = $"orders/{push.Key.RemoteId}/notes";
            // A note has no key: after a try whose end nobody saw, only looking tells whether it is there.
            if (push.IsRepeated && await HasNoteAsync(path, reason, cancellation)) return receipt;
            await parts.Client.WriteAsync(HttpMethod.Post, path, new JsonObject
            {
                ["note"] = HtmlText.EncodeName(reason),
                ["customer_note"] = parts.Options.OrderNotes == OrderNotes.Customer,
            }, cancellation);
            return receipt;
        }
        catch (FaultException exception)
        {
            return new PushOutcome.Failed(exception.Fault);
        }
    }

    private async Task<bool> HasNoteAsync(string path, string reason, CancellationToken cancellation) =>
        (await parts.Client.ListAsync(path, new ShopQuery().With("type", "any"), cancellation)).Rows
            .Any(note => FieldValue.Of(HtmlText.DecodeName(note.Text("note"))) is FieldValue.Text text && text.Value == reason);
}
