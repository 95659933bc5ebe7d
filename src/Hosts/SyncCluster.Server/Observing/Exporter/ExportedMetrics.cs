using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace SyncCluster.Server.Observing.Exporter;

/// <summary>
/// The same metrics by OpenTelemetry's exporter for Prometheus. Names are those of <see cref="MetricSpelling"/>: an
/// instrument whose unit the exporter would spell otherwise is replaced by a <see cref="RespelledInstruments">twin</see>.
/// </summary>
internal sealed class ExportedMetrics : IDisposable
{
    private readonly RespelledInstruments _respelled = new(MetricCollector.Meters);

    /// <summary>See <see cref="MetricCollector"/> for what <paramref name="scope"/> leaves out.</summary>
    public ExportedMetrics(object? scope = null) => Provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter([.. MetricCollector.Meters, _respelled.MeterName])
        .AddView(instrument => View(instrument, scope))
        .AddPrometheusExporter(options =>
        {
            options.ScopeInfoEnabled = false;
            options.TargetInfoEnabled = false;
            options.ScrapeResponseCacheDurationMilliseconds = 0;
        })
        .Build();

    /// <summary>What the endpoint writes.</summary>
    public MeterProvider Provider { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Provider.Dispose();
        _respelled.Dispose();
    }

    private MetricStreamConfiguration View(Instrument instrument, object? scope)
    {
        if (instrument.Meter.Name != _respelled.MeterName && (!MetricCollector.IsShown(instrument, scope) || RespelledInstruments.IsNeeded(instrument)))
            return MetricStreamConfiguration.Drop;
        var type = MetricCollector.TypeOf(instrument);
        var (name, scale) = MetricSpelling.Family(instrument.Name, instrument.Unit, type);
        // The exporter itself puts the unit, where it is missing, and "_total" behind the name.
        if (type == FamilyType.Counter) name = name[..^"_total".Length];
        var help = MetricCollector.HelpOf(instrument);
        return type == FamilyType.Histogram
            ? new ExplicitBucketHistogramConfiguration { Name = name, Description = help, Boundaries = MetricCollector.BoundsOf(instrument, scale) }
            : new MetricStreamConfiguration { Name = name, Description = help };
    }
}
