using System.CommandLine;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Server.Configuration.Schema;

namespace SyncCluster.Server.Cli;

/// <summary>
/// <c>synccluster schema</c>: the JSON schema of <c>sync.yaml</c> with the settings of every connector here, into a file, or
/// with <c>--json</c> to the console; <c>schema --print</c>: the database objects on PostgreSQL, for administrators who create
/// them themselves.
/// </summary>
internal static class SchemaCommand
{
    public static Command Build(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "To the console instead of sync.schema.json" };
        var print = new Option<bool>("--print", "--sql") { Description = "Prints the SQL of the tables on PostgreSQL instead, the cluster's included" };
        var command = new Command("schema", "Writes sync.schema.json, by which editors complete and check sync.yaml") { json, print };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(print))
            {
                await context.Out.WriteLineAsync(PostgresScript.Store(new PostgresStoreOptions("").Schema, context.Time.GetUtcNow()));
                await context.Out.WriteLineAsync(ClusterSchema.Script(ClusterSchema.DefaultName).TrimEnd());
                return ExitCodes.Fine;
            }

            var schema = ConfigurationSchema.Write(context.Connectors);
            if (parsed.GetValue(json))
            {
                await context.Out.WriteLineAsync(schema.TrimEnd());
                return ExitCodes.Fine;
            }

            const string file = "sync.schema.json";
            await File.WriteAllTextAsync(file, schema, cancellation);
            await context.Out.WriteLineAsync($"Wrote {file}. Begin sync.yaml with: # yaml-language-server: $schema={file}");
            return ExitCodes.Fine;
        });
        return command;
    }
}
