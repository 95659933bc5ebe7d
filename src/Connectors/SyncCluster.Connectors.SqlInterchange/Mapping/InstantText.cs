using System.Globalization;

namespace SyncCluster.Connectors.SqlInterchange.Mapping;

/// <summary>Reads points in time, as databases give them, in the zone in which the ERP writes them.</summary>
internal static class InstantText
{
    /// <summary>Before this no interchange table was written; such a value is a default or a mistake.</summary>
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far clocks of two machines, and a zone set wrongly, may differ.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(2);

    private static readonly string[] WithZone = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz"];
    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <summary>Reads <paramref name="value"/>; false with a complaint, as the end of a sentence.</summary>
    public static bool TryRead(object value, TimeZoneInfo zone, DateTimeOffset now, out DateTimeOffset instant, out string? complaint)
    {
        complaint = null;
        switch (value)
        {
            case DateTimeOffset with:
                instant = with;
                break;
            case DateTime { Kind: DateTimeKind.Utc } utc:
                instant = new(utc);
                break;
            case DateTime local:
                instant = In(zone, local);
                break;
            case DateOnly day:
                instant = In(zone, day.ToDateTime(TimeOnly.MinValue));
                break;
            case string text when DateTime.TryParseExact(text.Trim(), Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local):
                instant = In(zone, local);
                break;
            case string text when DateTimeOffset.TryParseExact(text.Trim(), WithZone, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var with):
                instant = with;
                break;
            default:
                instant = default;
                complaint = "is no date and time (expected 2026-01-31 23:59:59)";
                return false;
        }

        if (instant >= Earliest && instant <= now + Tolerance) return true;
        complaint = "is out of range: before 1990 or in the future";
        return false;
    }

    private static DateTimeOffset In(TimeZoneInfo zone, DateTime local)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        // The hour that a clock skips in spring does not exist; it is taken for the same moment by winter time.
        var offset = zone.IsInvalidTime(time) ? zone.BaseUtcOffset : zone.GetUtcOffset(time);
        var ticks = time.Ticks - offset.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? DateTimeOffset.MinValue : new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
