namespace SyncCluster.Connectors.SqlInterchange.Tables;

/// <summary>What a column of an interchange table holds.</summary>
internal enum ColumnForm
{
    /// <summary>The running number of the record, given by the database.</summary>
    Serial,

    /// <summary>An id of the ERP's or the shop's; text, so that every ERP's ids fit.</summary>
    Id,

    /// <summary>A text of limited length.</summary>
    Text,

    /// <summary>A text of any length.</summary>
    LongText,

    /// <summary>Money, a quantity, a measure.</summary>
    Amount,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A point in time.</summary>
    Instant,
}

/// <summary>One column of an interchange table.</summary>
/// <param name="Name">The article's spelling; the key by which code and settings name it.</param>
/// <param name="Form">What it holds.</param>
/// <param name="Length">Greatest length of a text in our DDL.</param>
internal sealed record ColumnDefinition(string Name, ColumnForm Form, int Length = 255)
{
    /// <summary>True where nothing works without it.</summary>
    public bool Required { get; init; }

    /// <summary>True for a column that the article lacks and our DDL adds (X3, X4, X7).</summary>
    public bool Own { get; init; }

    /// <summary>What its absence costs, as the end of a sentence; null where that goes without saying.</summary>
    public string? CostIfMissing { get; init; }

    /// <summary>Other names under which it is recognised.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <summary>One interchange table.</summary>
/// <param name="Name">The article's spelling; the key by which code and settings name it.</param>
/// <param name="Purpose">Who writes and who reads it, for DDL and README.</param>
/// <param name="Columns">Its columns in the order of the article, then ours.</param>
internal sealed record TableDefinition(string Name, string Purpose, IReadOnlyList<ColumnDefinition> Columns)
{
    /// <summary>The column named <paramref name="name"/>.</summary>
    public ColumnDefinition this[string name] => Columns.First(column => column.Name == name);
}
