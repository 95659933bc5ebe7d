using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SyncCluster.Server.Observing;
using SyncCluster.Server.Observing.Exporter;

namespace SyncCluster.Server.Tests.Observing.Exporter;

/// <summary>Only where the exporter's package is there: both writers over the same instruments.</summary>
[Collection("instruments of the process")]
public sealed class ExportedMetricsTests
{
    [Fact]
    public async Task both_writers_give_the_same_names_types_and_values()
    {
        using var collector = new MetricCollector();
        using var exported = new ExportedMetrics();
        // A meter of Orleans, whose instruments come in every unit and spelling.
        using var meter = new Meter("Microsoft.Orleans");
        Measure(meter);
        var ours = Mine(collector.Write());
        ours.Count.ShouldBeGreaterThan(20);
        Mine(await ScrapeAsync(exported)).ShouldBe(ours);
    }

    private static void Measure(Meter meter)
    {
        KeyValuePair<string, object?>[] tags = [new("b", "x"), new("a", 1)];
        foreach (var unit in new[] { null, "s", "ms", "us", "By", "bytes", "MBy", "MB", "messages", "{item}" })
        {
            var name = $"test-names-{unit?.Trim('{', '}') ?? "plain"}";
            meter.CreateCounter<long>(name + "-counted", unit).Add(3, tags);
            meter.CreateHistogram<double>(name + ".taken", unit).Record(1500, tags);
            meter.CreateUpDownCounter<int>(name + "-count", unit).Add(7, tags);
            meter.CreateObservableGauge(name + "-seen", () => new Measurement<long>(4, tags), unit);
            meter.CreateObservableCounter(name + "-summed-count", () => new Measurement<double>(5, tags), unit);
        }
    }

    private static List<string> Mine(string text) =>
    [
        .. text.Split('\n')
            .Where(line => line.Contains("test_names", StringComparison.Ordinal) && !line.StartsWith("# UNIT", StringComparison.Ordinal))
            .Select(Series).Order(StringComparer.Ordinal),
    ];

    private static string Series(string line)
    {
        var (from, to) = (line.IndexOf('{', StringComparison.Ordinal), line.LastIndexOf('}'));
        return from < 0 ? line : line[..(from + 1)] + string.Join(',', line[(from + 1)..to].Split(',').Order(StringComparer.Ordinal)) + line[to..];
    }

    private static async Task<string> ScrapeAsync(ExportedMetrics exported)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        await using var app = builder.Build();
        app.UseRouting();
        app.MapPrometheusScrapingEndpoint("/metrics", exported.Provider, null, null);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(address + "/metrics"), TestContext.Current.CancellationToken);
    }
}
