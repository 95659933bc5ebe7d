using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>SQLite's spelling. Lists travel as JSON arrays; texts compare by their bytes.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public static SqliteDialect Instance { get; } = new();

    // One writer at a time, in the order of its commits: every step that can be read is final.
    public override string StepsFinalBelow => "9223372036854775807";

    public override string FindTable => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = @name";

    public override string SkipLocked(string table) => "";

    public override string List(string parameter) => $"json_each({parameter}) AS r";

    public override string Among(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

    public override string Contains(string column, string parameter) => $"instr({column}, {parameter}) > 0";

    protected override string Word(string word, string use) => word switch
    {
        "id" => "INTEGER PRIMARY KEY",
        "text" => "TEXT",
        "small" or "int" or "long" => "INTEGER",
        "blob" or "fingerprint" => "BLOB",
        "clustered" => "WITHOUT ROWID",
        "wide" or "changing" => "",
        "none" => "NULL",
        "sum" => $"sum({use})",
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "No such word in the schema."),
    };
}
