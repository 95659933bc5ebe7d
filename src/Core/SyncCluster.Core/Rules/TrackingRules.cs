namespace SyncCluster.Core.Rules;

/// <summary>What an order's own date is made of.</summary>
public enum OrderDateRule
{
    /// <summary>The latest of its lines: everything goes in one parcel.</summary>
    Latest,

    /// <summary>The earliest of its lines: what is there goes first.</summary>
    Earliest,
}

/// <summary>How suppliers' dates reach orders, and when a customer is told that one moved (S4-3, S4-8).</summary>
public sealed record TrackingRules
{
    /// <summary>There is a supplier: orders follow the items of their lines.</summary>
    public bool Follows { get; init; }

    /// <summary>Customers are told. Orders follow their items either way.</summary>
    public bool Mails { get; init; }

    /// <summary>The last promised day may move by this many days without being news; a change of class always is news.</summary>
    public int ToleranceDays { get; init; } = 1;

    /// <summary>
    /// How long the first news waits before it is told: all that a run changes goes into one mail, and what moves back
    /// meanwhile is not told at all. As short as "at once" allows: longer than a run takes to reach every order.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Mails about dates that one customer gets a day at most; 0 for no limit. What is over waits for the next day.</summary>
    public int MostPerDay { get; init; } = 1;

    /// <summary>Hours at which nobody is mailed; null for none.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>The shop's time zone: of days and of quiet hours.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>See <see cref="OrderDateRule"/>.</summary>
    public OrderDateRule OrderDate { get; init; }

    /// <summary>The shop's day on which <paramref name="at"/> lies.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>When the shop's day <paramref name="day"/> begins.</summary>
    public DateTimeOffset StartOf(DateOnly day) => InstantOf(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The first instant from <paramref name="at"/> on at which mails may go out.</summary>
    public DateTimeOffset NotQuiet(DateTimeOffset at)
    {
        if (Quiet is not { } quiet || quiet.From == quiet.To) return at;
        var local = TimeZoneInfo.ConvertTime(at, Zone).DateTime;
        if (!TimeOnly.FromDateTime(local).IsBetween(quiet.From, quiet.To)) return at;
        var ends = local.Date + quiet.To.ToTimeSpan();
        return InstantOf(ends > local ? ends : ends.AddDays(1));
    }

    /// <summary>A local time that a change of the clocks leaves out is taken for the first that exists after it.</summary>
    private DateTimeOffset InstantOf(DateTime local)
    {
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

/// <summary>Hours of the shop's day at which nobody is mailed; they may span midnight.</summary>
/// <param name="From">The first minute.</param>
/// <param name="To">The first minute after them.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To);
