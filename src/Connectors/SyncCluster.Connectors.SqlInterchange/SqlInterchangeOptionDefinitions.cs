using SyncCluster.Connectors.Options;
using static SyncCluster.Connectors.SqlInterchange.SqlInterchangeDefaults;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>Every setting, as the schema, the help and the README's table show it.</summary>
internal static class SqlInterchangeOptionDefinitions
{
    public static IReadOnlyList<OptionDefinition> All { get; } =
    [
        new("provider", OptionType.Text, "Which database holds the interchange tables")
            { Required = true, Allowed = ["sqlite", "postgresql", "sqlserver", "mysql"] },
        new("connection", OptionType.Text, "Connection string in the words of the database's .NET client")
            { Required = true, Secret = true, IsConnection = true },
        new("schema", OptionType.Text, "Schema of the tables; without it the one that the connection finds first"),
        new("tables", OptionType.NestedMap, "Table to its own name (key 'table') and to column names that differ; '-' where it is not used"),
        new("swapDirections", OptionType.Flag, "Read from _Baja and write to _Sube, for an ERP that names them the other way round")
            { Default = "false" },
        new("relationWins", OptionType.Flag, "Take a product's categories from the relation table rather than from its column Categoría")
            { Default = "true" },
        new("currency", OptionType.Text, "Base currency in which every price is kept, ISO 4217") { Default = Currency },
        new("timeZone", OptionType.Text, "IANA name of the zone in which the ERP writes FechaHora") { Default = SqlInterchangeDefaults.TimeZone },
        new("numberFormat", OptionType.Text, "How numbers in text columns are read: strict takes 12.50 only, local also 12,50 and 1.234,50")
            { Default = "strict", Allowed = ["strict", "local"] },
        new("negativeStock", OptionType.Text, "What a negative Existencia is: a mistake that parks the record, nothing left, or as many sold ahead")
            { Default = "reject", Allowed = ["reject", "zero", "keep"] },
        new("repairEncoding", OptionType.Flag, "Repair text that was stored in the wrong encoding (Ã± for ñ) where it is beyond doubt")
            { Default = "false" },
        new("nullMeansUnchanged", OptionType.Flag, "A NULL says nothing of its field, instead of emptying it") { Default = "false" },
        new("imageBaseUrl", OptionType.Url, "Folder of images that are named SKU.jpg, for products without an image URL"),
        new("states", OptionType.Map, "Name of an order state in the ERP to its canonical name, besides those of the article"),
        new("stockProcedure", OptionType.Text, "Procedure or function that answers with the stock of one product") { Default = StockProcedure },
        new("stockQuery", OptionType.Text, "SELECT that answers with the stock of the product @sku (or @id), instead of the procedure"),
        new("stockBy", OptionType.Text, "What the procedure is given: the SKU or the ID Producto") { Default = "sku", Allowed = ["sku", "id"] },
        new("deleteAfterRead", OptionType.Flag, "Delete records once they are safe with us") { Default = "true" },
        new("gapPatience", OptionType.Duration, "How long a missing record number is waited for where records may not be deleted")
            { Default = GapPatience, Minimum = 60 },
        new("ledger", OptionType.Flag, "Note what was written in a table of ours, so that nothing is written twice") { Default = "true" },
        new("writeOrders", OptionType.Flag, "Write orders and their states") { Default = "true" },
        new("writeCustomers", OptionType.Flag, "Write companies and contacts") { Default = "true" },
        new("interval", OptionType.Duration, "How often the tables are read") { Default = Interval, Minimum = 1 },
        new("pageSize", OptionType.Integer, "How many records are read at once, at most") { Default = PageSize, Minimum = 1, Maximum = 5000 },
        new("commandTimeout", OptionType.Duration, "How long a statement may take") { Default = CommandTimeout, Minimum = 1, Maximum = 600 },
    ];
}
