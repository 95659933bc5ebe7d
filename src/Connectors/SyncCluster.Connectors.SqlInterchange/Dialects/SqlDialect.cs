using System.Data.Common;
using System.Reflection;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SqlInterchange.Dialects;

/// <summary>What differs from database to database. Everything else is the same SQL.</summary>
internal abstract class SqlDialect
{
    private static readonly Dictionary<string, SqlDialect> ByName = new SqlDialect[]
    {
        new SqliteDialect(), new PostgreSqlDialect(), new SqlServerDialect(), new MySqlDialect(),
    }.ToDictionary(dialect => dialect.Name, StringComparer.Ordinal);

    /// <summary>The name in <c>sync.yaml</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Statements that go before all others in our DDL.</summary>
    public virtual IReadOnlyList<string> Prelude => [];

    /// <summary>SQL that lists schema and name of every table and view that can be seen.</summary>
    public abstract string ListTables { get; }

    /// <summary>SQL that lists schema, name and kind (FUNCTION or PROCEDURE) of every routine; null where there are none.</summary>
    public virtual string? ListRoutines => "SELECT routine_schema, routine_name, routine_type FROM information_schema.routines";

    /// <summary>The schema that is meant where none is named; null where the connection's own is.</summary>
    public virtual string? DefaultSchema => null;

    /// <summary>The dialect of that name.</summary>
    public static SqlDialect Of(string name) => ByName[name];

    /// <summary>Every dialect.</summary>
    public static IReadOnlyCollection<SqlDialect> All => ByName.Values;

    /// <summary>A name as it stands in a statement.</summary>
    public virtual string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A table's full name as it stands in a statement.</summary>
    public string Quote(string? schema, string name) => schema is null ? Quote(name) : $"{Quote(schema)}.{Quote(name)}";

    /// <summary>The type of a column in our DDL.</summary>
    public abstract string TypeOf(ColumnDefinition column);

    /// <summary>The default of the time of creation in our DDL.</summary>
    public abstract string Now { get; }

    /// <summary>True where a table that was created in a transaction goes with it when that is rolled back.</summary>
    public virtual bool TakesBackTables => true;

    /// <summary>A statement that creates a table unless it is there.</summary>
    public virtual string CreateTable(string quotedName, string body) => $"CREATE TABLE IF NOT EXISTS {quotedName} (\n{body}\n)";

    /// <summary>The procedure or function of S2-39, reading our table of stock; null where the database has none.</summary>
    public virtual string? CreateStockRoutine(string? schema, string name, string stockTable, string code, string stock) => null;

    /// <summary>At most <c>@limit</c> rows.</summary>
    public virtual string SelectPage(string quotedTable, string where, string orderBy) =>
        $"SELECT * FROM {quotedTable} WHERE {where} ORDER BY {orderBy} LIMIT @limit";

    /// <summary>Calls a routine with <c>@value</c>.</summary>
    public virtual string Call(string quotedName, bool isFunction) => $"SELECT {quotedName}(@value)";

    /// <summary>The provider's factory.</summary>
    /// <exception cref="FaultException">Its package is not there.</exception>
    public abstract DbProviderFactory Factory();

    /// <summary>What to do once on every connection that was opened.</summary>
    public virtual string? OnOpen => null;

    /// <summary>The connection string as it is used.</summary>
    /// <exception cref="ArgumentException">The client does not understand it.</exception>
    public virtual string Complete(string connection) => connection;

    /// <summary>Lets go of pooled connections.</summary>
    public virtual void ReleasePool(DbConnection connection) { }

    /// <summary>Lets the database choose the type of a text: it may be compared with a column of numbers.</summary>
    public virtual void Untype(DbParameter parameter) { }

    /// <summary>The provider's own number or code of an error, in the words of <see cref="SqlInterchangeFaults"/>.</summary>
    public abstract string CodeOf(DbException exception);

    /// <summary>A provider that is not compiled in: found by name when its package lies beside the program.</summary>
    protected static DbProviderFactory FactoryByName(params IReadOnlyList<(string Assembly, string Type)> candidates)
    {
        foreach (var (assembly, type) in candidates)
        {
            var found = Load(assembly)?.GetType(type, throwOnError: false);
            if (found?.GetField("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is DbProviderFactory factory) return factory;
        }

        throw new FaultException(new(FaultKind.Configuration, $"The database client '{candidates[0].Assembly}' is not installed.")
        {
            Advice = $"Put {candidates[0].Assembly}.dll and what it needs beside the program.",
        });
    }

    /// <summary>The number that a provider's exception carries in a property of that name.</summary>
    protected static string NumberOf(DbException exception) =>
        exception.GetType().GetProperty("Number")?.GetValue(exception) is { } number
            ? Convert.ToString(number, System.Globalization.CultureInfo.InvariantCulture)!
            : exception.SqlState ?? "";

    private static Assembly? Load(string name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            var file = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
            return File.Exists(file) ? Assembly.LoadFrom(file) : null;
        }
    }
}
