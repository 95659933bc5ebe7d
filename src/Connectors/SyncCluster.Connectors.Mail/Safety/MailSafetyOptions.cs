namespace SyncCluster.Connectors.Mail.Safety;

/// <summary>What keeps a mistake from reaching every customer.</summary>
public sealed record MailSafetyOptions
{
    /// <summary>Test mode: every mail goes here instead of to its recipient; null where mails are meant.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Domains that may get mail; empty for all. Not asked where mails are redirected.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>Most mails within <see cref="Window"/>; what is above waits. Default: 200.</summary>
    public int MostPerWindow { get; init; } = 200;

    /// <summary>Length of the window. Default: 10 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);
}
