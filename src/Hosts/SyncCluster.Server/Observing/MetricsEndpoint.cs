using SyncCluster.Server.Composition;
using SyncCluster.Server.Http.Access;

namespace SyncCluster.Server.Observing;

/// <summary>What Prometheus scrapes: on a port of its own where one is configured, open there; else beside the API, with a key.</summary>
internal static class MetricsEndpoint
{
    public static void Map(IEndpointRouteBuilder app, Installation installation)
    {
        var metrics = app.MapGet("/metrics", (MetricCollector collector) => TypedResults.Text(collector.Write(), MetricCollector.ContentType))
            .WithTags("metrics").WithSummary("Metrics as text for Prometheus").Produces<string>(200, "text/plain");
        if (installation.Configuration.Http.MetricsListen is { } own) metrics.RequireHost($"*:{own.Port}").WithMetadata(OpenToAll.Instance);
    }
}
