using System.Globalization;

namespace SyncCluster.Connectors.Options;

/// <summary>Lengths of time as people write them.</summary>
public static class Durations
{
    /// <summary>Reads <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>; no fractions, nothing negative.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (text is null) return false;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        long unit = text[digits..] switch { "ms" => 1, "s" => 1000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => 0 };
        if (unit == 0 || number > 36_500L * 86_400_000 / unit) return false;
        value = TimeSpan.FromMilliseconds(number * unit);
        return true;
    }
}
