namespace SyncCluster.Sandbox.Erp;

/// <summary>States of an order as the ERP writes them (S2-45).</summary>
public static class ErpOrderStates
{
    /// <summary>It arrived, and nobody has looked at it yet.</summary>
    public const string Received = "RECIBIDO EN ERP";

    /// <summary>Its goods are there and taken for it.</summary>
    public const string Accepted = "ACEPTADO";

    /// <summary>It is being prepared.</summary>
    public const string Processed = "PROCESADO";

    /// <summary>It is on its way.</summary>
    public const string Shipped = "ENVIADO";

    /// <summary>The customer has it.</summary>
    public const string Delivered = "ENTREGADO";

    /// <summary>It is closed.</summary>
    public const string Invoiced = "FACTURADO";

    /// <summary>There are not enough goods; the reason is beside it.</summary>
    public const string Rejected = "RECHAZADO";

    /// <summary>The shop called it off.</summary>
    public const string Cancelled = "CANCELADO";

    /// <summary>Through what the staff takes an accepted order, one after the other.</summary>
    public static IReadOnlyList<string> Steps { get; } = [Accepted, Processed, Shipped, Delivered, Invoiced];

    /// <summary>True where an order has come to <paramref name="step"/> or past it.</summary>
    public static bool HasReached(string state, string step) => IndexOf(state) >= IndexOf(step);

    /// <summary>Its place among the <see cref="Steps"/>; -1 where it is none of them.</summary>
    public static int IndexOf(string state)
    {
        for (var i = 0; i < Steps.Count; i++)
            if (Steps[i] == state) return i;
        return -1;
    }
}
