using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;
using SyncCluster.Connectors.Options;
using SyncCluster.Testing;

[assembly: AssemblyFixture(typeof(PostgresDatabases))]

namespace SyncCluster.Connectors.SqlInterchange.Tests.Databases;

/// <summary>A real database of one test, and the connector opened on it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly DbProviderFactory _factory;
    private readonly string? _file;
    private readonly List<IExternalSystem> _systems = [];

    private TestDatabase(string provider, string connection, DbProviderFactory factory, string? file)
    {
        Provider = provider;
        Connection = connection;
        _factory = factory;
        _file = file;
    }

    public string Provider { get; }

    public string Connection { get; }

    // Later than the real clock, by which the databases themselves stamp records.
    public SettableTime Time { get; } = new(new DateTimeOffset(2099, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public LogRecorder Logs { get; } = new();

    public static TestDatabase Sqlite()
    {
        var file = Path.Combine(Path.GetTempPath(), $"interchange-{Guid.NewGuid():N}.db");
        return new("sqlite", $"Data Source={file}", SqliteFactory.Instance, file);
    }

    public static async Task<TestDatabase> PostgreSqlAsync(PostgresDatabases databases)
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        return new("postgresql", await databases.CreateAsync(TestContext.Current.CancellationToken), NpgsqlFactory.Instance, null);
    }

    public async Task<TestDatabase> WithTablesAsync(InterchangeSpelling spelling = InterchangeSpelling.Article)
    {
        foreach (var statement in InterchangeDdl.StatementsFor(Provider, new() { Spelling = spelling })) await ExecuteAsync(statement);
        return this;
    }

    /// <summary>The connector on this database. Settings as name and value pairs.</summary>
    public IExternalSystem Open(params (string Name, object Value)[] settings) => OpenAs(Connection, settings);

    public IExternalSystem OpenAs(string connection, params (string Name, object Value)[] settings)
    {
        var connector = new SqlInterchangeConnector();
        var values = new Dictionary<string, object> { ["provider"] = Provider, ["connection"] = connection };
        foreach (var (name, value) in settings) values[name] = value;
        var options = new OptionValues(connector.Options, values);
        connector.Validate(options);
        options.Problems.ShouldBeEmpty();
        var system = connector.Open("erp", options, new(Time, Logs, () => new HttpClientHandler(), () => 0));
        _systems.Add(system);
        return system;
    }

    public async Task<DbConnection> ConnectAsync()
    {
        var connection = _factory.CreateConnection()!;
        connection.ConnectionString = Connection;
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Inserts one record; values are literals as text, null for NULL.</summary>
    public Task InsertAsync(string table, params (string Column, object? Value)[] cells) => ExecuteAsync(Insert(table, cells));

    public static string Insert(string table, params (string Column, object? Value)[] cells) =>
        $"INSERT INTO \"{table}\" ({string.Join(", ", cells.Select(cell => $"\"{cell.Column}\""))}) "
        + $"VALUES ({string.Join(", ", cells.Select(cell => Literal(cell.Value)))})";

    /// <summary>Every record of a query, its values as text joined by a bar; NULL as nothing.</summary>
    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) switch
            {
                decimal number => SyncCluster.Core.Records.FieldValue.Plain(number).ToString(CultureInfo.InvariantCulture),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            })));
        }

        return rows;
    }

    public async Task<long> CountAsync(string table) =>
        long.Parse((await QueryAsync($"SELECT COUNT(*) FROM \"{table}\""))[0], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems) await system.DisposeAsync();
        if (_file is null) return;
        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, $"{_file}-wal", $"{_file}-shm" }) File.Delete(file);
    }

    private static string Literal(object? value) => value switch
    {
        null => "NULL",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"No literal for {value}."),
    };
}

public sealed class SettableTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

public sealed class LogRecorder : ILoggerFactory, ILogger
{
    public List<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{logLevel}: {formatter(state, exception)} {exception}");
}
