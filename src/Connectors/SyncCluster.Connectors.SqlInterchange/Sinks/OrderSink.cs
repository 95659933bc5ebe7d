using System.Data.Common;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Sinks;

/// <summary>Writes new orders, and afterwards their states and corrections (S2-13, S2-27 … S2-31, S2-43).</summary>
internal sealed class OrderSink(string system, InterchangeSession session) : ISink
{
    private readonly InterchangeWriter _writer = new(session);
    private readonly RecordFinder _finder = new(session);

    public Kind Kind => Kind.Order;

    public int BatchSize => 50;

    public IReadOnlySet<string> Fields => OrderRows.Fields;

    public bool Creates => true;

    public bool WritesAgainAsNew => true;

    public IEnumerable<ReferenceNeed> Needs(PushRequest push) => OrderRows.Needs(push);

    public Task<IReadOnlyList<PushOutcome>> WriteAsync(IReadOnlyList<PushRequest> pushes, CancellationToken cancellation) =>
        _writer.WriteAsync(pushes, PlanAsync, cancellation);

    public async Task<Receipt?> FindAsync(PushRequest push, CancellationToken cancellation)
    {
        await using var connection = await session.Database.OpenAsync(cancellation);
        try
        {
            if (await _writer.FindNotedAsync(connection, push, cancellation) is { } noted)
                return push.IsCreate ? noted : noted with { Untold = Tellable.By(
                    await session.Catalogue.FindAsync(connection, InterchangeTables.OrderStates, cancellation),
                    await session.Catalogue.FindAsync(connection, InterchangeTables.OrderHeaders, cancellation)).Leaves(push.Patch) };
            // Without a ledger a state may be looked for in vain: the ERP may have read and deleted it.
            if (!push.IsCreate || push.Desired.Text(OrderFields.Number) is not { } number) return null;
            var found = await _finder.ExistsAsync(connection, InterchangeTables.OrderHeaders, ColumnNames.OrderId, number, cancellation)
                || await _finder.ExistsAsync(connection, InterchangeTables.OrderStates, ColumnNames.OrderId, number, cancellation);
            return found ? new Receipt(number) : null;
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            throw session.Database.Fault(exception, "Looking for an order");
        }
    }

    private async Task<WritePlan> PlanAsync(PushRequest push, TableLookup table)
    {
        var context = new MappingContext(system, session.Options, session.Time.GetUtcNow(), false);
        var states = await table(InterchangeTables.OrderStates);
        var headers = await table(InterchangeTables.OrderHeaders);
        if (!push.IsCreate) return Later(push, context, Tellable.By(states, headers));
        var details = await table(InterchangeTables.OrderDetails);
        var rows = OrderRows.Create(push, headers, details, context);
        return new(rows.ToEquatableList(), new Receipt(push.Desired.Text(OrderFields.Number)!));
    }

    private static WritePlan Later(PushRequest push, MappingContext context, Tellable tellable)
    {
        var rows = new List<RowToWrite>(2);
        if (push.Patch.Any(field => tellable.Corrects(field.Key))) rows.Add(OrderRows.Correction(push, context));
        var known = OrderStateMachine.TryParse(push.Patch.Text(OrderFields.State), out var state);
        if (known && tellable.Sets(state)) rows.Add(OrderRows.State(push.Key.RemoteId, state, push.Desired.Text(OrderFields.StateReason), context));
        if (rows.Count == 0) throw known ? NotOurs(state) : Refuse(push, tellable);
        return new(rows.ToEquatableList(), new Receipt(push.Key.RemoteId) { Untold = tellable.Leaves(push.Patch) });
    }

    private static FaultException NotOurs(OrderState state) => new(new(FaultKind.Rejected, $"State {state} is the ERP's to set, because Pedidos_Estados has no column Origen (X3).")
    {
        Fields = [new(OrderFields.State, "is not ours to write")],
        Advice = "Add the column Origen to Pedidos_Estados.",
    });

    private static FaultException Refuse(PushRequest push, Tellable tellable)
    {
        var fields = push.Patch.Select(field => field.Key).ToList();
        return new FaultException(new(FaultKind.Rejected,
            $"After an order was written only its state{(tellable.Corrections ? ", addresses and payment" : "")} can be told to the ERP, not {string.Join(", ", fields)}.")
        {
            Fields = fields.Select(field => new KeyValuePair<string, string>(field, "cannot be changed any more")).ToEquatableList(),
            Advice = fields.All(OrderRows.IsCorrectable)
                ? "Tell the ERP's staff; or add the column Operacion to Pedidos_Cabecera, if the ERP takes a record with M for a correction of the order that it has."
                : "Tell the ERP's staff, or keep these fields from this system by a rule.",
        });
    }

    /// <summary>What of a written order the tables can tell, by the columns that they have.</summary>
    /// <param name="EveryState">Any state; else only those that are ours without the column Origen (X3).</param>
    /// <param name="Corrections">Other addresses or another payment.</param>
    private readonly record struct Tellable(bool EveryState, bool Corrections)
    {
        public static Tellable By(ResolvedTable? states, ResolvedTable? headers) => new(states?.Has(ColumnNames.Origin) == true, headers is not null && OrderRows.TellCorrections(headers));

        public bool Corrects(string field) => Corrections && OrderRows.IsCorrectable(field);

        public bool Sets(OrderState state) => EveryState || OrderStateNames.WeMayWriteWithoutOrigin(state);

        /// <summary>The fields of a change that cannot be told.</summary>
        public EquatableList<string> Leaves(FieldSet patch)
        {
            var tellable = this;
            var setsState = OrderStateMachine.TryParse(patch.Text(OrderFields.State), out var state) && Sets(state);
            return patch.Select(field => field.Key)
                .Where(name => !tellable.Corrects(name) && !(setsState && name is (OrderFields.State or OrderFields.StateReason))).ToEquatableList();
        }
    }
}

/// <summary>Looks for records that were written and not read by the ERP yet.</summary>
internal sealed class RecordFinder(InterchangeSession session)
{
    /// <summary>True where a table holds a record with that value.</summary>
    public async Task<bool> ExistsAsync(
        DbConnection connection, TableDefinition definition, string column, string value, CancellationToken cancellation)
    {
        if (await session.Catalogue.FindAsync(connection, definition, cancellation) is not { } table || !table.Has(column)) return false;
        var fitted = ColumnValue.Fit(value, table[column], table, session.Options.TimeZone);
        var sql = $"SELECT COUNT(*) FROM {table.Quoted} WHERE {session.Database.Dialect.Quote(table[column].Name)} = @value";
        await using var command = session.Database.Command(connection, sql, ("@value", fitted));
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture) > 0;
    }
}
