using System.Globalization;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Mapping;

/// <summary>What is remembered of the last good run.</summary>
/// <param name="Rows">Its items.</param>
/// <param name="Said">Those of them of which it said when they come, or that they are there or come no more; 0 where nobody counted.</param>
internal sealed record LastRun(int Rows, int Said = 0);

/// <summary>When a run is not believed.</summary>
/// <param name="MinRows">Fewer items than this are no table.</param>
/// <param name="MaxShrink">The largest share of items by which a run may be smaller than the last good one, 0 to 1.</param>
/// <param name="MaxUnread">The largest share of items whose delivery cannot be read, 0 to 1.</param>
internal sealed record RunLimits(int MinRows, decimal MaxShrink, decimal MaxUnread);

/// <summary>Judges a whole run before anything of it is handed on.</summary>
internal static class RunGuard
{
    /// <summary>Small tables vary by chance: below this, shares say nothing.</summary>
    private const int Few = 5;

    /// <summary>Passes a run that can be believed.</summary>
    /// <exception cref="FaultException">It cannot.</exception>
    public static void Check(ScrapedRun run, LastRun? last, RunLimits limits)
    {
        if (run.Items.Count < limits.MinRows)
        {
            throw PortalFaults.Empty(run.Items.Count == 0
                ? run.Refused.Count == 0 ? "The table has no rows." : $"None of the table's {Number(run.Refused.Count)} rows has a code."
                : $"The table has {Number(run.Items.Count)} items; at least {Number(limits.MinRows)} are expected (minRows).");
        }

        var all = run.Items.Count + run.Refused.Count;
        if (last is { Rows: >= Few } && run.Items.Count < last.Rows * (1 - limits.MaxShrink))
            throw PortalFaults.Fewer($"The table has {Number(run.Items.Count)} items, the last time it had {Number(last.Rows)}.");
        if (last is { Said: >= Few } && run.Said < last.Said * (1 - limits.MaxShrink))
        {
            throw PortalFaults.Fewer(
                $"Of {Number(run.Items.Count)} items {Number(run.Said)} say when they come, the last time {Number(last.Said)} did: is the column still there, and filled?");
        }

        if (all < Few && run.Unread + run.Refused.Count < all) return;
        if (run.Unread + run.Refused.Count > all * limits.MaxUnread)
        {
            var example = run.Items.FirstOrDefault(item => item.Problem is not null)?.Problem ?? run.Refused[0].Why;
            throw PortalFaults.Unread($"Of {Number(all)} rows {Number(run.Unread + run.Refused.Count)} could not be read, such as: {example}");
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
