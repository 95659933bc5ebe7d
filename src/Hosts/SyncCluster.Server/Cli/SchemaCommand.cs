using System.CommandLine;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Storage.Cluster;
using SyncCluster.Server.Configuration.Schema;

namespace SyncCluster.Server.Cli;

/// <summary>
/// <c>synccluster schema --print</c>: the JSON schema of <c>sync.yaml</c> with the settings of every connector here;
/// <c>schema --sql</c>: the database objects on PostgreSQL, for administrators who create them themselves.
/// </summary>
internal static class SchemaCommand
{
    public static Command Build(CommandContext context)
    {
        var print = new Option<bool>("--print") { Description = "To the console instead of sync.schema.json" };
        var sql = new Option<bool>("--sql") { Description = "Prints the SQL of the tables on PostgreSQL instead, the cluster's included" };
        var command = new Command("schema", "Writes sync.schema.json, by which editors complete and check sync.yaml") { print, sql };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(sql))
            {
                await context.Out.WriteLineAsync(PostgresScript.Store(new PostgresStoreOptions("").Schema, context.Time.GetUtcNow()));
                await context.Out.WriteLineAsync(ClusterSchema.Script(ClusterSchema.DefaultName).TrimEnd());
                return ExitCodes.Fine;
            }

            var schema = ConfigurationSchema.Write(context.Connectors);
            if (parsed.GetValue(print))
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
