using System.CommandLine;
using SyncCluster.Connectors;
using SyncCluster.Core.Faults;
using SyncCluster.Engine.Storage;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Composition.Clustering;
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
        var engine = new Option<string>("--engine") { Description = "embedded: this process alone; orleans: one of a cluster", DefaultValueFactory = _ => "embedded" };
        engine.AcceptOnlyFromAmong("embedded", "orleans");
        var role = new Option<string>("--role")
        {
            Description = "all does everything; with --engine orleans: silo works, web answers HTTP; scraper: only reads portals and hands their rows over by a broker",
            DefaultValueFactory = _ => "all",
        };
        role.AcceptOnlyFromAmong("all", "silo", "web", RobotRole.Name);
        var accept = new Option<bool>("--accept-configuration")
        {
            Description = "With --engine orleans: this sync.yaml is the new one, though others still work by another",
        };
        var command = new Command("run", "Runs the synchronisation, the API and the page, until it is told to stop") { config, engine, role, accept, format, level };
        command.Validators.Add(given =>
        {
            var orleans = given.GetValue(engine) == "orleans";
            if (!orleans && (given.GetValue(role) is "silo" or "web" || given.GetValue(accept)))
                given.AddError("--role silo, --role web and --accept-configuration are for a cluster: add --engine orleans.");
            if (orleans && given.GetValue(role) == RobotRole.Name)
                given.AddError($"A process of role {RobotRole.Name} belongs to no cluster: leave --engine orleans out.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            void Log(ILoggingBuilder logging) => Logs.Configure(logging, parsed.GetValue(format) == "json", parsed.GetValue(level));
            if (parsed.GetValue(role) == RobotRole.Name) return RobotRole.RunAsync(context, parsed.GetValue(config)!, Log, cancellation);
            var plan = parsed.GetValue(engine) == "embedded" ? null : new ClusterPlan(Enum.Parse<ClusterRole>(parsed.GetValue(role)!, ignoreCase: true), parsed.GetValue(accept));
            return RunAsync(context, parsed.GetValue(config)!, Log, cancellation, plan);
        });
        return command;
    }

    public static async Task<int> RunAsync(
        CommandContext context, string file, Action<ILoggingBuilder> logging, CancellationToken cancellation, ClusterPlan? plan = null)
    {
        if (plan is not null && ClusterEngines.WhyMissing is { } missing)
        {
            await context.Error.WriteLineAsync(missing);
            return ExitCodes.CannotRun;
        }

        if (!File.Exists(file))
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        if (await context.LoadAsync(file) is not { } configuration) return ExitCodes.Found;
        if (plan is not null && configuration.Store.PostgresConnection is null)
        {
            await context.Error.WriteLineAsync(NoCluster(file, configuration).ToString());
            return ExitCodes.Found;
        }

        using var claim = SqliteClaim.Take(configuration.Store);
        if (claim is null)
        {
            await context.Error.WriteLineAsync($"Another process works on {configuration.Store}. Stop it, or give this one a store of its own; several work together on PostgreSQL with --engine orleans.");
            return ExitCodes.CannotRun;
        }

        using var logs = LoggerFactory.Create(logging);
        var installation = Compose(context, configuration, plan, logs, out var refused);
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
            return Code(installation);
        }

        await context.Out.WriteLineAsync($"  page and API: {string.Join(", ", app.Urls)}{(configuration.Http.Keys.Count == 0 ? " (no keys: this machine only)" : "")}");
        if (context.Started is { } started) await started(app, cancellation);
        await RunUntilToldAsync(app, installation, cancellation);
        return Code(installation);
    }

    /// <summary>
    /// Waits until somebody asks to stop. Readiness goes at once; requests are answered for a while more, since whoever
    /// sends them learns of it only when it asks next. Then the work stops within what is left of the grace period.
    /// </summary>
    private static async Task RunUntilToldAsync(WebApplication app, Installation installation, CancellationToken cancellation)
    {
        var told = new TaskCompletionSource();
        await using (cancellation.Register(() => told.TrySetResult()))
        await using (app.Lifetime.ApplicationStopping.Register(() => told.TrySetResult())) await told.Task;
        if (installation is { Plan: not null, Phase: Phase.Running } && !app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            installation.Phase = Phase.Draining;
            await Task.Delay(installation.Configuration.Cluster.Drain, installation.Services.Time, CancellationToken.None);
        }

        using var grace = new CancellationTokenSource(installation.Grace, installation.Services.Time);
        await app.StopAsync(grace.Token);
    }

    private static int Code(Installation installation) =>
        installation.Refused ? ExitCodes.Refused : installation.Failed ? ExitCodes.CannotRun : ExitCodes.Fine;

    private static ConfigurationProblem NoCluster(string file, SyncConfiguration configuration) => new(
        Severity.Error, file, configuration.Store.Place, "store", "A cluster shares its state on PostgreSQL, and this file names none.",
        "Write store: { postgres: \"Host=HOST;Database=NAME;Username=USER;Password=${env:NAME}\" }, or run --engine embedded.");

    private static Installation? Compose(
        CommandContext context, SyncConfiguration configuration, ClusterPlan? plan, ILoggerFactory logs, out string? refused)
    {
        refused = null;
        try
        {
            return Installation.Compose(configuration, context.Services(logs), plan: plan);
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
        if (installation.Plan is { } plan) yield return $"  {configuration.Cluster}, role {plan.Role.ToString().ToLowerInvariant()}, configuration {configuration.Print}";
        yield return configuration.Mail is { } mail
            ? $"  mail: {mail.Smtp}{(mail.TestModeTo is { } to ? $", test mode, all to {to}" : "")}"
            : "  mail: none";
    }

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;
}
