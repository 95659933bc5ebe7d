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

    /// <summary>A page's visitor is logged out before it is answered.</summary>
    SessionExpired,

    /// <summary>The form's token is taken for out of date.</summary>
    StaleForm,

    /// <summary>A table has other headings.</summary>
    LayoutChanged,

    /// <summary>A captcha stands in place of the page.</summary>
    Captcha,

    /// <summary>A table says how many rows it shows and shows only some of them.</summary>
    HalfRendered,

    /// <summary>A table without rows.</summary>
    EmptyTable,

    /// <summary>A table that lacks most of its rows and says nothing of it.</summary>
    FewerRows,

    /// <summary>Dates are written in a way that nobody understands.</summary>
    StrangeDates,

    /// <summary>A script fills some cells of a table after the page is there.</summary>
    LateCells,

    /// <summary>A table's column of dates has another heading.</summary>
    DatesRenamed,
}
