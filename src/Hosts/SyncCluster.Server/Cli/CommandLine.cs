using System.CommandLine;

namespace SyncCluster.Server.Cli;

/// <summary>The commands of <c>synccluster</c>. One that stands apart (sandbox, demo) is added here in one line.</summary>
internal static class CommandLine
{
    /// <summary>A signal asks a command to stop; a server keeps to its own grace period, which is never longer.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromMinutes(13);

    /// <summary>Runs one command and answers its exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments, CommandContext context)
    {
        var parsed = Build(context).Parse(arguments);
        var code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopsWithin, Output = context.Out, Error = context.Error,
        });
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }

    public static RootCommand Build(CommandContext context) => new("Keeps ERP, shops, CRM and suppliers in step.")
    {
        RunCommand.Build(context),
        CheckCommand.Build(context),
        PlanCommand.Build(context),
        RetryCommand.Build(context),
        ExportCommand.Build(context),
        SchemaCommand.Build(context),
        DdlCommand.Build(context),
        PortalCommand.Build(context),
        SandboxCommand.Build(context),
        DemoCommand.Build(context),
    };
}
