using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Sqlite;

/// <summary>
/// One SQLite connection with its prepared statements. The driver works synchronously, so every task here is done when
/// it is returned. Used by one thread at a time.
/// </summary>
internal sealed class SqliteSession : SqlSession, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public SqliteSession(SqliteConnection connection) => _connection = connection;

    public override SqlDialect Dialect => SqliteDialect.Instance;

    /// <summary>True while a transaction is open: some faults end it by themselves.</summary>
    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>How many rows the last statement that wrote has changed.</summary>
    public int Changed => SQLitePCL.raw.sqlite3_changes(_connection.Handle);

    /// <summary>A prepared statement, kept for the life of the connection.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement)) return statement;
        statement = new SqliteStatement(_connection.Handle!, sql);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>
    /// Reads at one moment: what a page asks for is consistent, and the database takes and gives back its lock, and looks
    /// whether others wrote, once and not for every row.
    /// </summary>
    public T AtOnce<T>(Func<SqliteSession, T> read)
    {
        Statement("BEGIN").Run();
        var answer = read(this);
        Statement("COMMIT").Run();
        return answer;
    }

    public override Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters) =>
        Task.FromResult(Command(sql, parameters).ExecuteNonQuery());

    public override Task ExecuteManyAsync(string sql, IReadOnlyList<(string Name, object? Value)[]> sets)
    {
        foreach (var set in sets) Command(sql, set).ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public override Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        using var reader = Command(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(map(reader));
        return Task.FromResult(rows);
    }

    public override Task RunAsync(string script)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only the program's own texts come here.
        command.CommandText = Dialect.Spell(script);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only the program's own texts come here; values are parameters.
            command.CommandText = Dialect.Spell(sql);
#pragma warning restore CA2100
            _commands.Add(sql, command);
        }

        command.Parameters.Clear();
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, ValueOf(value));
        return command;
    }

    private static object ValueOf(object? value) => value switch
    {
        null => DBNull.Value,
        string[] list => JsonSerializer.Serialize(list),
        long[] list => JsonSerializer.Serialize(list),
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        _ => value,
    };
}
