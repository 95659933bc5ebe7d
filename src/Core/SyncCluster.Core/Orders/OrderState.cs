namespace SyncCluster.Core.Orders;

/// <summary>Where an order stands, along one machine for every system (X1).</summary>
public enum OrderState
{
    /// <summary>VALIDANDO EXISTENCIAS: the stock is being checked.</summary>
    Validating,

    /// <summary>EMITIENDO AL ERP: on its way to the ERP.</summary>
    Emitting,

    /// <summary>RECIBIDO EN ERP, ACEPTADO.</summary>
    Accepted,

    /// <summary>RECHAZADO POR EXISTENCIAS, RECHAZADO; the reason is text.</summary>
    Rejected,

    /// <summary>PROCESADO.</summary>
    Processed,

    /// <summary>A part has left the warehouse.</summary>
    PartiallyShipped,

    /// <summary>ENVIADO.</summary>
    Shipped,

    /// <summary>ENTREGADO.</summary>
    Delivered,

    /// <summary>FACTURADO.</summary>
    Invoiced,

    /// <summary>Called off by the customer or the shop.</summary>
    Cancelled,

    /// <summary>Sent back or refunded.</summary>
    Returned,
}
