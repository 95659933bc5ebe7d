namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>Values of settings that the file leaves out.</summary>
internal static class SqlInterchangeDefaults
{
    public const string StockProcedure = "Consultar_Existencia";
    public const string SqliteStockQuery = "SELECT \"Existencia\" FROM \"Existencias\" WHERE \"Codigo\" = @sku";
    public const string Currency = "EUR";
    public const string TimeZone = "UTC";
    public const string Interval = "30s";
    public const string PageSize = "500";
    public const string CommandTimeout = "30s";
    public const string GapPatience = "1h";

    /// <summary>What stands in the place of a table's or column's name where it is not used.</summary>
    public const string Unused = "-";

    /// <summary>Key, among a table's columns, of the table's own name.</summary>
    public const string TableKey = "table";
}
