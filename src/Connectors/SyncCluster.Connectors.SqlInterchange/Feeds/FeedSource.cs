using SyncCluster.Connectors.SqlInterchange.Client;
using SyncCluster.Connectors.SqlInterchange.Mapping;
using SyncCluster.Connectors.SqlInterchange.Tables;

namespace SyncCluster.Connectors.SqlInterchange.Feeds;

/// <summary>What one feed reads.</summary>
/// <param name="Name">The feed's name.</param>
/// <param name="Table">The table.</param>
/// <param name="Mapping">What its records mean.</param>
internal sealed record FeedSource(string Name, TableDefinition Table, IRowMapping Mapping)
{
    /// <summary>True where an ERP may do without the table.</summary>
    public bool Optional { get; init; }

    /// <summary>The condition that keeps away what is not meant for us, so that pages do not fill with it; the mapping decides.</summary>
    public Func<ResolvedTable, InterchangeDatabase, SqlCondition> OnlyOurs { get; init; } = (_, _) => SqlCondition.Always;

    /// <summary>Every feed in the fixed sequence (S2-40, S2-42).</summary>
    public static IReadOnlyList<FeedSource> All(SqlInterchangeOptions options)
    {
        FeedSource[] sources =
        [
            new("categories", InterchangeTables.Categories, new CategoryMapping()),
            new("products", InterchangeTables.Products, new ProductMapping()),
            new("category-links", InterchangeTables.Relations, new RelationMapping()) { Optional = true },
            new("companies", options.CompaniesIn, new CustomerMapping(Core.Kinds.CustomerFields.Company)),
            new("contacts", options.ContactsIn, new CustomerMapping(Core.Kinds.CustomerFields.Contact)),
            new("order-states", InterchangeTables.OrderStates, new OrderStateMapping(options.States))
            {
                OnlyOurs = (table, database) => StatesOfTheErp(table, database, options),
            },
        ];
        return [.. sources.Where(source => !options.IsUnused(source.Table) && (options.RelationWins || source.Table != InterchangeTables.Relations))];
    }

    private static SqlCondition StatesOfTheErp(ResolvedTable table, InterchangeDatabase database, SqlInterchangeOptions options)
    {
        string Bare(string column) => $"UPPER(LTRIM(RTRIM({database.Dialect.Quote(table[column].Name)})))";
        if (table.Has(ColumnNames.Origin))
        {
            var origin = database.Dialect.Quote(table[ColumnNames.Origin].Name);
            return new($"{origin} IS NULL OR {Bare(ColumnNames.Origin)} <> @ours", [("@ours", OrderStateMapping.OurOrigin)]);
        }

        var names = options.States.Ours.Select((name, i) => (Name: InterchangeDatabase.Parameter(i), Value: (object?)name)).ToList();
        var state = database.Dialect.Quote(table[ColumnNames.State].Name);
        return new($"{state} IS NULL OR {Bare(ColumnNames.State)} NOT IN ({string.Join(", ", names.Select(one => one.Name))})", names);
    }
}
