namespace SyncCluster.Sandbox.Faults;

/// <summary>What a stand-in can do wrong on demand.</summary>
public enum FaultKind
{
    /// <summary>The answer takes longer.</summary>
    Latency,

    /// <summary>429 with Retry-After; nothing is done.</summary>
    Throttled,

    /// <summary>500 with a page in HTML; nothing is done.</summary>
    ServerError,

    /// <summary>503 with the recorded maintenance page and Retry-After; nothing is done.</summary>
    Maintenance,

    /// <summary>The connection is closed before anything is done.</summary>
    DropBefore,

    /// <summary>
    /// The write is done, then the connection is closed: the caller cannot know. Only for writes unless a method is
    /// named.
    /// </summary>
    DropAfterCommit,

    /// <summary>A PHP notice stands before the JSON, as with display_errors on.</summary>
    HtmlBeforeJson,

    /// <summary>A read is answered from the past.</summary>
    StaleRead,

    /// <summary>A webhook is delivered twice.</summary>
    DuplicateWebhook,

    /// <summary>A webhook is never delivered.</summary>
    LostWebhook,

    /// <summary>Webhooks that wait are delivered last first.</summary>
    OutOfOrderWebhooks,
}
