namespace SyncCluster.Sandbox.Smtp;

/// <summary>Where a mail sink refuses.</summary>
public enum SmtpRefusalKind
{
    /// <summary>The recipient is answered with the code; other recipients are not touched.</summary>
    Recipient,

    /// <summary>The message is answered with the code after it was sent, and is not kept.</summary>
    Message,

    /// <summary>The connection is closed once the message has arrived; it is not kept.</summary>
    CloseAfterData,

    /// <summary>The message is kept, then the connection is closed without an answer: the sender cannot know.</summary>
    CloseBeforeAnswer,
}

/// <summary>A refusal on demand.</summary>
public sealed record SmtpRefusal
{
    /// <summary>Where it refuses.</summary>
    public required SmtpRefusalKind Kind { get; init; }

    /// <summary>Only when a recipient contains this; null (the default) for all.</summary>
    public string? Recipient { get; init; }

    /// <summary>For the next so many; null (the default) until it is removed.</summary>
    public int? Times { get; init; }

    /// <summary>Reply code, such as 451 (try later) or 550 (never). Default: 451.</summary>
    public int Code { get; init; } = 451;

    /// <summary>Words after the code.</summary>
    public string Text { get; init; } = "4.3.0 Refused by the sandbox";
}
