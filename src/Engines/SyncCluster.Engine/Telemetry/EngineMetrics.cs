using System.Diagnostics.Metrics;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Intake;

namespace SyncCluster.Engine.Telemetry;

/// <summary>Instruments of the engine; every name stands in <see cref="MetricNames"/>.</summary>
public static class EngineMetrics
{
    private static readonly Meter Meter = new(MetricNames.Meter);
    private static readonly Counter<long> Read = Meter.CreateCounter<long>(MetricNames.RecordsRead, description: "Records received from systems.");
    private static readonly Counter<long> Changed = Meter.CreateCounter<long>(MetricNames.RecordsChanged, description: "Records whose content differed.");
    private static readonly Counter<long> Rejected = Meter.CreateCounter<long>(MetricNames.RecordsRejected, description: "Records that were not applied.");
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(MetricNames.PushAttempts, description: "Attempts to write one record.");
    private static readonly Counter<long> Completed = Meter.CreateCounter<long>(MetricNames.PushCompleted, description: "Pushes that came to their end.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(MetricNames.PushRetries, description: "Pushes that will be tried again.");
    private static readonly Counter<long> ConflictsFound = Meter.CreateCounter<long>(MetricNames.Conflicts, description: "Fields that two systems changed.");
    private static readonly Counter<long> MergedEntities = Meter.CreateCounter<long>(MetricNames.Merged, description: "Doubles that became one thing.");
    private static readonly Histogram<double> PushSeconds = Meter.CreateHistogram(
        MetricNames.PushDuration, "s", "Duration of one call that writes.", advice: Buckets(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60));
    private static readonly Histogram<double> PollSeconds = Meter.CreateHistogram(
        MetricNames.PollDuration, "s", "Duration of one page of a feed.", advice: Buckets(0.1, 0.5, 1, 5, 10, 30, 60, 300, 600));
    private static readonly Histogram<double> Latency = Meter.CreateHistogram(
        MetricNames.SyncLatency, "s", "From a difference being known until the target acknowledged it.", advice: Buckets(1, 5, 15, 30, 60, 120, 300, 900, 3600, 14400));
    private static readonly Counter<long> Mails = Meter.CreateCounter<long>(MetricNames.Mails, description: "Mails by outcome.");
    private static readonly Counter<long> Webhooks = Meter.CreateCounter<long>(MetricNames.Webhooks, description: "Webhook requests by outcome.");
    private static readonly Counter<long> Items = Meter.CreateCounter<long>(MetricNames.ItemsChanged, description: "Items whose state at a supplier changed.");
    private static readonly Histogram<double> WebhookSeconds = Meter.CreateHistogram(
        MetricNames.WebhookDuration, "s", "Duration of a webhook request until its answer.", advice: Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5));

    internal static void ItemsChanged(IEnumerable<KeyValuePair<string, int>> bySystem)
    {
        foreach (var (system, count) in bySystem) Items.Add(count, new KeyValuePair<string, object?>("system", system));
    }

    internal static void RecordsRead(IReadOnlyList<Observation> seen, string via)
    {
        foreach (var group in seen.CountBy(one => (one.Key.System, one.Key.Kind)))
            Read.Add(group.Value, new("system", group.Key.System), new("kind", Name(group.Key.Kind)), new("via", via));
    }

    internal static void RecordsChanged(List<SeenRecord> news, string via)
    {
        foreach (var group in news.CountBy(one => (one.Seen.Key.System, one.Seen.Key.Kind, Change: ChangeOf(one))))
            Changed.Add(group.Value, new("system", group.Key.System), new("kind", Name(group.Key.Kind)), new("via", via), new("change", group.Key.Change));
    }

    internal static void RecordRejected(RecordKey key, string reason) =>
        Rejected.Add(1, new("system", key.System), new("kind", Name(key.Kind)), new("reason", reason));

    internal static void PushAttempt(string system, Kind kind, string outcome) =>
        Attempts.Add(1, new("system", system), new("kind", Name(kind)), new("outcome", outcome));

    internal static void PushCompleted(string system, Kind kind, string result) =>
        Completed.Add(1, new("system", system), new("kind", Name(kind)), new("result", result));

    internal static void PushRetried(string system, Kind kind, FaultKind reason) =>
        Retries.Add(1, new("system", system), new("kind", Name(kind)), new("reason", reason.ToString().ToLowerInvariant()));

    /// <summary>Counts what a committed decision tells of conflicts.</summary>
    internal static void Conflicts(Kind kind, IReadOnlyList<Reason> reasons)
    {
        foreach (var reason in reasons)
        {
            if (reason is not { Kind: ReasonKind.Conflict, Field: { } field, System: { } system, Rule: { } rule }) continue;
            var group = field.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? field[..dot] : field;
            ConflictsFound.Add(1, new("system", system), new("kind", Name(kind)), new("field_group", group), new("resolution", rule[(rule.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        }
    }

    internal static void EntitiesMerged(Kind kind) => MergedEntities.Add(1, new KeyValuePair<string, object?>("kind", Name(kind)));

    internal static void PushTook(string system, Kind kind, TimeSpan time) =>
        PushSeconds.Record(time.TotalSeconds, new("system", system), new("kind", Name(kind)));

    internal static void Synced(string system, Kind kind, TimeSpan time) =>
        Latency.Record(Math.Max(0, time.TotalSeconds), new("system", system), new("kind", Name(kind)));

    internal static void PollTook(string system, string feed, string outcome, TimeSpan time) =>
        PollSeconds.Record(time.TotalSeconds, new("system", system), new("feed", feed), new("outcome", outcome));

    internal static void Mail(string template, string outcome) => Mails.Add(1, new("template", template), new("outcome", outcome));

    /// <summary>Counts a webhook request: accepted, duplicate, bad_signature, unknown, too_large, unreadable or ignored.</summary>
    public static void Webhook(string system, string outcome) => Webhooks.Add(1, new("system", system), new("outcome", outcome));

    /// <summary>How long a webhook request took until its answer.</summary>
    public static void WebhookTook(string system, TimeSpan time) => WebhookSeconds.Record(time.TotalSeconds, new KeyValuePair<string, object?>("system", system));

    /// <summary>A kind as metrics name it.</summary>
    public static string Name(Kind kind) => kind switch
    {
        Kind.Product => "product",
        Kind.Category => "category",
        Kind.Customer => "customer",
        Kind.Order => "order",
        _ => "unknown",
    };

    private static string ChangeOf(SeenRecord one) => one.Seen.Deleted ? "deleted" : one.Known is null ? "created" : "updated";

    private static InstrumentAdvice<double> Buckets(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
