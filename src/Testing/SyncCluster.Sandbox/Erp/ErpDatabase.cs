using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace SyncCluster.Sandbox.Erp;

/// <summary>The ERP's own database. One unit of work at a time, as one desk in the office does it.</summary>
internal sealed class ErpDatabase(ErpSimulationOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly DbProviderFactory _factory = options.Provider == "postgresql" ? NpgsqlFactory.Instance : SqliteFactory.Instance;

    public bool IsPostgreSql => options.Provider == "postgresql";

    /// <summary>Does <paramref name="work"/> in one transaction.</summary>
    public async Task<T> DoAsync<T>(Func<ErpWork, Task<T>> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await using var connection = await OpenAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var result = await work(new ErpWork(transaction, IsPostgreSql, options.Time.GetUtcNow(), cancellation));
            await transaction.CommitAsync(cancellation);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs statements one by one, outside a transaction.</summary>
    public async Task RunAsync(IEnumerable<string> statements, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _turn.Dispose();
        await using var connection = _factory.CreateConnection()!;
        connection.ConnectionString = options.Connection;
        if (connection is SqliteConnection file) SqliteConnection.ClearPool(file);
        if (connection is NpgsqlConnection server) NpgsqlConnection.ClearPool(server);
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = _factory.CreateConnection()!;
        connection.ConnectionString = options.Connection;
        await connection.OpenAsync(cancellation);
        return connection;
    }
}

/// <summary>Statements within one transaction.</summary>
internal sealed class ErpWork(DbTransaction transaction, bool isPostgreSql, DateTimeOffset now, CancellationToken cancellation)
{
    public async Task<int> ExecuteAsync(string sql, params IReadOnlyList<object?> values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Inserts a record, as the ERP always does towards an interchange table: with its time, never an update (S2-20, S2-21).</summary>
    public Task InsertAsync(string table, params IReadOnlyList<(string Column, object? Value)> cells) => ExecuteAsync(
        $"INSERT INTO \"{table}\" ({string.Join(", ", cells.Select(cell => $"\"{cell.Column}\""))}, \"FechaHora\") "
        + $"VALUES ({string.Join(", ", Enumerable.Range(0, cells.Count + 1).Select(Name))})",
        [.. cells.Select(cell => cell.Value), isPostgreSql ? now.UtcDateTime : now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)]);

    /// <summary>Inserts into a table of the ERP's own and answers with the id that it got.</summary>
    public async Task<long> AddAsync(string table, params IReadOnlyList<(string Column, object? Value)> cells)
    {
        var sql = $"INSERT INTO {table} ({string.Join(", ", cells.Select(cell => cell.Column))}) "
            + $"VALUES ({string.Join(", ", Enumerable.Range(0, cells.Count).Select(Name))}) RETURNING id";
        await using var command = Command(sql, [.. cells.Select(cell => cell.Value)]);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    /// <summary>Every record as column name to text; null for NULL.</summary>
    public async Task<List<Dictionary<string, string?>>> QueryAsync(string sql, params IReadOnlyList<object?> values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<Dictionary<string, string?>>();
        while (await reader.ReadAsync(cancellation))
        {
            var row = new Dictionary<string, string?>(StringComparer.Ordinal);
            for (var i = 0; i < reader.FieldCount; i++)
                row[reader.GetName(i)] = await reader.IsDBNullAsync(i, cancellation) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture);
            rows.Add(row);
        }

        return rows;
    }

    private static string Name(int i) => $"@p{i.ToString(CultureInfo.InvariantCulture)}";

    private DbCommand Command(string sql, IReadOnlyList<object?> values)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = Name(i);
            parameter.Value = values[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <summary>Texts of records as numbers.</summary>
internal static class ErpText
{
    public static decimal Amount(this Dictionary<string, string?> row, string column) =>
        row.GetValueOrDefault(column) is { } text ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    public static long Id(this Dictionary<string, string?> row, string column = "id") => long.Parse(row[column]!, CultureInfo.InvariantCulture);

    public static long? Number(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

    public static string Plain(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
