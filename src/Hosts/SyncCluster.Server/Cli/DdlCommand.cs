using System.CommandLine;
using SyncCluster.Connectors;

namespace SyncCluster.Server.Cli;

/// <summary><c>synccluster ddl</c>: the SQL by which somebody makes the tables that a connector reads and writes.</summary>
internal static class DdlCommand
{
    public static Command Build(CommandContext context)
    {
        var describing = context.Connectors.All.OfType<IDescribesDatabase>().ToList();
        var dialect = new Argument<string>("dialect") 
        {
            Description = "The database: " + string.Join(", ", describing.SelectMany(one => one.Dialects).Distinct().Order(StringComparer.Ordinal)),
        };
        var connector = new Option<string?>("--connector") { Description = "Which connector's tables, where several have some" };
        var command = new Command("ddl", "Prints the SQL of the tables that a connector works with") { dialect, connector };
        command.SetAction(parsed => Run(context, describing, parsed.GetValue(dialect)!, parsed.GetValue(connector)));
        return command;
    }

    private static int Run(CommandContext context, List<IDescribesDatabase> describing, string dialect, string? connector)
    {
        var fitting = describing.Where(one => one.Dialects.Contains(dialect, StringComparer.OrdinalIgnoreCase) && (connector is null || ((IConnector)one).Name == connector)).ToList();
        if (fitting.Count != 1)
        {
            context.Error.WriteLine(fitting.Count == 0
                ? $"No connector describes tables for '{dialect}'. There are: {Or(string.Join("; ", describing.Select(one => $"{((IConnector)one).Name}: {string.Join(", ", one.Dialects)}")), "none")}."
                : $"Several connectors describe tables for '{dialect}'. Choose one: --connector {string.Join(" | ", fitting.Select(one => ((IConnector)one).Name))}.");
            return ExitCodes.Usage;
        }

        context.Out.WriteLine(fitting[0].Ddl(dialect).TrimEnd());
        return ExitCodes.Fine;
    }

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;
}
