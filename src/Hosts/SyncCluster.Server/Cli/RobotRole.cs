using System.Net;
using SyncCluster.Connectors;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Observing;

namespace SyncCluster.Server.Cli;

/// <summary>
/// The role <c>scraper</c>: this process does nothing but read the systems that a robot reads, and hands their rows over by a
/// broker. It needs no state store and no engine, and answers only probes and metrics.
/// </summary>
internal static class RobotRole
{
    public const string Name = "scraper";

    public static async Task<int> RunAsync(CommandContext context, string file, Action<ILoggingBuilder> logging, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            await context.Error.WriteLineAsync(CommandContext.NoFile(file));
            return ExitCodes.Usage;
        }

        if (await context.LoadAsync(file) is not { } configuration) return ExitCodes.Found;
        using var logs = LoggerFactory.Create(logging);
        var opened = OpenedSystem.OpenAll(configuration, context.Services(logs));
        try
        {
            var robots = opened.Where(system => system.External is IRobotWork { HandsOver: true }).ToList();
            if (robots.Count == 0)
            {
                await context.Error.WriteLineAsync(opened.Any(system => system.External is IRobotWork)
                    ? "No system hands its rows over: give the portals that a robot apart is to read a 'broker'."
                    : "No system is read by a robot: there is nothing to do for the role scraper.");
                return ExitCodes.CannotRun;
            }

            await using var app = Build(configuration, logging);
            await app.StartAsync(cancellation);
            await context.Out.WriteLineAsync($"SyncCluster {Http.Endpoints.OverviewEndpoints.Version}, role {Name}: {string.Join(", ", robots.Select(robot => robot.Name))}");
            await context.Out.WriteLineAsync($"  probes and metrics: {string.Join(", ", app.Urls)}");
            if (context.Started is { } started) await started(app, cancellation);
            await Task.WhenAll(robots.Select(robot => ((IRobotWork)robot.External).WorkAsync(cancellation)));
            await app.StopAsync(CancellationToken.None);
            return ExitCodes.Fine;
        }
        catch (IOException failure)
        {
            await context.Error.WriteLineAsync($"Cannot listen on {configuration.Http.Listen}: {failure.Message} Stop what uses it, or change http.listen.");
            return ExitCodes.CannotRun;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Fine;
        }
        finally
        {
            foreach (var system in opened) await system.External.DisposeAsync();
        }
    }

    private static WebApplication Build(SyncConfiguration configuration, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        logging(builder.Logging);
        var listen = configuration.Http.MetricsListen ?? configuration.Http.Listen;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (IPAddress.TryParse(listen.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, listen.Port);
            else if (listen.Host is "localhost") kestrel.ListenLocalhost(listen.Port);
            else kestrel.ListenAnyIP(listen.Port);
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton<MetricCollector>();
        var app = builder.Build();
        var metrics = app.Services.GetRequiredService<MetricCollector>();
        app.UseRouting();
        foreach (var probe in new[] { "/health/live", "/health/ready", "/health/startup" }) app.MapGet(probe, () => Results.Text("ok"));
        app.MapGet("/metrics", () => Results.Text(metrics.Write(), MetricCollector.ContentType));
        return app;
    }
}
