using Microsoft.AspNetCore.Http.HttpResults;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Http.Endpoints;

/// <summary>An order in a list.</summary>
internal sealed record OrderLineView(
    string Id, string? Number, string? State, string? StateReason, string? Customer, decimal? Total, string? Currency,
    DateTimeOffset? PlacedAt, int Lines, int Pending, int Parked, PromiseView? Expected, bool Late, DateTimeOffset ChangedAt);

/// <summary>One order: what was bought, where it stands, how it came there, who was told.</summary>
internal sealed record OrderView(
    string Id, string Number, string? State, string? StateReason, FieldSet Fields, IReadOnlyList<FieldValue> Lines, IReadOnlyList<OrderStepView> States,
    IReadOnlyList<EntitySystem> Systems, IReadOnlyList<MailView> Mails, DeliveryView? Delivery);

/// <summary>One step of an order's state.</summary>
internal sealed record OrderStepView(DateTimeOffset At, string? From, string? To, string? By, string? Why);

/// <summary>Orders with their lines and the way of their state.</summary>
internal static class OrderEndpoints
{
    private const int MostSteps = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("orders");
        orders.MapGet("", ListAsync).WithSummary("Orders: by state or text, open ones, late ones (their last promised day has passed), changed since");
        orders.MapGet("/{number}", OneAsync).WithSummary("One order by its number: lines, the way of its state, each line's item at the supplier with its history, mails").ProducesProblem(404);
    }

    private static async Task<Page<OrderLineView>> ListAsync(
        Installation installation, string? state, bool? open, bool? late, DateTimeOffset? changedSince, string? text, string? after, int? limit,
        CancellationToken cancellation)
    {
        var today = Today(installation);
        var query = new EntityQuery
        {
            Kind = Kind.Order,
            OrderState = Asked.One<OrderState>(state, "state")?.ToString(),
            Text = string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
            After = string.IsNullOrEmpty(after) ? null : after,
            OrderStates = open is { } isOpen ? [.. Enum.GetValues<OrderState>().Where(one => OrderStateMachine.IsOpen(one) == isOpen).Select(one => one.ToString())] : null,
            ExpectedBefore = late == true ? today : null,
            ChangedSince = changedSince,
            Limit = Asked.Limit(limit),
        };
        var rows = await installation.Store.SearchAsync(query, cancellation);
        var states = await installation.Store.StatesAsync(rows.Select(row => row.EntityId), cancellation);
        return new Page<OrderLineView>(
            [.. rows.Where(row => states.ContainsKey(row.EntityId)).Select(row => Line(row, states[row.EntityId], today))],
            rows.Count == query.Limit ? rows[^1].EntityId : null);
    }

    /// <summary>An order's state by its number; null where there is none.</summary>
    public static async Task<EntityState?> FindAsync(IStateStore store, string number, CancellationToken cancellation) =>
        NaturalKey.From(Kind.Order, OrderFields.Number, number) is { } key
            && (await store.FindOwnersAsync([key], cancellation))[0] is { } id
            && await store.StateAsync(id, cancellation) is { } found ? found.State : null;

    public static ProblemHttpResult Unknown(string number) =>
        Problem.Unknown("order", $"No order has the number '{number}'.", "Search for it: GET /api/orders?text=…");

    /// <summary>The shop's day.</summary>
    public static DateOnly Today(Installation installation) => installation.Setup.Rules.Tracking.DayOf(installation.Services.Time.GetUtcNow());

    private static OrderLineView Line(EntityRow row, EntityState order, DateOnly today)
    {
        var fields = order.Canonical;
        return new OrderLineView(
            row.EntityId, fields.Text(OrderFields.Number), fields.Text(OrderFields.State), fields.Text(OrderFields.StateReason),
            fields.Text(OrderFields.CustomerName), fields.Number(OrderFields.Total), fields.Text(OrderFields.Currency), fields.Instant(OrderFields.PlacedAt), fields.Items(OrderFields.Lines).Count, row.Summary.Pending,
            row.Summary.Parked, PromiseView.Of(fields.Text(OrderFields.ExpectedDelivery)), DeliveryView.IsLate(order, today), row.ChangedAt);
    }

    private static async Task<Results<Ok<OrderView>, ProblemHttpResult>> OneAsync(string number, Installation installation, CancellationToken cancellation)
    {
        var store = installation.Store;
        if (NaturalKey.From(Kind.Order, OrderFields.Number, number) is not { } key
            || (await store.FindOwnersAsync([key], cancellation))[0] is not { } id
            || await store.StateAsync(id, cancellation) is not { } found)
            return Unknown(number);
        var state = found.State;
        var steps = await store.StepsAsync(state, MostSteps, cancellation);
        var mails = await store.ListMailsAsync(id, null, Asked.MostAtOnce, cancellation);
        return TypedResults.Ok(new OrderView(
            id, state.Canonical.Text(OrderFields.Number) ?? number, state.Canonical.Text(OrderFields.State), state.Canonical.Text(OrderFields.StateReason),
            state.Canonical, state.Canonical.Items(OrderFields.Lines), [.. steps.Reverse().SelectMany(Steps)],
            new SideBySide(installation.Setup).Of(state, found.Version).Systems, [.. mails.Select(MailEndpoints.View)],
            DeliveryView.Of(state, Today(installation))));
    }

    private static IEnumerable<OrderStepView> Steps(HistoryRow row)
    {
        var reasons = StoredViews.Reasons(row);
        var why = reasons.FirstOrDefault(reason => reason is { Kind: ReasonKind.Changed, Field: OrderFields.StateReason })?.New?.ToString();
        return reasons.Where(reason => reason is { Kind: ReasonKind.Changed, Field: OrderFields.State })
            .Select(reason => new OrderStepView(row.At, reason.Old?.ToString(), reason.New?.ToString(), reason.System, why ?? reason.Rule));
    }
}
