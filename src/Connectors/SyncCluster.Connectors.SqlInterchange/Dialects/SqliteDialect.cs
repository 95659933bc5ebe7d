using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange.Dialects;

/// <summary>SQLite: a file that the ERP and we share.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string Name => "sqlite";

    // A reader must not stop the ERP's writer; this setting stays with the file.
    public override IReadOnlyList<string> Prelude => ["PRAGMA journal_mode = WAL"];

    public override string ListTables => "SELECT NULL, name FROM sqlite_master WHERE type IN ('table', 'view')";

    public override string? ListRoutines => null;

    public override string Now => "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";

    public override string? OnOpen => "PRAGMA busy_timeout = 10000";

    // AUTOINCREMENT: without it SQLite gives the number of a deleted row to a new one.
    public override string TypeOf(ColumnDefinition column) => column.Form switch
    {
        ColumnForm.Serial => "INTEGER PRIMARY KEY AUTOINCREMENT",
        ColumnForm.Amount => "NUMERIC",
        ColumnForm.Whole => "INTEGER",
        _ => "TEXT",
    };

    public override DbProviderFactory Factory() => SqliteFactory.Instance;

    // A mistyped path is no database to be made: the tables are the ERP's.
    public override string Complete(string connection)
    {
        var builder = new SqliteConnectionStringBuilder(connection);
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate) builder.Mode = SqliteOpenMode.ReadWrite;
        return builder.ConnectionString;
    }

    public override void ReleasePool(DbConnection connection) => SqliteConnection.ClearPool((SqliteConnection)connection);

    public override string CodeOf(DbException exception) =>
        exception is SqliteException sqlite ? sqlite.SqliteErrorCode.ToString(CultureInfo.InvariantCulture) : "";
}
