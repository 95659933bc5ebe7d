using System.Data.Common;
using System.Globalization;
using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange.Dialects;

/// <summary>Microsoft SQL Server, by Microsoft.Data.SqlClient or System.Data.SqlClient where one of them is installed.</summary>
internal sealed class SqlServerDialect : SqlDialect
{
    public override string Name => "sqlserver";

    public override string DefaultSchema => "dbo";

    public override string ListTables => "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES";

    public override string ListRoutines => "SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE FROM INFORMATION_SCHEMA.ROUTINES";

    public override string Now => "SYSUTCDATETIME()";

    public override string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    public override string TypeOf(ColumnDefinition column) => column.Form switch
    {
        ColumnForm.Serial => "bigint IDENTITY(1,1) NOT NULL PRIMARY KEY",
        ColumnForm.Amount => "decimal(18,4)",
        ColumnForm.Whole => "int",
        ColumnForm.Instant => "datetime2(3)",
        ColumnForm.LongText => "nvarchar(max)",
        _ => $"nvarchar({column.Length.ToString(CultureInfo.InvariantCulture)})",
    };

    public override string CreateTable(string quotedName, string body) =>
        $"IF OBJECT_ID(N'{Text(quotedName)}', N'U') IS NULL CREATE TABLE {quotedName} (\n{body}\n)";

    public override string CreateStockRoutine(string? schema, string name, string stockTable, string code, string stock)
    {
        var procedure = $"CREATE PROCEDURE {Quote(schema, name)} @codigo nvarchar(64) AS "
            + $"SELECT {Quote(stock)} FROM {Quote(schema, stockTable)} WHERE {Quote(code)} = @codigo";
        return $"IF OBJECT_ID(N'{Text(Quote(schema, name))}', N'P') IS NULL EXEC(N'{Text(procedure)}')";
    }

    public override string SelectPage(string quotedTable, string where, string orderBy) =>
        $"SELECT TOP (@limit) * FROM {quotedTable} WHERE {where} ORDER BY {orderBy}";

    public override string Call(string quotedName, bool isFunction) =>
        isFunction ? $"SELECT {quotedName}(@value)" : $"EXEC {quotedName} @value";

    public override DbProviderFactory Factory() => FactoryByName(
        ("Microsoft.Data.SqlClient", "Microsoft.Data.SqlClient.SqlClientFactory"),
        ("System.Data.SqlClient", "System.Data.SqlClient.SqlClientFactory"));

    public override string CodeOf(DbException exception) => NumberOf(exception);

    private static string Text(string sql) => sql.Replace("'", "''", StringComparison.Ordinal);
}
