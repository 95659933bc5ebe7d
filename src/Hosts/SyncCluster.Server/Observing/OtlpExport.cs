using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SyncCluster.Engine.Telemetry;
using SyncCluster.Server.Composition;
using SyncCluster.Server.Configuration;
using SyncCluster.Server.Http.Endpoints;

namespace SyncCluster.Server.Observing;

/// <summary>
/// Sends metrics and traces to an OpenTelemetry collector where one is configured. Names are those of the instruments, as
/// the protocol wants them: a collector that writes for Prometheus makes the names of /metrics of them.
/// </summary>
internal sealed class OtlpExport : IHostedService, IDisposable
{
    /// <summary>Sources of spans: ours, the requests that come in, the calls that go out.</summary>
    private static readonly string[] Sources = [EngineTracing.Source, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    public OtlpExport(Installation installation)
    {
        if (installation.Configuration.Telemetry is not { } telemetry) return;
        var resource = ResourceBuilder.CreateEmpty().AddService(telemetry.ServiceName, serviceVersion: OverviewEndpoints.Version, serviceInstanceId: Environment.MachineName);
        if (telemetry.Metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter([.. MetricCollector.Meters])
                .AddView(instrument => MetricCollector.IsShown(instrument, installation) ? null : MetricStreamConfiguration.Drop)
                .AddOtlpExporter((exporter, reader) =>
                {
                    Set(exporter, telemetry, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)telemetry.Every.TotalMilliseconds;
                }).Build();
        }

        if (telemetry.Traces)
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter(exporter => Set(exporter, telemetry, "v1/traces")).Build();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What was measured and traced until now is sent before the process ends, if the collector answers soon.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            _traces?.ForceFlush(2000);
            _metrics?.ForceFlush(2000);
        },
        CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void Set(OtlpExporterOptions exporter, TelemetryConfiguration telemetry, string path)
    {
        exporter.Protocol = telemetry.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = telemetry.IsGrpc ? telemetry.Otlp : new Uri(telemetry.Otlp.AbsoluteUri.TrimEnd('/') + "/" + path);
    }
}
