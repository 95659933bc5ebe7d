using SyncCluster.Core.Orders;

namespace SyncCluster.Server.Configuration;

/// <summary>Whether a mail goes out.</summary>
internal enum MailSwitch
{
    /// <summary>Where the shop does not send it itself (X15).</summary>
    Auto,

    /// <summary>Always.</summary>
    True,

    /// <summary>Never.</summary>
    False,
}

/// <summary>Mails to customers, and to people of the company.</summary>
internal sealed record MailConfiguration(string From, SmtpConfiguration Smtp)
{
    public string? ReplyTo { get; init; }

    public string? TestModeTo { get; init; }

    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    public string Language { get; init; } = "en";

    public string? TemplateFolder { get; init; }

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public int MostIn10Minutes { get; init; } = 200;

    public TimeSpan FirstSightUpToAge { get; init; } = TimeSpan.FromDays(2);

    /// <summary>What templates know as <c>shop</c>.</summary>
    public IReadOnlyDictionary<string, object?> Shop { get; init; } = new Dictionary<string, object?>();

    /// <summary>What templates know as <c>payment</c>; null where customers cannot pay by transfer.</summary>
    public IReadOnlyDictionary<string, object?>? Payment { get; init; }

    public IReadOnlyDictionary<OrderState, MailSwitch> OrderStates { get; init; } = new Dictionary<OrderState, MailSwitch>();

    public MailSwitch PaymentInstructions { get; init; }

    /// <summary>People of the company who are told of orders; null where nobody is.</summary>
    public StaffConfiguration? Staff { get; init; }
}

/// <summary>Who in the company is told of which states of orders.</summary>
/// <param name="To">Bare addresses.</param>
/// <param name="States">The states.</param>
/// <param name="Language">What they are written in.</param>
internal sealed record StaffConfiguration(IReadOnlyList<string> To, IReadOnlyList<OrderState> States, string Language);

/// <summary>The mail server.</summary>
internal sealed record SmtpConfiguration(string Host, int Port, bool StartTls, string? User, string? Password, int Connections, TimeSpan Timeout)
{
    public override string ToString() => $"{Host}:{Port}";
}
