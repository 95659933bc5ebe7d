namespace SyncCluster.Engine.Storage;

/// <summary>The state store in a schema of a PostgreSQL database, version 13 or newer, for any number of processes.</summary>
/// <param name="ConnectionString">How Npgsql connects; its pool, time-out and security settings are used as given.</param>
public sealed record PostgresStoreOptions(string ConnectionString)
{
    /// <summary>The schema that holds the tables; made where it is missing and may be. Default <c>synccluster</c>.</summary>
    public string Schema { get; init; } = "synccluster";

    /// <summary>
    /// How often a transaction is begun anew that another one got in the way of (deadlock, serialization, a row that appeared
    /// meanwhile); default 6.
    /// </summary>
    public int Attempts { get; init; } = 6;

    /// <summary>
    /// Statements are prepared once a connection: faster, default true. Set it to false where a connection pooler in front of
    /// the database does not keep prepared statements.
    /// </summary>
    public bool Prepare { get; init; } = true;

    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"PostgreSQL schema '{Schema}'";
}
