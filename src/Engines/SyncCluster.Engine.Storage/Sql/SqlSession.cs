using System.Data.Common;

namespace SyncCluster.Engine.Storage.Sql;

/// <summary>One connection, inside one transaction where it writes, for statements that both dialects share.</summary>
internal abstract class SqlSession
{
    /// <summary>How the database spells.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>Runs a statement and answers how many rows it changed.</summary>
    public abstract Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters);

    /// <summary>Runs a statement once for each set of parameters; all sets name the same ones.</summary>
    public abstract Task ExecuteManyAsync(string sql, IReadOnlyList<(string Name, object? Value)[]> sets);

    /// <summary>Runs a script: statements without parameters, run seldom.</summary>
    public abstract Task RunAsync(string script);

    /// <summary>Every row of a query.</summary>
    public abstract Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters);
}

/// <summary>Reads columns as both dialects give them.</summary>
internal static class SqlColumns
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static DateTimeOffset Instant(this DbDataReader row, int column) => StoredNumbers.Instant(row.GetInt64(column));

    public static DateTimeOffset? InstantOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Instant(column);

    public static ReadOnlyMemory<byte> Blob(this DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static Core.Records.Kind Kind(this DbDataReader row, int column) => StoredNumbers.Kinds[row.GetInt32(column)];
}
