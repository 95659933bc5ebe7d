using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace SyncCluster.Server.Observing;

/// <summary>Listens to the instruments of this process and writes them as text for Prometheus (format 0.0.4).</summary>
internal sealed class MetricCollector : IDisposable
{
    /// <summary>The media type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Names of the meters that are shown.</summary>
    public static readonly IReadOnlySet<string> Meters = new HashSet<string>(StringComparer.Ordinal)
    {
        Engine.Telemetry.MetricNames.Meter, "System.Runtime", "Microsoft.AspNetCore.Hosting", "System.Net.Http", "Npgsql", "Microsoft.Orleans",
    };

    private static readonly double[] StandardBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Family> _observed = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private readonly MeterListener _listener = new();

    /// <summary>A listener; what belongs to another installation of the same process than <paramref name="scope"/> is none of its business.</summary>
    public MetricCollector(object? scope = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsShown(instrument, scope)) listener.EnableMeasurementEvents(instrument, Of(instrument));
        };
        Listen<byte>(static value => value);
        Listen<short>(static value => value);
        Listen<int>(static value => value);
        Listen<long>(static value => value);
        Listen<float>(static value => value);
        Listen<double>(static value => value);
        Listen<decimal>(static value => (double)value);
        _listener.Start();
    }

    /// <summary>True for instruments of <see cref="Meters"/>, except those that stand for another installation.</summary>
    public static bool IsShown(Instrument instrument, object? scope) =>
        Meters.Contains(instrument.Meter.Name)
        && (instrument.Meter.Name != Engine.Telemetry.MetricNames.Meter || instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, scope));

    /// <summary>Everything measured until now.</summary>
    public string Write()
    {
        lock (_writing)
        {
            // Observed series belong to what is there now: a system that was taken out must not be shown for ever.
            foreach (var family in _observed.Values) family.Clear();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder(64 * 1024);
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) family.Write(text);
            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Listen<T>(Func<T, double> toDouble) where T : struct => _listener.SetMeasurementEventCallback<T>((instrument, value, tags, state) =>
    {
        if (state is not Family family) return;
        if (instrument.IsObservable) family.Set(toDouble(value), tags);
        else family.Record(toDouble(value), tags);
    });

    private Family Of(Instrument instrument)
    {
        var type = TypeOf(instrument);
        var (name, scale) = MetricSpelling.Family(instrument.Name, instrument.Unit, type);
        var family = _families.GetOrAdd(name, _ => new Family(
            name, HelpOf(instrument), type, BoundsOf(instrument, scale), scale));
        if (instrument.IsObservable) _observed.TryAdd(name, family);
        return family;
    }

    /// <summary>How an instrument's family behaves.</summary>
    public static FamilyType TypeOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? FamilyType.Counter
            : type == typeof(Histogram<>) ? FamilyType.Histogram
            : FamilyType.Gauge;
    }

    /// <summary>What an instrument says about itself, at least its name.</summary>
    public static string HelpOf(Instrument instrument) => string.IsNullOrWhiteSpace(instrument.Description) ? instrument.Name : instrument.Description;

    /// <summary>The buckets of a histogram, in the base unit.</summary>
    public static double[] BoundsOf(Instrument instrument, double scale) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(bound => bound * scale)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(bound => bound * scale)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(bound => bound * scale)],
        _ => StandardBounds,
    };
}
