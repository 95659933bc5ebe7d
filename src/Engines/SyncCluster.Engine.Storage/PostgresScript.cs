using Npgsql;
using SyncCluster.Engine.Storage.Migrations;
using SyncCluster.Engine.Storage.Postgres;

namespace SyncCluster.Engine.Storage;

/// <summary>
/// The SQL of the state store on PostgreSQL, for administrators who create database objects themselves: the program then
/// needs only the right to use them.
/// </summary>
public static class PostgresScript
{
    /// <summary>
    /// Everything that <see cref="IStateStore.MigrateAsync"/> would make in an empty database, as one transaction.
    /// </summary>
    /// <param name="schema">The database schema.</param>
    /// <param name="now">The time that is noted with each step.</param>
    public static string Store(string schema, DateTimeOffset now)
    {
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(schema);
        return string.Join(
            "\n\n",
            [
                "BEGIN;",
                $"CREATE SCHEMA IF NOT EXISTS {quoted};",
                $"SET LOCAL search_path TO {quoted};",
                .. Migrator.Script(PostgresDialect.Instance, "postgres", now),
                "COMMIT;",
            ]) + "\n";
    }
}
