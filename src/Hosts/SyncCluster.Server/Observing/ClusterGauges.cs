using System.Diagnostics.Metrics;
using SyncCluster.Engine.Telemetry;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Composition.Clustering;

namespace SyncCluster.Server.Observing;

/// <summary>The cluster as this process sees it; nothing where the engine is alone.</summary>
internal sealed class ClusterGauges : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly Installation _installation;
    private readonly Meter _meter;
    private volatile IReadOnlyList<Residents> _residents = [];

    public ClusterGauges(Installation installation)
    {
        _installation = installation;
        _meter = new Meter(new MeterOptions(MetricNames.Meter) { Scope = installation });
        if (installation.Engine.Cluster is not { } cluster) return;
        _meter.CreateObservableGauge("synccluster.cluster.active.silos", () => (double)cluster.ActiveSilos, null, "Active silos, as this process sees them.");
        _meter.CreateObservableGauge("synccluster.cluster.expected.silos", () => (double)installation.Configuration.Cluster.ExpectedSilos, null, "Silos that there should be.");
        _meter.CreateObservableGauge(
            "synccluster.grain.activations",
            () => _residents.Select(one => new Measurement<double>(one.Count, new KeyValuePair<string, object?>("grain", one.Type))), null, "Actors in memory of this process, by type.");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (_installation.Engine.Cluster is not { } cluster) return;
        while (true)
        {
            if (_installation.Answers && cluster.WhyAway is null) _residents = await cluster.ResidentsHereAsync();
            await Task.Delay(Every, _installation.Services.Time, stoppingToken);
        }
    }
}
