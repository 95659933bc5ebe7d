namespace SyncCluster.Core.Supply;

/// <summary>What a lead time counts.</summary>
public enum LeadUnit
{
    /// <summary>Days of the calendar.</summary>
    Day,

    /// <summary>Monday to Friday; holidays differ by country and are not counted out.</summary>
    WorkingDay,

    /// <summary>Weeks.</summary>
    Week,

    /// <summary>Months of the calendar.</summary>
    Month,
}

internal static class LeadUnits
{
    /// <summary>The day that lies <paramref name="count"/> units after <paramref name="from"/>.</summary>
    public static DateOnly After(this LeadUnit unit, DateOnly from, int count) => unit switch
    {
        LeadUnit.Day => from.AddDays(count),
        LeadUnit.WorkingDay => WorkingDaysAfter(from, count),
        LeadUnit.Week => from.AddDays(count * 7),
        LeadUnit.Month => from.AddMonths(count),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static char Letter(this LeadUnit unit) => unit switch
    {
        LeadUnit.Day => 'd',
        LeadUnit.WorkingDay => 'b',
        LeadUnit.Week => 'w',
        LeadUnit.Month => 'm',
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static LeadUnit? Of(char letter) => letter switch
    {
        'd' => LeadUnit.Day,
        'b' => LeadUnit.WorkingDay,
        'w' => LeadUnit.Week,
        'm' => LeadUnit.Month,
        _ => null,
    };

    private static DateOnly WorkingDaysAfter(DateOnly from, int count)
    {
        var day = from.AddDays(count / 5 * 7);
        for (var left = count % 5; left > 0;)
        {
            day = day.AddDays(1);
            if (IsWorking(day)) left--;
        }

        while (!IsWorking(day)) day = day.AddDays(1);
        return day;
    }

    private static bool IsWorking(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
