using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SqlInterchange.Dialects;
using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>What a negative Existencia means.</summary>
internal enum NegativeStock
{
    /// <summary>A mistake: the record is parked.</summary>
    Reject,

    /// <summary>Nothing is left.</summary>
    Zero,

    /// <summary>What it says: so much is sold that is not there yet.</summary>
    Keep,
}

/// <summary>The settings of one system, typed.</summary>
internal sealed class SqlInterchangeOptions
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _overrides;

    public SqlInterchangeOptions(OptionValues values)
    {
        Dialect = SqlDialect.Of(values.RequiredText("provider"));
        Connection = values.RequiredText("connection");
        Schema = values.Text("schema");
        SwapDirections = values.Flag("swapDirections");
        RelationWins = values.Flag("relationWins");
        Currency = values.RequiredText("currency");
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(values.RequiredText("timeZone"));
        LocalNumbers = values.RequiredText("numberFormat") == "local";
        NegativeStock = Enum.Parse<NegativeStock>(values.RequiredText("negativeStock"), ignoreCase: true);
        RepairEncoding = values.Flag("repairEncoding");
        NullMeansUnchanged = values.Flag("nullMeansUnchanged");
        ImageBaseUrl = values.Text("imageBaseUrl");
        States = new OrderStateNames(values.Map("states"));
        StockProcedure = values.RequiredText("stockProcedure");
        StockQuery = values.Text("stockQuery") ?? (Dialect is SqliteDialect ? SqlInterchangeDefaults.SqliteStockQuery : null);
        StockById = values.RequiredText("stockBy") == "id";
        DeleteAfterRead = values.Flag("deleteAfterRead");
        GapPatience = values.Duration("gapPatience");
        Ledger = values.Flag("ledger");
        WriteOrders = values.Flag("writeOrders");
        WriteCustomers = values.Flag("writeCustomers");
        Interval = values.Duration("interval");
        PageSize = values.Integer("pageSize");
        CommandTimeout = values.Duration("commandTimeout");
        _overrides = values.NestedMap("tables").ToDictionary(table => Spelling.Fold(table.Key), table => table.Value);
    }

    public SqlDialect Dialect { get; }
    public string Connection { get; }
    public string? Schema { get; }
    public bool SwapDirections { get; }
    public bool RelationWins { get; }
    public string Currency { get; }
    public TimeZoneInfo TimeZone { get; }
    public bool LocalNumbers { get; }
    public NegativeStock NegativeStock { get; }
    public bool RepairEncoding { get; }
    public bool NullMeansUnchanged { get; }
    public string? ImageBaseUrl { get; }
    public OrderStateNames States { get; }
    public string StockProcedure { get; }
    public string? StockQuery { get; }
    public bool StockById { get; }
    public bool DeleteAfterRead { get; }
    public TimeSpan GapPatience { get; }
    public bool Ledger { get; }
    public bool WriteOrders { get; }
    public bool WriteCustomers { get; }
    public TimeSpan Interval { get; }
    public int PageSize { get; }
    public TimeSpan CommandTimeout { get; }

    /// <summary>Companies as we read them (X6).</summary>
    public TableDefinition CompaniesIn => SwapDirections ? InterchangeTables.CompaniesDown : InterchangeTables.CompaniesUp;

    /// <summary>Companies as we write them (X6).</summary>
    public TableDefinition CompaniesOut => SwapDirections ? InterchangeTables.CompaniesUp : InterchangeTables.CompaniesDown;

    /// <summary>Contacts as we read them (X6).</summary>
    public TableDefinition ContactsIn => SwapDirections ? InterchangeTables.ContactsDown : InterchangeTables.ContactsUp;

    /// <summary>Contacts as we write them (X6).</summary>
    public TableDefinition ContactsOut => SwapDirections ? InterchangeTables.ContactsUp : InterchangeTables.ContactsDown;

    /// <summary>The table's name as the file gives it; null where it does not.</summary>
    public string? NameOf(TableDefinition table) => Override(table, SqlInterchangeDefaults.TableKey);

    /// <summary>True where the file says that the table is not used.</summary>
    public bool IsUnused(TableDefinition table) => NameOf(table) == SqlInterchangeDefaults.Unused;

    /// <summary>The column's name as the file gives it; null where it does not.</summary>
    public string? NameOf(TableDefinition table, ColumnDefinition column) => Override(table, column.Name);

    private string? Override(TableDefinition table, string key) =>
        !_overrides.TryGetValue(Spelling.Fold(table.Name), out var names) ? null
        : names.FirstOrDefault(name => Spelling.Fold(name.Key) == Spelling.Fold(key)).Value;
}
