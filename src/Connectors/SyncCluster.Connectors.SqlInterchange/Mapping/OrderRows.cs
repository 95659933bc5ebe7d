using System.Globalization;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Sinks;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Order -> Pedidos_Detalles, Pedidos_Cabecera and Pedidos_Estados (S2-13, S2-43, S2-54 … S2-56, X7). Pure.</summary>
internal static class OrderRows
{
    private static readonly (string Part, string Column)[] Address =
    [
        ("street", "Dirección"), ("city", "Ciudad"), ("region", "Estado"), ("country", "País"), ("postcode", "CódigoPostal"),
        ("email", "Email"), ("phone", "Teléfono"),
    ];

    private static readonly (string Field, string Column)[] Amounts =
    [
        (OrderFields.Subtotal, ColumnNames.Subtotal), (OrderFields.Discount, ColumnNames.Discount),
        (OrderFields.SubtotalAfterDiscount, ColumnNames.SubtotalAfterDiscount), (OrderFields.Shipping, ColumnNames.Shipping),
        (OrderFields.SubtotalWithShipping, ColumnNames.SubtotalWithShipping), (OrderFields.Tax, ColumnNames.Tax), (OrderFields.Total, ColumnNames.Total),
    ];

    /// <summary>Every field of an order that the tables can hold.</summary>
    public static IReadOnlySet<string> Fields { get; } = Amounts.Select(pair => pair.Field).Concat(
    [
        OrderFields.Number, OrderFields.State, OrderFields.StateReason, OrderFields.CustomerEmail, OrderFields.Currency, OrderFields.Lines,
        OrderFields.PlacedAt, OrderFields.PaymentMethod, OrderFields.PaymentTitle, OrderFields.PaymentId,
        .. Address.SelectMany(part => new[] { CustomerFields.Address(CustomerFields.Billing, part.Part), CustomerFields.Address(CustomerFields.Delivery, part.Part) }),
    ]).ToHashSet(StringComparer.Ordinal);

    /// <summary>What may still be corrected once an order was written: whom it goes to and how it is paid. What was ordered, and for how much, may not.</summary>
    public static bool IsCorrectable(string field) =>
        field is OrderFields.CustomerEmail or OrderFields.PaymentMethod or OrderFields.PaymentTitle or OrderFields.PaymentId
        || (Fields.Contains(field) && (field.StartsWith($"{CustomerFields.Billing}.", StringComparison.Ordinal) || field.StartsWith($"{CustomerFields.Delivery}.", StringComparison.Ordinal)));

    /// <summary>SKU of each line and the order's customer: what the ERP must know first, or had better know.</summary>
    public static IEnumerable<ReferenceNeed> Needs(PushRequest push)
    {
        if (push.IsCreate)
        {
            foreach (var line in Lines(push.Desired))
                if (NaturalKey.From(Kind.Product, ProductFields.Sku, line.Text(OrderLineFields.Sku)) is { } product) yield return new(product, true);
        }
        else if (!push.Patch.Any(field => IsCorrectable(field.Key)))
        {
            yield break;
        }

        if (NaturalKey.From(Kind.Customer, CustomerFields.Email, push.Desired.Text(OrderFields.CustomerEmail)) is { } customer) yield return new(customer, false);
    }

    /// <summary>The records of a new order: details first, the header last, then its first state.</summary>
    /// <exception cref="FaultException">The order cannot be written as it is.</exception>
    public static IReadOnlyList<RowToWrite> Create(PushRequest push, ResolvedTable headers, ResolvedTable details, MappingContext context)
    {
        var order = push.Desired;
        var number = order.Text(OrderFields.Number) ?? throw Refuse(OrderFields.Number, "The order has no number, by which the ERP would answer.");
        var lines = Lines(order).ToList();
        var totals = Totals(order, lines, number, headers, context.Options);
        var rows = new List<RowToWrite>(lines.Count + 2);
        for (var i = 0; i < lines.Count; i++) rows.Add(Detail(push, lines[i], totals[i], i + 1, number, details, context.Now));
        rows.Add(new(InterchangeTables.OrderHeaders, Header(push, order, OrderState.Validating, TellCorrections(headers) ? Operations.Created : null, context)));
        rows.Add(State(number, OrderState.Validating, null, context));
        return rows;
    }

    /// <summary>
    /// True where a header says whether it is new or corrects another. A column of that name that holds something else, as a
    /// number does, is none of ours.
    /// </summary>
    public static bool TellCorrections(ResolvedTable headers) => headers.Has(ColumnNames.Operation) && headers[ColumnNames.Operation].Form == ValueForm.Text;

    /// <summary>A second header of an order that was written, without details, which stay as they are: what is corrected, beside what the ERP holds.</summary>
    public static RowToWrite Correction(PushRequest push, MappingContext context)
    {
        var order = push.Desired.Over(push.Snapshot).Over(push.Patch.Where((name, _) => IsCorrectable(name)));
        var state = OrderStateMachine.TryParse(push.Snapshot.Text(OrderFields.State), out var held) ? held : OrderState.Validating;
        return new(InterchangeTables.OrderHeaders, Header(push, order, state, Operations.Changed, context));
    }

    /// <summary>A record of Pedidos_Estados by us.</summary>
    public static RowToWrite State(string number, OrderState state, string? reason, MappingContext context) => new(
        InterchangeTables.OrderStates,
        new Dictionary<string, object?>
        {
            [ColumnNames.OrderId] = number,
            [ColumnNames.State] = context.Options.States.NameOf(state),
            [ColumnNames.Reason] = reason,
            [ColumnNames.CreatedAt] = context.Now,
            [ColumnNames.Origin] = OrderStateMapping.OurOrigin,
        });

    /// <summary>
    /// What each line comes to, so that they add up to the cent as the ERP wants it (X7). A shop that rounds line by line is
    /// off by up to a cent each: the largest line takes that. More is no rounding, and the order is refused.
    /// </summary>
    private static List<decimal> Totals(FieldSet order, List<FieldSet> lines, string number, ResolvedTable headers, SqlInterchangeOptions options)
    {
        if (order.Text(OrderFields.Currency) is { } currency && !string.Equals(currency.Trim(), options.Currency, StringComparison.OrdinalIgnoreCase) && !headers.Has(ColumnNames.Currency))
            throw Refuse(OrderFields.Currency, $"Order {number} is in {currency}, and {headers.Name} has no column Moneda: the ERP would take it for {options.Currency}.");
        var subtotal = order.Number(OrderFields.SubtotalAfterDiscount) ?? order.Number(OrderFields.Subtotal) - (order.Number(OrderFields.Discount) ?? 0);
        var totals = lines.ConvertAll(LineTotal);
        var gap = (subtotal ?? totals.Sum()) - totals.Sum();
        if (gap != 0 && totals.Count > 0 && Math.Abs(gap) <= OrderSums.Rounding(totals.Count)) totals[totals.IndexOf(totals.Max())] += gap;
        return OrderCompleteness.WhatIsMissing(subtotal, null, totals) is { } text
            ? throw Refuse(OrderFields.Lines, $"Order {number} does not add up. {text}")
            : totals;
    }

    private static RowToWrite Detail(PushRequest push, FieldSet line, decimal total, int position, string number, ResolvedTable details, DateTimeOffset now)
    {
        var sku = line.Text(OrderLineFields.Sku)
            ?? throw Refuse(OrderFields.Lines, $"Line {position.ToString(CultureInfo.InvariantCulture)} of order {number} ('{line.Text(OrderLineFields.Name)}') has no SKU.");
        var key = NaturalKey.From(Kind.Product, ProductFields.Sku, sku)!.Value;
        if (!push.References.TryGetValue(key, out var product) || RecordKey.IsProvisionalId(product))
        {
            throw new FaultException(new(FaultKind.Unresolved, $"Product {sku} of order {number} is not known in the ERP yet.") { WaitingFor = key });
        }

        return new(InterchangeTables.OrderDetails, new Dictionary<string, object?>
        {
            [ColumnNames.DetailId] = DetailId(number, position, details),
            [ColumnNames.OrderId] = number,
            [ColumnNames.ProductId] = product,
            [ColumnNames.Quantity] = line.Number(OrderLineFields.Quantity),
            [ColumnNames.UnitPrice] = line.Number(OrderLineFields.UnitPrice),
            [ColumnNames.LineTotal] = total,
            [ColumnNames.CreatedAt] = now,
        });
    }

    private static Dictionary<string, object?> Header(PushRequest push, FieldSet order, OrderState state, string? operation, MappingContext context)
    {
        var number = push.IsCreate ? order.Text(OrderFields.Number) : push.Key.RemoteId;
        var customer = NaturalKey.From(Kind.Customer, CustomerFields.Email, order.Text(OrderFields.CustomerEmail)) is { } key
            ? push.References.GetValueOrDefault(key) : null;
        var values = new Dictionary<string, object?>
        {
            [ColumnNames.OrderId] = number,
            [ColumnNames.OrderState] = context.Options.States.NameOf(state),
            [ColumnNames.CompanyId] = CustomerMapping.IdIn(customer, CustomerMapping.CompanyPrefix),
            [ColumnNames.ContactId] = CustomerMapping.IdIn(customer, CustomerMapping.ContactPrefix),
            [ColumnNames.PaymentMethod] = order.Text(OrderFields.PaymentTitle) ?? order.Text(OrderFields.PaymentMethod),
            [ColumnNames.PaymentId] = order.Text(OrderFields.PaymentId),
            [ColumnNames.CreatedAt] = context.Now,
            [ColumnNames.Currency] = order.Text(OrderFields.Currency) ?? context.Options.Currency,
            [ColumnNames.PlacedAt] = order.Instant(OrderFields.PlacedAt),
            [ColumnNames.Number] = number,
            [ColumnNames.LineCount] = Lines(order).Count(),
        };
        if (operation is not null) values[ColumnNames.Operation] = operation;
        foreach (var (field, column) in Amounts) values[column] = order.Number(field);
        values[ColumnNames.SubtotalAfterDiscount] ??= order.Number(OrderFields.Subtotal) - (order.Number(OrderFields.Discount) ?? 0);
        foreach (var (part, column) in Address)
        {
            values[ColumnNames.Billing(column)] = order.Text(CustomerFields.Address(CustomerFields.Billing, part));
            values[ColumnNames.Delivery(column)] = order.Text(CustomerFields.Address(CustomerFields.Delivery, part));
        }

        // The header names no customer but by id: an ERP that does not know him yet finds him by this address.
        values[ColumnNames.Billing("Email")] ??= order.Text(OrderFields.CustomerEmail);
        return values;
    }

    private static string DetailId(string number, int position, ResolvedTable details)
    {
        if (details[ColumnNames.DetailId].Form is not (ValueForm.Whole or ValueForm.Decimal))
            return $"{number}-{position.ToString(CultureInfo.InvariantCulture)}";
        return position < 1000 && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole < long.MaxValue / 1000
            ? ((whole * 1000) + position).ToString(CultureInfo.InvariantCulture)
            : throw Refuse(OrderFields.Number,
                $"ID Pedido_Detalles is a number column, and no number can be made of order '{number}', line {position.ToString(CultureInfo.InvariantCulture)}.");
    }

    private static decimal LineTotal(FieldSet line) => line.Number(OrderLineFields.Total)
        ?? (line.Number(OrderLineFields.Quantity) ?? 0) * (line.Number(OrderLineFields.UnitPrice) ?? 0);

    private static IEnumerable<FieldSet> Lines(FieldSet order) => order.Items(OrderFields.Lines).OfType<FieldValue.Group>().Select(line => line.Fields);

    private static FaultException Refuse(string field, string message) =>
        new(new(FaultKind.Rejected, message) { Fields = [new(field, message)] });
}
