using System.Data.Common;
using Npgsql;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Postgres;

/// <summary>One PostgreSQL connection, inside a transaction where it writes.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, CancellationToken cancellation) : SqlSession
{
    public override SqlDialect Dialect => PostgresDialect.Instance;

    public NpgsqlConnection Connection => connection;

    public CancellationToken Cancellation => cancellation;

    public override async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public override async Task ExecuteManyAsync(string sql, IReadOnlyList<(string Name, object? Value)[]> sets)
    {
        if (sets.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var set in sets)
        {
            var command = new NpgsqlBatchCommand(Dialect.Spell(sql));
            foreach (var (name, value) in set) command.Parameters.Add(Parameter(name, value));
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    public override async Task RunAsync(string script)
    {
        await using var command = Command(script, []);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation)) rows.Add(map(reader));
        return rows;
    }

    private NpgsqlCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
#pragma warning disable CA2100 // Only the program's own texts come here; values are parameters.
        var command = new NpgsqlCommand(Dialect.Spell(sql), connection);
#pragma warning restore CA2100
        foreach (var (name, value) in parameters) command.Parameters.Add(Parameter(name, value));
        return command;
    }

    private static NpgsqlParameter Parameter(string name, object? value) => new(name, value ?? DBNull.Value);
}
