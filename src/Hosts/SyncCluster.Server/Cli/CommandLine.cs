using System.CommandLine;

namespace SyncCluster.Server.Cli;

/// <summary>The commands of <c>synccluster</c>. One that stands apart (sandbox, demo) is added here in one line.</summary>
internal static class CommandLine
{
    /// <summary>How commands are run: a signal asks them to stop, and they get the time that pushes on their way need.</summary>
    public static InvocationConfiguration Invocation => new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(90) };

    public static RootCommand Build(CommandContext context) => new("Keeps ERP, shops, CRM and suppliers in step.")
    {
        RunCommand.Build(context),
        CheckCommand.Build(context),
        PlanCommand.Build(context),
        RetryCommand.Build(context),
        ExportCommand.Build(context),
        SchemaCommand.Build(context),
        DdlCommand.Build(context),
    };
}
