using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace SyncCluster.Server.Observing.Exporter;

/// <summary>
/// Twins of instruments in units that are no base units of Prometheus: the same measurements in the base unit, under a
/// name that holds it.
/// </summary>
internal sealed class RespelledInstruments : IDisposable
{
    private static int _made;

    // A name of its own: a second one in the process, as in tests, must not show its twins here.
    private readonly Meter _meter = new(string.Create(CultureInfo.InvariantCulture, $"SyncCluster.Respelled.{Interlocked.Increment(ref _made)}"));
    private readonly ConcurrentBag<IDisposable> _listeners = [];
    private readonly MeterListener _published = new();

    /// <summary>Twins of what these meters have and will have.</summary>
    public RespelledInstruments(IReadOnlySet<string> meters)
    {
        _published.InstrumentPublished = (instrument, _) =>
        {
            if (meters.Contains(instrument.Meter.Name) && IsNeeded(instrument)) Add(instrument);
        };
        _published.Start();
    }

    /// <summary>The meter of the twins.</summary>
    public string MeterName => _meter.Name;

    /// <summary>True where the exporter's name or unit would be another than ours.</summary>
    public static bool IsNeeded(Instrument instrument) => instrument.Unit is { Length: > 0 } unit && unit is not ("s" or "By") && unit[0] != '{';

    /// <inheritdoc/>
    public void Dispose()
    {
        _published.Dispose();
        foreach (var listener in _listeners) listener.Dispose();
        _meter.Dispose();
    }

    private void Add(Instrument instrument)
    {
        var type = MetricCollector.TypeOf(instrument);
        var (name, scale) = MetricSpelling.Family(instrument.Name, instrument.Unit, type);
        if (instrument.IsObservable) Observe(instrument, type, name, scale);
        else Forward(instrument, type, name, scale);
    }

    private void Observe(Instrument instrument, FamilyType type, string name, double scale)
    {
        var values = new List<Measurement<double>>();
        var listener = Listen(instrument, (value, tags) => values.Add(new Measurement<double>(value * scale, tags)));
        if (type == FamilyType.Counter) _meter.CreateObservableCounter(name, Read, null, MetricCollector.HelpOf(instrument));
        else _meter.CreateObservableGauge(name, Read, null, MetricCollector.HelpOf(instrument));

        // One scrape at a time reads the instruments.
        IEnumerable<Measurement<double>> Read()
        {
            values.Clear();
            listener.RecordObservableInstruments();
            return [.. values];
        }
    }

    private void Forward(Instrument instrument, FamilyType type, string name, double scale)
    {
        switch (type)
        {
            case FamilyType.Counter:
                var counter = _meter.CreateCounter<double>(name, null, MetricCollector.HelpOf(instrument));
                Listen(instrument, (value, tags) => counter.Add(value * scale, tags));
                break;
            case FamilyType.Histogram:
                var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = MetricCollector.BoundsOf(instrument, scale) };
                var histogram = _meter.CreateHistogram(name, null, MetricCollector.HelpOf(instrument), null, advice);
                Listen(instrument, (value, tags) => histogram.Record(value * scale, tags));
                break;
            default:
                var sum = _meter.CreateUpDownCounter<double>(name, null, MetricCollector.HelpOf(instrument));
                Listen(instrument, (value, tags) => sum.Add(value * scale, tags));
                break;
        }
    }

    private MeterListener Listen(Instrument instrument, Measured measured)
    {
        var listener = new MeterListener();
        Take<byte>(value => value);
        Take<short>(value => value);
        Take<int>(value => value);
        Take<long>(value => value);
        Take<float>(value => value);
        Take<double>(value => value);
        Take<decimal>(value => (double)value);
        listener.EnableMeasurementEvents(instrument);
        _listeners.Add(listener);
        return listener;

        void Take<T>(Func<T, double> toDouble) where T : struct =>
            listener.SetMeasurementEventCallback<T>((_, value, tags, _) => measured(toDouble(value), tags));
    }

    private delegate void Measured(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);
}
