namespace SyncCluster.Sandbox.Smtp;

/// <summary>How a mail sink is set up.</summary>
public sealed record SmtpSinkOptions
{
    /// <summary>Port on loopback; 0 (the default) takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Name the server greets with. Default: mail.sandbox.example.test.</summary>
    public string HostName { get; init; } = "mail.sandbox.example.test";

    /// <summary>Whether STARTTLS is offered, with a certificate made at start. Default: true.</summary>
    public bool OfferStartTls { get; init; } = true;

    /// <summary>Name that AUTH must give; null (the default) takes any.</summary>
    public string? UserName { get; init; }

    /// <summary>Password that AUTH must give; null (the default) takes any.</summary>
    public string? Password { get; init; }

    /// <summary>Whether mail is refused without AUTH. Default: false.</summary>
    public bool RequireAuthentication { get; init; }

    /// <summary>Largest message in bytes. Default: 10 MiB.</summary>
    public int SizeLimit { get; init; } = 10 * 1024 * 1024;

    /// <summary>File in which accepted mail outlives the process; null (the default) keeps it in memory.</summary>
    public string? StatePath { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public override string ToString() => $"SMTP sink on port {Port}";
}
