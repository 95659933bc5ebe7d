namespace SyncCluster.Connectors.SqlInterchange.Tables;

/// <summary>What a record says of its thing in the column Operacion (X4).</summary>
internal static class Operations
{
    /// <summary>Alta: it is new.</summary>
    public const string Created = "A";

    /// <summary>Modificación: it has changed.</summary>
    public const string Changed = "M";

    /// <summary>Baja: it is gone.</summary>
    public const string Removed = "B";
}
