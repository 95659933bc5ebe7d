using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Pedidos_Estados, as the ERP writes it -> state of an order (S2-46 … S2-48, S2-56, X1, X3).</summary>
internal sealed class OrderStateMapping(OrderStateNames names) : IRowMapping
{
    /// <summary>What we write into Origen.</summary>
    public const string OurOrigin = "DP";

    public Kind Kind => Kind.Order;

    public bool IsForeign(RowValues row) => row.Has(ColumnNames.Origin)
        ? string.Equals(row.Text(ColumnNames.Origin), OurOrigin, StringComparison.OrdinalIgnoreCase)
        : row.Text(ColumnNames.State) is { } state && names.IsOurs(state);

    public Observation Map(RowValues row)
    {
        var number = row.RequiredId(ColumnNames.OrderId, OrderFields.Number);
        var fields = new FieldSetBuilder();
        fields.Text(OrderFields.Number, number);
        var text = row.RequiredId(ColumnNames.State, OrderFields.State);
        if (names.TryRead(text, out var state)) fields.Text(OrderFields.State, state.ToString());
        else if (text.Length > 0)
            row.Problem(OrderFields.State, ColumnNames.State,
                $"'{text}' is no known state; known are {string.Join(", ", names.Known)}; others can be added under 'states'");
        row.Text(fields, OrderFields.StateReason, ColumnNames.Reason);
        return row.Observe(Kind, number, fields.Build(), partial: true);
    }
}
