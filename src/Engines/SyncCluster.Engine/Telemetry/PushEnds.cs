using SyncCluster.Core.Deciding;

namespace SyncCluster.Engine.Telemetry;

/// <summary>Counts what a committed transition means for pushes: each that came to its end, once, and each that is tried again.</summary>
internal static class PushEnds
{
    public static void Count(EntityState before, EntityState after)
    {
        foreach (var view in after.Systems)
        {
            var old = before.View(view.System)?.Pending;
            var now = view.Pending;
            var isSame = old is not null && old.OperationId == now?.OperationId;
            if (old is { Parked: false } && !isSame)
                EngineMetrics.PushCompleted(view.System, after.Kind, view.Acknowledged >= old.Sequence ? "ok" : "superseded");
            if (now is { Parked: true } && !(isSame && old!.Parked)) EngineMetrics.PushCompleted(view.System, after.Kind, "dead_letter");
            if (now is { Parked: false, Fault: { } fault } && isSame && now.Failures > old!.Failures)
                EngineMetrics.PushRetried(view.System, after.Kind, fault.Kind);
        }
    }
}
