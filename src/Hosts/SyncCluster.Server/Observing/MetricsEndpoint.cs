using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;
#if WITH_PROMETHEUS_EXPORTER
using SyncCluster.Server.Observing.Exporter;
#endif

namespace SyncCluster.Server.Observing;

/// <summary>
/// What Prometheus scrapes: on a port of its own where one is configured, open there; else beside the API, with a key.
/// Written by OpenTelemetry's exporter where its package can be had (build/Optional.props), else by ourselves, under the
/// same names.
/// </summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics";

    /// <summary>Whoever listens to the instruments.</summary>
    public static void Add(IServiceCollection services) =>
#if WITH_PROMETHEUS_EXPORTER
        services.AddSingleton(provider => new ExportedMetrics(provider.GetRequiredService<Installation>()));
#else
        services.AddSingleton(provider => new MetricCollector(provider.GetRequiredService<Installation>()));
#endif

    /// <summary>Begins to listen: what is measured before the first scrape counts too.</summary>
    public static void Begin(IServiceProvider services) =>
#if WITH_PROMETHEUS_EXPORTER
        services.GetRequiredService<ExportedMetrics>();
#else
        services.GetRequiredService<MetricCollector>();
#endif

    /// <summary>The address.</summary>
    public static void Map(WebApplication app, Installation installation)
    {
#if WITH_PROMETHEUS_EXPORTER
        var exporter = ((IEndpointRouteBuilder)app).CreateApplicationBuilder()
            .UseOpenTelemetryPrometheusScrapingEndpoint(app.Services.GetRequiredService<ExportedMetrics>().Provider, _ => true, null, null, null).Build();
        Delegate write = (HttpContext context) => exporter(context);
#else
        Delegate write = (MetricCollector collector) => TypedResults.Text(collector.Write(), MetricCollector.ContentType);
#endif
        var metrics = app.MapGet(Path, write)
            .WithTags("metrics").WithSummary("Metrics as text for Prometheus").Produces<string>(200, "text/plain");
        if (installation.Configuration.Http.MetricsListen is { } own) metrics.RequireHost($"*:{own.Port}").WithMetadata(OpenToAll.Instance);
    }
}
