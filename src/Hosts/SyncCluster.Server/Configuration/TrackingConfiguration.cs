using SyncCluster.Core.Rules;

namespace SyncCluster.Server.Configuration;

/// <summary>How suppliers' dates reach orders, customers and the shop's pages.</summary>
internal sealed record TrackingConfiguration
{
    /// <summary>Least letters of the secret that signs links.</summary>
    public const int ShortestSecret = 32;

    /// <summary>Auto: where mail is set up.</summary>
    public MailSwitch Mails { get; init; }

    public int ToleranceDays { get; init; } = 1;

    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(1);

    public int MostPerDay { get; init; } = 1;

    public QuietHours? Quiet { get; init; }

    public OrderDateRule OrderDate { get; init; }

    /// <summary>Signs links to one order; null where there are none.</summary>
    public string? LinkSecret { get; init; }

    public TimeSpan LinksValidFor { get; init; } = TimeSpan.FromDays(90);

    public override string ToString() => $"tracking (mails {Mails})";
}
