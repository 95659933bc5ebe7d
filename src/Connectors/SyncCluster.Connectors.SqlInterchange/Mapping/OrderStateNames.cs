using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Orders;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>The ERP's names of order states (S2-15, S2-44 … S2-47, X1) and those that a setting adds.</summary>
internal sealed class OrderStateNames
{
    /// <summary>Of a state's names the first is the one that we write.</summary>
    private static readonly (string Name, OrderState State)[] Defaults =
    [
        ("VALIDANDO EXISTENCIAS", OrderState.Validating),
        ("EMITIENDO AL ERP", OrderState.Emitting),
        ("ACEPTADO", OrderState.Accepted),
        ("RECIBIDO EN ERP", OrderState.Accepted),
        ("RECHAZADO", OrderState.Rejected),
        ("RECHAZADO POR EXISTENCIAS", OrderState.Rejected),
        ("PROCESADO", OrderState.Processed),
        ("ENVIADO PARCIALMENTE", OrderState.PartiallyShipped),
        ("ENVIADO", OrderState.Shipped),
        ("ENTREGADO", OrderState.Delivered),
        ("FACTURADO", OrderState.Invoiced),
        ("CANCELADO", OrderState.Cancelled),
        ("ANULADO", OrderState.Cancelled),
        ("DEVUELTO", OrderState.Returned),
    ];

    /// <summary>Where no column says who wrote a state, these are ours and all others are the ERP's (X3).</summary>
    private static readonly OrderState[] OursWithoutOrigin = [OrderState.Validating, OrderState.Emitting, OrderState.Cancelled];

    private readonly Dictionary<string, OrderState> _byName = new(StringComparer.Ordinal);
    private readonly List<(string Name, OrderState State)> _all;

    public OrderStateNames(IReadOnlyDictionary<string, string> configured)
    {
        _all = [.. configured.Select(one => (one.Key, Parse(one.Value))), .. Defaults];
        foreach (var (name, state) in _all) _byName.TryAdd(Spelling.Fold(name), state);
    }

    /// <summary>Every name that is understood.</summary>
    public IEnumerable<string> Known => _all.Select(one => one.Name);

    /// <summary>Names that only we write, as they stand in a condition: for tables without the column Origen.</summary>
    public IEnumerable<string> Ours => _all.Where(one => IsOurs(one.Name)).Select(one => one.Name.ToUpperInvariant());

    /// <summary>The state of that name, without regard to case, accents and blanks.</summary>
    public bool TryRead(string name, out OrderState state) => _byName.TryGetValue(Spelling.Fold(name), out state);

    /// <summary>True for a name of a state that only we write where no column says who wrote it.</summary>
    public bool IsOurs(string name) => TryRead(name, out var state) && WeMayWriteWithoutOrigin(state);

    /// <summary>True for a state that the ERP will not take for its own where no column says who wrote it.</summary>
    public static bool WeMayWriteWithoutOrigin(OrderState state) => OursWithoutOrigin.Contains(state);

    /// <summary>The name that we write for a state.</summary>
    public string NameOf(OrderState state) => _all.First(one => one.State == state && TryRead(one.Name, out var read) && read == state).Name;

    // A setting that is no state was reported by the validator; nothing runs with it.
    private static OrderState Parse(string text) => OrderStateMachine.TryParse(text, out var state) ? state : default;
}
