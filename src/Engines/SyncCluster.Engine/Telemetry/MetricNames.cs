namespace SyncCluster.Engine.Telemetry;

/// <summary>Names of every instrument, as code creates them; the text exposition writes dots as underscores and adds the unit and <c>_total</c>.</summary>
public static class MetricNames
{
    /// <summary>The meter.</summary>
    public const string Meter = "SyncCluster";

    /// <summary>Records received, by system, kind and way.</summary>
    public const string RecordsRead = "synccluster.records.read";

    /// <summary>Records whose content differed, by system, kind, way and change.</summary>
    public const string RecordsChanged = "synccluster.records.changed";

    /// <summary>Records not applied, by system, kind and reason.</summary>
    public const string RecordsRejected = "synccluster.records.rejected";

    /// <summary>Attempts to write, by system, kind and outcome.</summary>
    public const string PushAttempts = "synccluster.push.attempts";

    /// <summary>Pushes that came to their end, by system, kind and result: ok, dead_letter or superseded.</summary>
    public const string PushCompleted = "synccluster.push.completed";

    /// <summary>Pushes that will be tried again, by system, kind and reason.</summary>
    public const string PushRetries = "synccluster.push.retries";

    /// <summary>Fields that two changed, by system, kind, group of fields and how it was settled.</summary>
    public const string Conflicts = "synccluster.conflicts";

    /// <summary>Things that proved to be one, by kind.</summary>
    public const string Merged = "synccluster.entities.merged";

    /// <summary>Duration of calls that write.</summary>
    public const string PushDuration = "synccluster.push.duration";

    /// <summary>Duration of a feed's page.</summary>
    public const string PollDuration = "synccluster.poll.duration";

    /// <summary>From knowing a difference to its acknowledgement.</summary>
    public const string SyncLatency = "synccluster.sync.latency";

    /// <summary>Mails, by template and outcome.</summary>
    public const string Mails = "synccluster.emails";

    /// <summary>Items whose state at a supplier changed, by system.</summary>
    public const string ItemsChanged = "synccluster.items.changed";

    /// <summary>Webhook requests, by system and outcome.</summary>
    public const string Webhooks = "synccluster.webhook.requests";

    /// <summary>Duration of webhook requests until their answer.</summary>
    public const string WebhookDuration = "synccluster.webhook.duration";
}
