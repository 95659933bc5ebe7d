using Npgsql;
using SyncCluster.Engine.Storage.Committing;

namespace SyncCluster.Engine.Storage.Postgres;

/// <summary>Says what PostgreSQL's faults mean and what to do.</summary>
internal static class PostgresFaults
{
    // Not among Npgsql's names.
    private const string IdleInTransactionTooLong = "25P03";

    /// <summary>True where another transaction got in the way and the same one, begun anew, is likely to succeed.</summary>
    public static bool IsWorthAnAttempt(Exception fault) => fault is CommitOvertakenException
        or PostgresException
        {
            SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.InvalidSqlStatementName
        };

    public static StoreException Of(string what, PostgresStoreOptions options, Exception fault)
    {
        var (mayPass, advice) = fault switch
        {
            CommitOvertakenException or PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } =>
                (true, $"Other transactions got in the way {options.Attempts} times: see that no two clusters share the schema."),
            PostgresException postgres => Advice(postgres.SqlState, options),
            NpgsqlException { IsTransient: true } or TimeoutException => (true, "See that the server runs and can be reached."),
            _ => (true, "The connection was lost or could not be made: see that the server runs and the connection string is right."),
        };
        return new StoreException($"The state store ({options}) failed while {what}: {fault.Message} {advice}", mayPass, fault) { IsNotMade = (fault as PostgresException)?.SqlState is { } state && IsOfTheSchema(state) };
    }

    private static bool IsOfTheSchema(string state) =>
        state is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName;

    private static (bool MayPass, string Advice) Advice(string state, PostgresStoreOptions options) => state switch
    {
        PostgresErrorCodes.DiskFull => (true, "The server's disk is full: make room, nothing is lost."),
        PostgresErrorCodes.TooManyConnections => (true, "Raise max_connections on the server or lower 'Maximum Pool Size'."),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            (true, "The server is stopping or starting."),
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or IdleInTransactionTooLong =>
            (true, "The server's time limit was reached."),
        PostgresErrorCodes.InvalidSqlStatementName =>
            (true, "A connection has lost its prepared statements: a pooler before the server must keep them (PgBouncer: max_prepared_statements)."),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            (true, "This server only reads: name the primary, or all with 'Target Session Attributes=primary'."),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => (false, "See user and password."),
        PostgresErrorCodes.InvalidCatalogName => (false, "Create the database, or name another."),
        PostgresErrorCodes.InsufficientPrivilege =>
            (false, $"Give the user the right to use and create in schema '{options.Schema}', and to create the schema or make it beforehand."),
        _ when IsOfTheSchema(state) => (false, "Its tables are not there or are an earlier version's: the server makes them when it starts."),
        _ when state.StartsWith("53", StringComparison.Ordinal) => (true, "The server lacks resources: look at its log."),
        _ when state.StartsWith("08", StringComparison.Ordinal) => (true, "The connection was lost."),
        _ => (false, "This should not happen: please report it with this text."),
    };
}
