using System.CommandLine;
using System.Text.Json;
using SyncCluster.Connectors;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http.Answers;

namespace SyncCluster.Server.Cli;

/// <summary>
/// <c>synccluster plan</c>: reads every system into a copy of the store that is thrown away, and shows what would be written
/// where and why. Writes nothing, acknowledges nothing, sends no mail, and leaves the store as it is.
/// </summary>
internal static class PlanCommand
{
    public static Command Build(CommandContext context)
    {
        var config = CommandContext.ConfigOption();
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines" };
        var limit = new Option<int>("--limit") { Description = "Most things shown as lines", DefaultValueFactory = _ => 100 };
        var fresh = new Option<bool>("--fresh") { Description = "As if nothing were known yet: every system is read from its beginning" };
        var command = new Command("plan", "Shows what would be written where and why, and writes nothing") { config, json, limit, fresh };
        command.SetAction((parsed, cancellation) =>
            RunAsync(context, parsed.GetValue(config)!, parsed.GetValue(json), parsed.GetValue(limit), parsed.GetValue(fresh), cancellation));
        return command;
    }

    public static async Task<int> RunAsync(CommandContext context, string file, bool json, int limit, bool fresh, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        if (await context.LoadAsync(file) is not { } configuration) return ExitCodes.Found;
        var folder = Directory.CreateTempSubdirectory("synccluster-plan-");
        try
        {
            var copy = new StoreConfiguration(Path.Combine(folder.FullName, "plan.db"), null);
            if (!fresh && await Stores.CopyAsync(configuration.Store, copy, context.Time, cancellation))
                await context.Error.WriteLineAsync($"planning on a copy of what {configuration.Store} holds; --fresh plans as if nothing were known");
            return await PlanAsync(context, file, configuration with { Store = copy }, json, limit, cancellation);
        }
        catch (Exception failure) when (failure is StoreException or FaultException)
        {
            await context.Error.WriteLineAsync(failure.Message);
            return ExitCodes.CannotRun;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> PlanAsync(CommandContext context, string file, SyncConfiguration configuration, bool json, int limit, CancellationToken cancellation)
    {
        using var logs = Logs.ForCommands();
        await using var installation = Installation.Compose(
            configuration, context.Services(logs), ReadOnlySystem.Guard, type => type is <= ActorType.Identity or ActorType.Feed or ActorType.Batch);
        var problems = CompositionProblems.Find(file, configuration, installation.Systems);
        foreach (var problem in problems) await context.Error.WriteLineAsync(problem.ToString());
        if (problems.Any(problem => problem.Severity == Severity.Error)) return ExitCodes.Found;
        var currencies = await CurrencyProblems.FindAsync(installation.Setup.Rules, installation.Systems, context.Time, cancellation);
        foreach (var (system, finding) in currencies) await context.Error.WriteLineAsync($"{system}: error: {finding.Message} {finding.Advice}");
        await installation.Engine.StartAsync(cancellation);
        var feeds = await new PlanReading(installation, context.Error).ReadAllAsync(cancellation);
        var plan = await PlanView.OfAsync(installation, feeds, cancellation);
        await installation.Engine.StopAsync();
        if (json) await context.Out.WriteLineAsync(JsonSerializer.Serialize(plan, ApiJson.Options));
        else foreach (var line in PlanLines.Of(plan, limit)) await context.Out.WriteLineAsync(line);
        return currencies.Count > 0 || feeds.Any(feed => feed.Fault is not null) ? ExitCodes.Found : ExitCodes.Fine;
    }
}
