using System.Data;
using System.Data.Common;
using System.Globalization;
using SyncCluster.Connectors.SqlInterchange.Dialects;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SqlInterchange.Client;

/// <summary>Opens connections and makes statements. Knows SQL, not what the tables mean.</summary>
internal sealed class InterchangeDatabase(SqlInterchangeOptions options)
{
    public SqlDialect Dialect => options.Dialect;

    /// <summary>An open connection out of the provider's pool.</summary>
    /// <exception cref="FaultException">It could not be opened.</exception>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = New();
        try
        {
            await connection.OpenAsync(cancellation);
            if (Dialect.OnOpen is { } statement)
            {
                await using var command = Command(connection, statement);
                await command.ExecuteNonQueryAsync(cancellation);
            }

            return connection;
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            await connection.DisposeAsync();
            throw Fault(exception, "The interchange database");
        }
    }

    /// <summary>A statement with parameters by name.</summary>
    public DbCommand Command(DbConnection connection, string sql, params IReadOnlyList<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = (int)options.CommandTimeout.TotalSeconds;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs a statement in a transaction.</summary>
    public async Task<int> ExecuteAsync(DbTransaction transaction, string sql, CancellationToken cancellation,
        params IReadOnlyList<(string Name, object? Value)> parameters)
    {
        await using var command = Command(transaction.Connection!, sql, parameters);
        command.Transaction = transaction;
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The fault behind an exception of the provider's.</summary>
    public FaultException Fault(Exception exception, string subject) => new(SqlInterchangeFaults.From(Dialect, exception, subject), exception);

    /// <summary>True where the connection cannot be used any more.</summary>
    public static bool IsLost(DbConnection connection) => connection.State is ConnectionState.Closed or ConnectionState.Broken;

    /// <summary>Lets go of pooled connections, and of the file where there is one.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            await using var connection = New();
            Dialect.ReleasePool(connection);
        }
        catch (FaultException)
        {
            // A client that is not installed has no pool; that it is missing was told by every call.
        }
    }

    /// <summary>A parameter's name for the n-th value of a statement.</summary>
    public static string Parameter(int number) => $"@p{number.ToString(CultureInfo.InvariantCulture)}";

    private DbConnection New()
    {
        var connection = Dialect.Factory().CreateConnection()
            ?? throw new InvalidOperationException($"The client of {Dialect.Name} makes no connections.");
        try
        {
            connection.ConnectionString = Dialect.Complete(options.Connection);
            return connection;
        }
        catch (ArgumentException)
        {
            // The provider's message may quote the connection string, and with it the password: it goes nowhere.
            connection.Dispose();
            throw new FaultException(new(FaultKind.Configuration, $"The connection string is not understood by the client of {Dialect.Name}.")
            {
                Advice = "Check the spelling of its keywords in 'connection'.",
            });
        }
    }
}
