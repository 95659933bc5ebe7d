using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SqlInterchange.Tables;
using SyncCluster.Core.Orders;

namespace SyncCluster.Connectors.SqlInterchange;

/// <summary>What the definitions cannot say. Finds every problem at once.</summary>
internal static class SqlInterchangeOptionsValidator
{
    public static void Validate(OptionValues values)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(values.RequiredText("timeZone"), out _))
            values.Problem("timeZone", $"'{values.Text("timeZone")}' is no time zone known here.", "Write an IANA name such as Europe/Madrid.");
        var currency = values.RequiredText("currency");
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
            values.Problem("currency", $"'{currency}' is no currency code.", "Write three capital letters such as EUR.");
        foreach (var (name, state) in values.Map("states"))
        {
            if (!OrderStateMachine.TryParse(state, out _))
                values.Problem("states", $"'{name}' is mapped to '{state}', which is no order state.",
                    $"Write one of {string.Join(", ", Enum.GetNames<OrderState>())}.");
        }

        foreach (var (table, names) in values.NestedMap("tables")) CheckTable(values, table, names);
        if (values.Text("stockQuery") is { } query)
        {
            var parameter = values.Text("stockBy") == "id" ? "@id" : "@sku";
            if (!query.Contains(parameter, StringComparison.Ordinal))
                values.Problem("stockQuery", $"The query does not use {parameter}, so it cannot ask for one product.", $"Use {parameter} in its WHERE.");
        }
    }

    private static void CheckTable(OptionValues values, string table, IReadOnlyDictionary<string, string> names)
    {
        var known = InterchangeTables.All.Append(InterchangeTables.Ledger).ToList();
        var definition = known.Find(candidate => Spelling.Fold(candidate.Name) == Spelling.Fold(table));
        if (definition is null)
        {
            values.Problem("tables", $"'{table}' is no interchange table.", $"Write one of {string.Join(", ", known.Select(one => one.Name))}.");
            return;
        }

        var extras = ReferenceEquals(definition, InterchangeTables.Products) ? InterchangeTables.ProductExtras : [];
        foreach (var (column, name) in names)
        {
            if (column == SqlInterchangeDefaults.TableKey) continue;
            var found = definition.Columns.Concat(extras).FirstOrDefault(one => Spelling.Fold(one.Name) == Spelling.Fold(column));
            if (found is null)
                values.Problem("tables", $"Table {definition.Name} has no column '{column}'.",
                    $"Write one of {string.Join(", ", definition.Columns.Select(one => one.Name))}.");
            else if (found.Required && name == SqlInterchangeDefaults.Unused)
                values.Problem("tables", $"Column '{found.Name}' of {definition.Name} cannot be left out.", "Name the column that holds it.");
        }
    }
}
