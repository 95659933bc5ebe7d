using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SyncCluster.Connectors.SupplierPortal;

/// <summary>Instruments of the robot, on the meter of the whole program.</summary>
internal static class PortalMetrics
{
    private static readonly Meter Meter = new("SyncCluster");
    private static readonly ConcurrentDictionary<string, Last> Portals = new(StringComparer.Ordinal);

    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("synccluster.portal.runs", description: "Runs of the robot, by outcome.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "synccluster.portal.run.duration", "s", "Duration of one run of the robot.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5, 5, 10, 30, 60, 120, 300, 600] });

    static PortalMetrics()
    {
        Meter.CreateObservableGauge("synccluster.portal.rows", () => Each(last => last.Rows), null, "Items of the last good run.");
        Meter.CreateObservableGauge("synccluster.portal.last.success.timestamp", () => Each(last => last.At?.ToUnixTimeMilliseconds() / 1000d), "s", "When the last good run began, Unix time.");
        Meter.CreateObservableGauge("synccluster.portal.interval", () => Each(last => last.Interval.TotalSeconds), "s", "How often the portal is read.");
    }

    /// <summary>A portal is there.</summary>
    public static void Opened(string system, TimeSpan interval) => Portals[system] = new Last(null, null, interval);

    /// <summary>A portal is no longer there.</summary>
    public static void Closed(string system) => Portals.TryRemove(system, out _);

    /// <summary>A run ended.</summary>
    public static void Ran(string system, string outcome, TimeSpan took, int? rows, DateTimeOffset at)
    {
        Runs.Add(1, new("system", system), new("outcome", outcome));
        Durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("system", system));
        if (rows is { } count && Portals.TryGetValue(system, out var last)) Portals[system] = last with { Rows = count, At = at };
    }

    private static IEnumerable<Measurement<double>> Each(Func<Last, double?> value) =>
        from portal in Portals
        let measured = value(portal.Value)
        where measured is not null
        select new Measurement<double>(measured.Value, new KeyValuePair<string, object?>("system", portal.Key));

    private sealed record Last(int? Rows, DateTimeOffset? At, TimeSpan Interval);
}
