using System.Globalization;
using SyncCluster.Engine.Storage.Sql;

namespace SyncCluster.Engine.Storage.Migrations;

/// <summary>
/// Brings a schema up to date: numbered scripts, each run once and never changed after it shipped, in one transaction
/// under the dialect's lock. A new step is a new file <c>NNNN-name.sql</c> in this folder; what only one database needs
/// stands beside it in <c>NNNN-name.sqlite.sql</c> or <c>NNNN-name.postgres.sql</c>.
/// </summary>
internal static class Migrator
{
    private const string Foundation = "CREATE TABLE migration (number {int} PRIMARY KEY, name {text} NOT NULL, applied_at {long} NOT NULL)";

    private static readonly Migration[] All = Read();

    /// <summary>The number of the newest step that this program knows.</summary>
    public static int Newest => All[^1].Number;

    /// <summary>Runs what is missing. The caller holds the lock and the transaction.</summary>
    public static async Task RunAsync(SqlSession session, string dialect, DateTimeOffset now)
    {
        // A user who may not create anything can start on a schema that an administrator made.
        if ((await session.QueryAsync(session.Dialect.FindTable, _ => true, ("@name", "migration"))).Count == 0) await session.RunAsync(Foundation);
        var applied = await session.QueryAsync("SELECT number FROM migration", row => row.GetInt32(0));
        var last = applied.Count == 0 ? 0 : applied.Max();
        if (last > Newest)
        {
            throw new StoreException(
                $"The database's schema is at step {last} and this program knows steps up to {Newest}: a newer program has been here. "
                + "Start that version or a newer one; to go back, restore a backup from before the upgrade.",
                mayPass: false);
        }

        foreach (var migration in All.Where(migration => !applied.Contains(migration.Number)))
        {
            await session.RunAsync(migration.Script);
            if (migration.Only.TryGetValue(dialect, out var extra)) await session.RunAsync(extra);
            await session.ExecuteAsync(
                "INSERT INTO migration (number, name, applied_at) VALUES (@number, @name, @at)",
                ("@number", migration.Number), ("@name", migration.Name), ("@at", StoredNumbers.Ticks(now)));
        }
    }

    /// <summary>All steps as one script for a database, for administrators who create database objects themselves.</summary>
    public static IEnumerable<string> Script(SqlDialect spelling, string dialect, DateTimeOffset now)
    {
        yield return spelling.Spell(Foundation) + ";";
        foreach (var migration in All)
        {
            yield return Ended(spelling.Spell(migration.Script));
            if (migration.Only.TryGetValue(dialect, out var extra)) yield return Ended(spelling.Spell(extra));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO migration (number, name, applied_at) VALUES ({migration.Number}, '{migration.Name}', {StoredNumbers.Ticks(now)});");
        }
    }

    private static string Ended(string script) => script.TrimEnd().TrimEnd(';') + ";";

    private static Migration[] Read()
    {
        var resources = typeof(Migrator).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal));
        return
        [
            .. resources.GroupBy(name => name[..name.IndexOf('.', StringComparison.Ordinal)]).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new Migration(
                int.Parse(group.Key.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
                group.Key[5..],
                Text($"{group.Key}.sql"),
                group.Where(name => name.Count(letter => letter == '.') == 2).ToDictionary(name => name.Split('.')[1], Text))),
        ];
    }

    private static string Text(string resource)
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private sealed record Migration(int Number, string Name, string Script, IReadOnlyDictionary<string, string> Only);
}
