namespace SyncCluster.Core.Rules;

/// <summary>Waits that grow: each twice the one before, up to a longest one.</summary>
public static class Backoff
{
    private const int MostDoublings = 30;

    /// <summary>The wait after so many doublings; below none counts as none.</summary>
    /// <param name="first">The wait before any doubling.</param>
    /// <param name="longest">No wait is longer.</param>
    /// <param name="doublings">How often the wait has doubled.</param>
    public static TimeSpan Doubled(TimeSpan first, TimeSpan longest, int doublings) =>
        TimeSpan.FromSeconds(Math.Min(first.TotalSeconds * Math.Pow(2, Math.Clamp(doublings, 0, MostDoublings)), longest.TotalSeconds));
}
