using System.Data.Common;
using System.Globalization;
using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange.Feeds;

/// <summary>Reads and deletes records of one table. Knows numbers and order, not what a record means.</summary>
internal sealed class TableQueue(InterchangeDatabase database, DbConnection connection, ResolvedTable table)
{
    /// <summary>Runs of numbers in one statement; SQL Server takes 2,100 parameters at most.</summary>
    private const int RunsAtOnce = 400;

    private string RowId => database.Dialect.Quote(table[ColumnNames.RowId].Name);

    /// <summary>At most <paramref name="limit"/> records above a number that fit <paramref name="condition"/>, in order.</summary>
    public async Task<List<InterchangeRow>> ReadAsync(long? above, SqlCondition condition, int limit, CancellationToken cancellation)
    {
        var where = above is null ? condition.Sql : $"{RowId} > @above AND ({condition.Sql})";
        List<(string, object?)> parameters = [("@limit", limit), .. condition.Parameters];
        if (above is not null) parameters.Add(("@above", above.Value));
        await using var command = database.Command(connection, database.Dialect.SelectPage(table.Quoted, where, RowId), parameters);
        return await RowsAsync(command, cancellation);
    }

    /// <summary>Of the noted records those that still stand in the table, unchanged.</summary>
    public async Task<List<NotedRow>> StillThereAsync(IReadOnlyCollection<NotedRow> noted, DbTransaction? transaction, CancellationToken cancellation)
    {
        var there = new List<NotedRow>();
        var wanted = noted.ToHashSet();
        foreach (var runs in ReadMark.Runs(noted.Select(row => row.Id)).Chunk(RunsAtOnce))
        {
            var condition = Within(runs);
            await using var command = database.Command(connection, $"SELECT * FROM {table.Quoted} WHERE {condition.Sql}", [.. condition.Parameters]);
            command.Transaction = transaction;
            var rows = await RowsAsync(command, cancellation);
            there.AddRange(rows.Select(row => new NotedRow(row.Id, row.Hash)).Where(wanted.Contains));
        }

        return there;
    }

    /// <summary>Deletes exactly the noted records, in one transaction; a record that took over a number since then stays.</summary>
    public async Task<int> DeleteAsync(IReadOnlyCollection<NotedRow> noted, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var there = await StillThereAsync(noted, transaction, cancellation);
        var deleted = 0;
        foreach (var runs in ReadMark.Runs(there.Select(row => row.Id)).Chunk(RunsAtOnce))
        {
            var condition = Within(runs);
            deleted += await database.ExecuteAsync(transaction, $"DELETE FROM {table.Quoted} WHERE {condition.Sql}", cancellation, [.. condition.Parameters]);
        }

        await transaction.CommitAsync(cancellation);
        return deleted;
    }

    /// <summary>The condition that a record's number lies above <paramref name="high"/> or in a gap.</summary>
    public SqlCondition Unread(long high, IEnumerable<Gap> gaps)
    {
        var within = Within([.. gaps.Select(gap => (gap.From, gap.To))]);
        return new($"{RowId} > @high OR {within.Sql}", [("@high", high), .. within.Parameters]);
    }

    private SqlCondition Within((long From, long To)[] runs)
    {
        if (runs.Length == 0) return new("1 = 0", []);
        var parameters = new List<(string, object?)>(runs.Length * 2);
        var parts = runs.Select((run, i) =>
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            parameters.Add(($"@f{number}", run.From));
            parameters.Add(($"@t{number}", run.To));
            return $"{RowId} BETWEEN @f{number} AND @t{number}";
        }).ToList();
        return new($"({string.Join(" OR ", parts)})", parameters);
    }

    private async Task<List<InterchangeRow>> RowsAsync(DbCommand command, CancellationToken cancellation)
    {
        var rows = new List<InterchangeRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Add(InterchangeRow.Read(reader, table));
        return rows;
    }
}

/// <summary>A condition of a statement with its parameters.</summary>
internal sealed record SqlCondition(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters)
{
    public static SqlCondition Always { get; } = new("1 = 1", []);
}
