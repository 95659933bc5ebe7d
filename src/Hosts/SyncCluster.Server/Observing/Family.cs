using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace SyncCluster.Server.Observing;

/// <summary>How a family of series behaves.</summary>
internal enum FamilyType
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Any value.</summary>
    Gauge,

    /// <summary>Counts in buckets.</summary>
    Histogram,
}

/// <summary>All series of one name.</summary>
internal sealed class Family(string name, string help, FamilyType type, double[] bounds, double scale)
{
    /// <summary>More series than this would mean that a label is not bounded; what is beyond is left out.</summary>
    private const int MostSeries = 2000;

    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Adds to a counter, or counts in a histogram.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Find(tags)?.Record(value * scale, type == FamilyType.Histogram ? bounds : null);

    /// <summary>Sets a value that was observed.</summary>
    public void Set(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags)?.Set(value * scale);

    /// <summary>Forgets series: what is observed anew each time must not outlive its source.</summary>
    public void Clear() => _series.Clear();

    /// <summary>Writes the family; nothing where it has no series.</summary>
    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty) return;
        text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(help, quotes: false)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type.ToString().ToLowerInvariant()).Append('\n');
        foreach (var (labels, series) in _series.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (type == FamilyType.Histogram) series.WriteHistogram(text, name, labels, bounds);
            else Line(text, name, labels, series.Value);
        }
    }

    public static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        if (_series.TryGetValue(labels, out var known)) return known;
        return _series.Count >= MostSeries ? null : _series.GetOrAdd(labels, static (_, count) => new Series(count), type == FamilyType.Histogram ? bounds.Length + 1 : 0);
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var text = new StringBuilder();
        string? last = null;
        foreach (var (key, value) in sorted)
        {
            var label = MetricSpelling.Label(key);
            if (label == last) continue;
            last = label;
            if (text.Length > 0) text.Append(',');
            text.Append(label).Append("=\"").Append(Escaped(Text(value), quotes: true)).Append('"');
        }

        return text.ToString();
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Escaped(string text, bool quotes)
    {
        if (!text.AsSpan().ContainsAny('\\', '\n', '"')) return text;
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}

/// <summary>One series: a value, or counts in buckets.</summary>
internal sealed class Series(int buckets)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = new long[buckets];
    private double _sum;

    public double Value
    {
        get
        {
            lock (_gate) return _sum;
        }
    }

    public void Record(double value, double[]? bounds)
    {
        lock (_gate)
        {
            _sum += value;
            if (bounds is null) return;
            var at = 0;
            while (at < bounds.Length && value > bounds[at]) at++;
            _buckets[at]++;
        }
    }

    public void Set(double value)
    {
        lock (_gate) _sum = value;
    }

    public void WriteHistogram(StringBuilder text, string name, string labels, double[] bounds)
    {
        long[] counts;
        double sum;
        lock (_gate) (counts, sum) = ([.. _buckets], _sum);
        var before = labels.Length == 0 ? "" : labels + ",";
        long total = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            Family.Line(text, name + "_bucket", $"{before}le=\"{Family.Number(i < bounds.Length ? bounds[i] : double.PositiveInfinity)}\"", total);
        }

        Family.Line(text, name + "_sum", labels, sum);
        Family.Line(text, name + "_count", labels, total);
    }
}
