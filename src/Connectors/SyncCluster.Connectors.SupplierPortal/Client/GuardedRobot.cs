using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Client;

/// <summary>Runs the robot, judges what it brings, and counts.</summary>
internal sealed class GuardedRobot(string system, PortalOptions options, PortalRobot robot, TimeProvider time)
{
    private int? _refusedAsShrunk;

    /// <summary>Where what was kept of the last run lies.</summary>
    public string? LastEvidence => robot.LastEvidence;

    /// <summary>A run that can be believed.</summary>
    /// <exception cref="FaultException">There is none.</exception>
    public async Task<ScrapedRun> RunAsync(LastRun? last, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var began = time.GetUtcNow();
        try
        {
            var run = await robot.RunAsync(new RunWish { Judge = read => Judge(read, last) }, cancellation);
            PortalMetrics.Ran(system, "ok", time.GetElapsedTime(started), run.Items.Count, began);
            return run;
        }
        catch (FaultException failure)
        {
            PortalMetrics.Ran(system, failure.Fault.Code ?? "failure", time.GetElapsedTime(started), null, began);
            throw;
        }
    }

    /// <summary>
    /// A feed that stopped because its table shrank is run again by a person only: a table that is still as small then is
    /// believed, one that shrank much further is not.
    /// </summary>
    private void Judge(ScrapedRun run, LastRun? last)
    {
        try
        {
            RunGuard.Check(run, _refusedAsShrunk is { } seen ? new LastRun(seen) : last, options.Limits);
            _refusedAsShrunk = null;
        }
        catch (FaultException failure) when (failure.Fault.Code == PortalFaults.Shrunk)
        {
            _refusedAsShrunk = run.Items.Count;
            throw;
        }
    }
}
