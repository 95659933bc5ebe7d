using System.Collections.Concurrent;
using System.Data.Common;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SqlInterchange.Client;

/// <summary>
/// Finds the interchange tables and their columns in the database, whatever their spelling: by the names in the settings,
/// else by what remains of a name without accents, blanks and case.
/// </summary>
internal sealed class InterchangeCatalogue(InterchangeDatabase database, SqlInterchangeOptions options, TimeProvider time)
{
    /// <summary>How long what was found is believed. A column added meanwhile is seen after it; an error forgets at once.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (ResolvedTable Table, DateTimeOffset At)> _found = new(StringComparer.Ordinal);

    /// <summary>Forgets what was found, because the database no longer agrees with it.</summary>
    public void Forget() => _found.Clear();

    /// <summary>The table as the database has it; null where it has none.</summary>
    public async Task<ResolvedTable?> FindAsync(DbConnection connection, TableDefinition table, CancellationToken cancellation)
    {
        if (options.IsUnused(table)) return null;
        var now = time.GetUtcNow();
        if (_found.TryGetValue(table.Name, out var known) && now - known.At < Freshness) return known.Table;
        try
        {
            var resolved = await ResolveAsync(connection, table, cancellation);
            if (resolved is not null) _found[table.Name] = (resolved, now);
            return resolved;
        }
        catch (Exception exception) when (SqlInterchangeFaults.IsExpected(exception))
        {
            throw database.Fault(exception, $"Table {options.NameOf(table) ?? table.Name}");
        }
    }

    /// <summary>The table as the database has it, with every column that nothing works without.</summary>
    /// <exception cref="FaultException">It or such a column is missing.</exception>
    public async Task<ResolvedTable> RequireAsync(DbConnection connection, TableDefinition table, CancellationToken cancellation)
    {
        var found = await FindAsync(connection, table, cancellation) ?? throw new FaultException(WhatIsMissing(table));
        var missing = found.Missing.Where(column => column.Required).Select(column => $"'{column.Name}'").ToList();
        return missing.Count == 0 ? found : throw new FaultException(new(
            FaultKind.Configuration, $"Table {found.Name} lacks {string.Join(", ", missing)}.")
        {
            Advice = $"Add the columns, or name the ones that hold it under tables: {table.Name}.",
        });
    }

    /// <summary>The fault of a table that is not there.</summary>
    public Fault WhatIsMissing(TableDefinition table) => new(
        FaultKind.Configuration, $"Interchange table {options.NameOf(table) ?? table.Name} is not in the database.")
    {
        Advice = $"Create it from the DDL for {database.Dialect.Name}, name it under tables: {table.Name}: table, or write '-' there to do without it.",
    };

    private async Task<ResolvedTable?> ResolveAsync(DbConnection connection, TableDefinition table, CancellationToken cancellation)
    {
        var wanted = options.NameOf(table);
        var candidates = new List<(string? Schema, string Name)>();
        await using (var command = database.Command(connection, database.Dialect.ListTables))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var schema = await reader.IsDBNullAsync(0, cancellation) ? null : reader.GetString(0);
                if (options.Schema is { } only && schema is not null && schema != only) continue;
                candidates.Add((schema, reader.GetString(1)));
            }
        }

        var matches = candidates.Where(one => wanted is null
            ? Spelling.Fold(one.Name) == Spelling.Fold(table.Name)
            : string.Equals(one.Name, wanted, StringComparison.OrdinalIgnoreCase));
        var best = matches.GroupBy(one => (IsExact: one.Name == (wanted ?? table.Name), IsDefault: one.Schema == database.Dialect.DefaultSchema))
            .OrderByDescending(group => group.Key.IsExact).ThenByDescending(group => group.Key.IsDefault).FirstOrDefault()?.ToList();
        if (best is null) return null;
        var schemas = best.Select(one => one.Schema).Distinct().Order(StringComparer.Ordinal).ToList();
        if (schemas.Count > 1)
        {
            // A schema a company: of two, neither is the one that is meant, and tables of both must not be mixed.
            throw new FaultException(new(FaultKind.Configuration, $"Interchange table {best[0].Name} is in several schemas: {string.Join(", ", schemas)}.")
            {
                Advice = "Name the one that is meant in 'schema'.",
            });
        }

        return await DescribeAsync(connection, table, best[0].Schema, best[0].Name, cancellation);
    }

    private async Task<ResolvedTable> DescribeAsync(
        DbConnection connection, TableDefinition table, string? schema, string name, CancellationToken cancellation)
    {
        var quoted = database.Dialect.Quote(schema, name);
        await using var command = database.Command(connection, $"SELECT * FROM {quoted} WHERE 1 = 0");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var columns = new List<PhysicalColumn>(reader.FieldCount);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var type = reader.GetDataTypeName(i);
            columns.Add(new(reader.GetName(i), type, ResolvedTable.FormOf(type)));
        }

        var extras = ReferenceEquals(table, InterchangeTables.Products) ? InterchangeTables.ProductExtras : [];
        return new(table, name, quoted, columns, extras, column => options.NameOf(table, column));
    }
}
