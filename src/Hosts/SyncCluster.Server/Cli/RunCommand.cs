using System.CommandLine;
using SyncCluster.Connectors;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http;

namespace SyncCluster.Server.Cli;

/// <summary><c>synccluster run</c>: everything, until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Build(CommandContext context)
    {
        var config = CommandContext.ConfigOption();
        var format = new Option<string>("--log-format") { Description = "How logs are written: simple or json", DefaultValueFactory = _ => "simple" };
        format.AcceptOnlyFromAmong("simple", "json");
        var level = new Option<LogLevel>("--log-level") { Description = "The least that is logged", DefaultValueFactory = _ => LogLevel.Information };
        var role = new Option<string>("--role") { Description = "scraper: only reads portals and hands their rows over by a broker; all does everything", DefaultValueFactory = _ => "all" };
        role.AcceptOnlyFromAmong("all", RobotRole.Name);
        var command = new Command("run", "Runs the synchronisation, the API and the page, until it is told to stop") { config, role, format, level };
        command.SetAction((parsed, cancellation) =>
        {
            void Log(ILoggingBuilder logging) => Logs.Configure(logging, parsed.GetValue(format) == "json", parsed.GetValue(level));
            return parsed.GetValue(role) == RobotRole.Name
                ? RobotRole.RunAsync(context, parsed.GetValue(config)!, Log, cancellation)
                : RunAsync(context, parsed.GetValue(config)!, Log, cancellation);
        });
        return command;
    }

    public static async Task<int> RunAsync(CommandContext context, string file, Action<ILoggingBuilder> logging, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        if (await context.LoadAsync(file) is not { } configuration) return ExitCodes.Found;
        using var logs = LoggerFactory.Create(logging);
        var installation = Compose(context, configuration, logs, out var refused);
        if (installation is null)
        {
            await context.Error.WriteLineAsync(refused);
            return ExitCodes.CannotRun;
        }

        await using var composed = installation;
        var problems = CompositionProblems.Find(file, configuration, installation.Systems);
        foreach (var problem in problems) await context.Error.WriteLineAsync(problem.ToString());
        if (problems.Any(problem => problem.Severity == Severity.Error)) return ExitCodes.Found;
        foreach (var line in Introduction(installation)) await context.Out.WriteLineAsync(line);
        await using var app = WebHost.Build(installation, logging);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException failure)
        {
            await context.Error.WriteLineAsync($"Cannot listen on {configuration.Http.Listen}: {failure.Message} Stop what uses it, or change http.listen.");
            return ExitCodes.CannotRun;
        }
        catch (OperationCanceledException)
        {
            // It was told to stop, or could not start, before it listened.
            return installation.Failed ? ExitCodes.CannotRun : ExitCodes.Fine;
        }

        await context.Out.WriteLineAsync($"  page and API: {string.Join(", ", app.Urls)}{(configuration.Http.Keys.Count == 0 ? " (no keys: this machine only)" : "")}");
        if (context.Started is { } started) await started(app, cancellation);
        await app.WaitForShutdownAsync(cancellation);
        return installation.Failed ? ExitCodes.CannotRun : ExitCodes.Fine;
    }

    private static Installation? Compose(CommandContext context, SyncConfiguration configuration, ILoggerFactory logs, out string? refused)
    {
        refused = null;
        try
        {
            return Installation.Compose(configuration, context.Services(logs));
        }
        catch (Exception failure) when (failure is StoreException or FaultException)
        {
            refused = failure.Message;
            return null;
        }
    }

    private static IEnumerable<string> Introduction(Installation installation)
    {
        var configuration = installation.Configuration;
        yield return $"SyncCluster {Http.Endpoints.OverviewEndpoints.Version}";
        foreach (var system in installation.Systems)
        {
            var reads = string.Join(", ", system.External.Feeds.Select(feed => feed.Name));
            var writes = string.Join(", ", system.External.Sinks.Select(sink => sink.Kind.ToString().ToLowerInvariant()));
            yield return $"  {system.Name} ({system.Configuration.Connector.Name}, {system.Role}): reads {Or(reads, "nothing")}; writes {Or(writes, "nothing")}";
        }

        yield return $"  state: {configuration.Store}";
        yield return configuration.Mail is { } mail
            ? $"  mail: {mail.Smtp}{(mail.TestModeTo is { } to ? $", test mode, all to {to}" : "")}"
            : "  mail: none";
    }

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;
}
