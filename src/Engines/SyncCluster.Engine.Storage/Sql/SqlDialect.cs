using System.Text.RegularExpressions;

namespace SyncCluster.Engine.Storage.Sql;

/// <summary>How the one schema and the shared statements are spelled in one database.</summary>
internal abstract partial class SqlDialect
{
    /// <summary>A table expression <c>r</c> with the column <c>value</c>, of the list parameter <paramref name="parameter"/>.</summary>
    public abstract string List(string parameter);

    /// <summary>True where <paramref name="column"/> is in the list parameter.</summary>
    public abstract string Among(string column, string parameter);

    /// <summary>True where the text <paramref name="column"/> contains the parameter.</summary>
    public abstract string Contains(string column, string parameter);

    /// <summary>At a select's end: locks its rows of <paramref name="table"/> and leaves out those that another transaction holds.</summary>
    public abstract string SkipLocked(string table);

    /// <summary>A query that answers a row where there is a table called <c>@name</c>.</summary>
    public abstract string FindTable { get; }

    /// <summary>The largest number below which every step of history is final.</summary>
    public abstract string StepsFinalBelow { get; }

    /// <summary>Spells the words in braces of <paramref name="sql"/>.</summary>
    public string Spell(string sql) => sql.Contains('{', StringComparison.Ordinal)
        ? Braces().Replace(sql, match => Word(match.Groups[1].Value, match.Groups[2].Value))
        : sql;

    /// <summary>What stands for <c>{word:use}</c>.</summary>
    protected abstract string Word(string word, string use);

    [GeneratedRegex(@"\{(\w+)(?::(\w+))?\}")]
    private static partial Regex Braces();
}
