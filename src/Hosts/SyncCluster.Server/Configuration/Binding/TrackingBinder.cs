using System.Globalization;
using SyncCluster.Core.Rules;
using SyncCluster.Server.Configuration.Reading;

namespace SyncCluster.Server.Configuration.Binding;

/// <summary>Binds the tracking section.</summary>
internal sealed class TrackingBinder(Problems problems)
{
    public TrackingConfiguration Bind(SectionValue? tracking, bool hasMail)
    {
        if (tracking is null) return new TrackingConfiguration();
        var mails = Enum.Parse<MailSwitch>(tracking.Settings.RequiredText("mails"), ignoreCase: true);
        if (mails == MailSwitch.True && !hasMail)
            problems.Error(tracking.PlaceOf("mails"), tracking.PathOf("mails"), "Mails are switched on and no mail server is given.", "Add the section mail, or write 'mails: auto'.");
        var secret = tracking.Settings.Text("linkSecret");
        if (secret is { Length: < TrackingConfiguration.ShortestSecret })
        {
            problems.Error(tracking.PlaceOf("linkSecret"), tracking.PathOf("linkSecret"),
                $"The secret has fewer than {TrackingConfiguration.ShortestSecret} letters: links could be forged.", "Make a long random one: openssl rand -hex 32.");
        }

        return new TrackingConfiguration
        {
            Mails = mails,
            ToleranceDays = tracking.Settings.Integer("toleranceDays"),
            Settle = tracking.Settings.Duration("settle"),
            MostPerDay = tracking.Settings.Integer("mostPerDay"),
            Quiet = Quiet(tracking),
            OrderDate = Enum.Parse<OrderDateRule>(tracking.Settings.RequiredText("orderDate"), ignoreCase: true),
            LinkSecret = secret,
            LinksValidFor = tracking.Settings.Duration("linksValidFor"),
        };
    }

    private QuietHours? Quiet(SectionValue tracking)
    {
        if (tracking.Settings.Text("quietHours") is not { } text) return null;
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && Time(parts[0]) is { } from && Time(parts[1]) is { } to && from != to) return new QuietHours(from, to);
        problems.Error(tracking.PlaceOf("quietHours"), tracking.PathOf("quietHours"), "This is no span of hours.", "Write two different times of day: \"21:00-07:30\".");
        return null;
    }

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
