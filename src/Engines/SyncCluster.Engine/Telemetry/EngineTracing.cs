using System.Diagnostics;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Engine.Telemetry;

/// <summary>
/// Spans of the engine: reading, deciding and pushing of one change belong to one trace, across actors, processes and
/// crashes, since what is to be pushed remembers the trace it came from. Where nobody listens nothing is made.
/// </summary>
public static class EngineTracing
{
    /// <summary>Name of the source.</summary>
    public const string Source = "SyncCluster";

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>Where what happens now belongs, in the form of W3C trace context; null where nobody listens.</summary>
    internal static string? Here => Activities.HasListeners() ? Activity.Current?.Id : null;

    internal static Activity? Read(string system, string feed)
    {
        if (!Activities.HasListeners()) return null;
        return Activities.StartActivity("read")?.SetTag("synccluster.system", system).SetTag("synccluster.feed", feed);
    }

    internal static Activity? Signal(string system)
    {
        if (!Activities.HasListeners()) return null;
        return Activities.StartActivity("signal")?.SetTag("synccluster.system", system);
    }

    internal static Activity? Decide(Kind kind, string? from)
    {
        if (!Activities.HasListeners()) return null;
        return Activities.StartActivity("decide", ActivityKind.Internal, from)?.SetTag("synccluster.kind", EngineMetrics.Name(kind));
    }

    /// <summary>The call that writes a batch; it belongs to the trace of its only push, else to all of them by links.</summary>
    internal static Activity? Push(string system, Kind kind, IReadOnlyList<string?> from)
    {
        if (!Activities.HasListeners()) return null;
        var parents = from.Select(one => ActivityContext.TryParse(one, null, out var parent) ? parent : default).Where(parent => parent != default).Distinct().ToList();
        var activity = Activities.StartActivity(
            "push", ActivityKind.Client, parents.Count == 1 ? parents[0] : default, links: parents.Count > 1 ? parents.Select(parent => new ActivityLink(parent)) : null);
        return activity?.SetTag("synccluster.system", system).SetTag("synccluster.kind", EngineMetrics.Name(kind)).SetTag("synccluster.pushes", from.Count);
    }

    /// <summary>One push of a batch, in the trace of its own change.</summary>
    internal static void Pushed(Activity? batch, string? from, DateTimeOffset started, Fault? fault)
    {
        if (batch is null) return;
        if (batch.ParentSpanId != default)
        {
            Mark(batch, fault);
            return;
        }

        if (!ActivityContext.TryParse(from, null, out var parent)) return;
        using var one = Activities.StartActivity("pushed", ActivityKind.Client, parent, links: [new ActivityLink(batch.Context)], startTime: started);
        if (one is null) return;
        foreach (var (name, value) in batch.TagObjects)
            if (name != "synccluster.pushes") one.SetTag(name, value);
        Mark(one, fault);
    }

    private static void Mark(Activity activity, Fault? fault)
    {
        if (fault is not null) activity.SetStatus(ActivityStatusCode.Error, fault.Kind.ToString()).SetTag("synccluster.fault", fault.Kind.ToString().ToLowerInvariant());
    }
}
