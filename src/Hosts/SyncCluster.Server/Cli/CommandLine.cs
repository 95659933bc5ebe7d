using System.CommandLine;

namespace SyncCluster.Server.Cli;

/// <summary>The commands of <c>synccluster</c>. One that stands apart (sandbox, demo) is added here in one line.</summary>
internal static class CommandLine
{
    public static RootCommand Build(CommandContext context) => new("Keeps ERP, shops, CRM and suppliers in step.")
    {
        RunCommand.Build(context),
    };
}
