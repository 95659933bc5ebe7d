using System.Data.Common;
using System.Globalization;
using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange.Dialects;

/// <summary>MySQL and MariaDB, by MySqlConnector or MySql.Data where one of them is installed.</summary>
internal sealed class MySqlDialect : SqlDialect
{
    public override string Name => "mysql";

    public override string ListTables => "SELECT NULL, table_name FROM information_schema.tables WHERE table_schema = DATABASE()";

    public override string ListRoutines =>
        "SELECT NULL, routine_name, routine_type FROM information_schema.routines WHERE routine_schema = DATABASE()";

    public override string Now => "(UTC_TIMESTAMP(6))";

    // CREATE TABLE commits whatever it stands in.
    public override bool TakesBackTables => false;

    public override string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    public override string TypeOf(ColumnDefinition column) => column.Form switch
    {
        ColumnForm.Serial => "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
        ColumnForm.Amount => "decimal(18,4)",
        ColumnForm.Whole => "int",
        ColumnForm.Instant => "datetime(6)",
        ColumnForm.LongText => "longtext",
        _ => $"varchar({column.Length.ToString(CultureInfo.InvariantCulture)})",
    };

    // InnoDB by name: reading, noting and deleting must be one transaction.
    public override string CreateTable(string quotedName, string body) =>
        $"{base.CreateTable(quotedName, body)} ENGINE = InnoDB DEFAULT CHARSET = utf8mb4";

    // Names are compared without case: a parameter named like the column would always equal itself.
    public override string CreateStockRoutine(string? schema, string name, string stockTable, string code, string stock) =>
        $"CREATE PROCEDURE IF NOT EXISTS {Quote(schema, name)} (IN p_codigo varchar(64)) READS SQL DATA\n"
        + $"  SELECT {Quote(stock)} FROM {Quote(schema, stockTable)} WHERE {Quote(code)} = p_codigo";

    public override string Call(string quotedName, bool isFunction) =>
        isFunction ? $"SELECT {quotedName}(@value)" : $"CALL {quotedName}(@value)";

    public override DbProviderFactory Factory() => FactoryByName(
        ("MySqlConnector", "MySqlConnector.MySqlConnectorFactory"),
        ("MySql.Data", "MySql.Data.MySqlClient.MySqlClientFactory"));

    public override string CodeOf(DbException exception) => NumberOf(exception);
}
