namespace SyncCluster.Connectors.Mail.Sending;

/// <summary>How the connection to the mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>Not at all: for a relay on the same machine, and for tests.</summary>
    None,

    /// <summary>STARTTLS before anything is said; a server that does not offer it gets no mail.</summary>
    StartTls,
}

/// <summary>The mail server and in whose name mails are sent.</summary>
/// <param name="Host">Name or address of the server.</param>
/// <param name="From">Sender, <c>shop@example.com</c> or <c>Shop &lt;shop@example.com&gt;</c>; its domain must be one that the server signs.</param>
public sealed record SmtpOptions(string Host, string From)
{
    /// <summary>Port. Default: 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Protection. Default: STARTTLS.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>User name; null where the server asks for none.</summary>
    public string? User { get; init; }

    /// <summary>Password of <see cref="User"/>.</summary>
    public string? Password { get; init; }

    /// <summary>Where answers of customers go; null for the sender.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>How long one mail may take. Default: 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most connections at a time. Default: 2.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>How long an unused connection is kept. Default: 20 s, well below what servers allow.</summary>
    public TimeSpan KeepUnused { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Says everything but the password.</summary>
    public override string ToString() => $"smtp {Host}:{Port} ({Security}), from {From}{(User is null ? "" : ", signed in")}";
}
