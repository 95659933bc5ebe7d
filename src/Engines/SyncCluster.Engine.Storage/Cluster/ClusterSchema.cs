using System.Globalization;
using Npgsql;
using SyncCluster.Engine.Storage.Postgres;

namespace SyncCluster.Engine.Storage.Cluster;

/// <summary>
/// The database objects that Orleans' ADO.NET providers work with, in statements of our own: numbered steps, each run
/// once and never changed after it shipped, in one transaction under an advisory lock, so that any number of silos may
/// start at once. The statements that the providers run are written with the newest step.
/// </summary>
public static class ClusterSchema
{
    /// <summary>The name of the database schema where none is set.</summary>
    public const string DefaultName = "synccluster_orleans";

    private const string Heading = "--- ";

    private static readonly Step[] Steps = ReadSteps();

    /// <summary>The number of the newest step that this program knows.</summary>
    public static int Newest => Steps[^1].Number;

    /// <summary>The statements that Orleans' providers run, by the key under which they look for them.</summary>
    public static IReadOnlyDictionary<string, string> Queries { get; } = ReadQueries();

    /// <summary>Brings the schema up to date; nothing happens where it is.</summary>
    /// <param name="connection">How Npgsql connects.</param>
    /// <param name="schema">The database schema; made where it is missing.</param>
    /// <param name="time">Tells when a step ran.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The database failed, or a newer program has been here.</exception>
    public static async Task UpgradeAsync(string connection, string schema, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var open = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await open.BeginTransactionAsync(cancellation);
            await ExecuteAsync(open, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", cancellation, $"synccluster/{schema}");
            var last = await LastStepAsync(open, schema, cancellation);
            if (last > Newest)
            {
                throw new StoreException(
                    $"The schema '{schema}' of the cluster is at step {last} and this program knows steps up to {Newest}: a newer program has been here. "
                    + "Start that version or a newer one.",
                    mayPass: false);
            }

            if (last == Newest) return;
            if (last is null) await ExecuteAsync(open, Foundation(schema), cancellation);
            await ExecuteAsync(open, $"SET LOCAL search_path TO {Quoted(schema)}", cancellation);
            foreach (var step in Steps.Where(step => step.Number > (last ?? 0)))
            {
                await ExecuteAsync(open, step.Script, cancellation);
                await ExecuteAsync(open, "INSERT INTO step (number, name, applied_at) VALUES ($1, $2, $3)", cancellation, step.Number, step.Name, time.GetUtcNow());
            }

            await ExecuteAsync(open, WriteQueries, cancellation, Queries.Keys.ToArray(), Queries.Values.ToArray());
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StoreException(
                $"The database user may not make the schema '{schema}' of the cluster: {failure.MessageText}. "
                + "Give it the right (GRANT CREATE ON DATABASE), or let an administrator run what 'synccluster schema --print' prints.",
                mayPass: false,
                failure);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFaults.Of("bringing the cluster's schema up to date", new PostgresStoreOptions(connection) { Schema = schema }, failure);
        }
    }

    /// <summary>Everything as one script, for administrators who create database objects themselves.</summary>
    public static string Script(string schema) => string.Join(
        "\n\n",
        [
            "BEGIN;",
            Foundation(schema),
            $"SET LOCAL search_path TO {Quoted(schema)};",
            .. Steps.Select(step => $"{step.Script.TrimEnd()}\nINSERT INTO step (number, name, applied_at) VALUES ({step.Number.ToString(CultureInfo.InvariantCulture)}, '{step.Name}', now());"),
            .. Queries.Select(query => $"INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('{query.Key}', '{query.Value.Replace("'", "''", StringComparison.Ordinal)}');"),
            "COMMIT;",
        ]) + "\n";

    // Texts of a key that a step no longer has stay: a silo of the version before may still start.
    private const string WriteQueries =
        """
        INSERT INTO OrleansQuery (QueryKey, QueryText) SELECT * FROM unnest($1, $2)
        ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText
        """;

    private static string Foundation(string schema) =>
        $"""
        CREATE SCHEMA IF NOT EXISTS {Quoted(schema)};
        CREATE TABLE {Quoted(schema)}.step (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL);
        """;

    private static async Task<int?> LastStepAsync(NpgsqlConnection open, string schema, CancellationToken cancellation)
    {
        await using var there = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", open) { Parameters = { new() { Value = $"{Quoted(schema)}.step" } } };
        if (!(bool)(await there.ExecuteScalarAsync(cancellation))!) return null;
        await using var last = new NpgsqlCommand($"SELECT coalesce(max(number), 0) FROM {Quoted(schema)}.step", open);
        return (int)(await last.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection open, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, open);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Quoted(string name) => new NpgsqlCommandBuilder().QuoteIdentifier(name);

    private static Step[] ReadSteps() =>
    [
        .. Resources().Where(name => char.IsAsciiDigit(name[0])).Order(StringComparer.Ordinal).Select(name => new Step(
            int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name[5..name.IndexOf('.', StringComparison.Ordinal)], Text(name))),
    ];

    private static SortedDictionary<string, string> ReadQueries()
    {
        var queries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in ("\n" + Text("Queries.pgsql")).Split("\n" + Heading).Skip(1))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            queries.Add(part[..end].Trim(), part[end..].Trim());
        }

        return queries;
    }

    private static IEnumerable<string> Resources() =>
        typeof(ClusterSchema).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".pgsql", StringComparison.Ordinal));

    private static string Text(string resource)
    {
        using var reader = new StreamReader(typeof(ClusterSchema).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private sealed record Step(int Number, string Name, string Script);
}
