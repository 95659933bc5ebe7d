using System.Text;
using SyncCluster.Connectors.SqlInterchange.Dialects;
using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>How names are spelled in the DDL.</summary>
public enum InterchangeSpelling
{
    /// <summary>As in the article, with accents and blanks: <c>ID Categoría Padre</c>.</summary>
    Article,

    /// <summary>Plain: <c>ID_Categoria_Padre</c>.</summary>
    Ascii,
}

/// <summary>What the DDL should look like.</summary>
public sealed record InterchangeDdlOptions
{
    /// <summary>How names are spelled. Default: as in the article.</summary>
    public InterchangeSpelling Spelling { get; init; }

    /// <summary>The schema; null for the connection's own.</summary>
    public string? Schema { get; init; }

    /// <summary>Name of the procedure or function of S2-39.</summary>
    public string StockProcedure { get; init; } = SqlInterchangeDefaults.StockProcedure;
}

/// <summary>The statements that make the interchange tables (S2-57), from the same model by which they are read and written.</summary>
public static class InterchangeDdl
{
    /// <summary>The names of the databases for which there is DDL: the values of the setting <c>provider</c>.</summary>
    public static IReadOnlyList<string> Dialects { get; } = [.. SqlDialect.All.Select(dialect => dialect.Name)];

    /// <summary>The whole script for one database. Repeatable: it leaves alone what is there.</summary>
    public static string For(string dialect, InterchangeDdlOptions? options = null)
    {
        var script = new StringBuilder("-- The interchange tables between an ERP and SyncCluster. Repeatable: what is there is left alone.\n");
        script.Append("-- Records are only inserted; who reads them deletes them. Nothing is ever updated.\n");
        foreach (var statement in StatementsFor(dialect, options)) script.Append('\n').Append(statement).Append(";\n");
        return script.ToString();
    }

    /// <summary>The same, statement by statement, for clients that take one at a time.</summary>
    public static IReadOnlyList<string> StatementsFor(string dialect, InterchangeDdlOptions? options = null)
    {
        options ??= new();
        var sql = SqlDialect.Of(dialect);
        var statements = new List<string>(sql.Prelude);
        statements.AddRange(InterchangeTables.All.Select(table => $"-- {table.Name}: {table.Purpose}\n{Create(sql, table, options)}"));
        statements.Add($"-- {InterchangeTables.Ledger.Purpose}\n{Create(sql, InterchangeTables.Ledger, options)}");
        statements.Add($"-- {InterchangeTables.StockOnHand.Purpose}; put a view of it in this table's place\n"
            + Create(sql, InterchangeTables.StockOnHand, options));
        var stock = InterchangeTables.StockOnHand;
        if (sql.CreateStockRoutine(options.Schema, options.StockProcedure, Spell(stock.Name, options),
                Spell(ColumnNames.StockCode, options), Spell(ColumnNames.Stock, options)) is { } routine)
            statements.Add($"-- The stock of one product, right now, and nothing else (S2-39)\n{routine}");
        return statements;
    }

    /// <summary>The statement that makes one table.</summary>
    internal static string Create(SqlDialect sql, TableDefinition table, InterchangeDdlOptions options)
    {
        var lines = table.Columns.Select(column => $"  {sql.Quote(Spell(column.Name, options))} {TypeOf(sql, table, column)}");
        return sql.CreateTable(sql.Quote(options.Schema, Spell(table.Name, options)), string.Join(",\n", lines));
    }

    private static string TypeOf(SqlDialect sql, TableDefinition table, ColumnDefinition column)
    {
        var type = sql.TypeOf(column);
        if (column.Name == ColumnNames.CreatedAt) return $"{type} DEFAULT {sql.Now}";
        var key = ReferenceEquals(table, InterchangeTables.Ledger) ? ColumnNames.OperationId : ColumnNames.StockCode;
        return column.Name == key ? $"{type} NOT NULL PRIMARY KEY" : type;
    }

    private static string Spell(string name, InterchangeDdlOptions options) =>
        options.Spelling == InterchangeSpelling.Ascii ? Spelling.Ascii(name) : name;
}
