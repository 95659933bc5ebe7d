using System.Net.Mail;
using SyncCluster.Core.Orders;
using SyncCluster.Server.Configuration.Reading;
using SyncCluster.Server.Configuration.Schema;

namespace SyncCluster.Server.Configuration.Binding;

/// <summary>Binds the mail section.</summary>
internal sealed class MailBinder(ConfigurationSource source, Problems problems)
{
    public MailConfiguration? Bind(SectionValue? mail)
    {
        if (mail?.Section("smtp") is not { } smtp) return null;
        if (smtp.Settings.Text("host") is not { } host || mail.Settings.Text("from") is not { } from) return null;
        foreach (var name in new[] { "from", "replyTo", "testModeTo" }) Address(mail, name);
        if (smtp.Settings.IsGiven("user") != smtp.Settings.IsGiven("password"))
            problems.Error(smtp.Place, smtp.Path, "Only one of 'user' and 'password' is given.", "Give both, or neither.");
        var send = mail.Section("send");
        var payment = mail.Section("payment");
        if (payment is null && Switch(send, ConfigurationShape.PaymentInstructions) == MailSwitch.True)
            problems.Error(send!.PlaceOf(ConfigurationShape.PaymentInstructions), send.PathOf(ConfigurationShape.PaymentInstructions),
                "Payment instructions are switched on and no account is given.", "Add mail.payment with accountName and iban.");
        return new MailConfiguration(from, Smtp(smtp, host))
        {
            ReplyTo = mail.Settings.Text("replyTo"),
            TestModeTo = mail.Settings.Text("testModeTo"),
            AllowedDomains = mail.Settings.List("allowedDomains"),
            Language = mail.Settings.RequiredText("language"),
            TemplateFolder = Folder(mail),
            Zone = Zone(mail),
            MostIn10Minutes = mail.Settings.Integer("mostIn10Minutes"),
            FirstSightUpToAge = mail.Settings.Duration("firstSightUpToAge"),
            Shop = mail.Section("shop") is { } shop ? Values(shop, ConfigurationShape.Shop) : new Dictionary<string, object?>(),
            Payment = payment is null ? null : Values(payment, ConfigurationShape.Payment),
            OrderStates = SyncConfiguration.MailedStates.ToDictionary(state => state, state => Switch(send, "order" + state)),
            PaymentInstructions = Switch(send, ConfigurationShape.PaymentInstructions),
            Staff = Staff(mail),
        };
    }

    private static SmtpConfiguration Smtp(SectionValue smtp, string host) => new(
        host, smtp.Settings.Integer("port"), smtp.Settings.RequiredText("security") == "starttls", smtp.Settings.Text("user"),
        smtp.Settings.Text("password"), smtp.Settings.Integer("connections"), smtp.Settings.Duration("timeout"));

    private void Address(SectionValue mail, string name)
    {
        if (mail.Settings.Text(name) is { } text && !MailAddress.TryCreate(text, out _))
            problems.Error(mail.PlaceOf(name), mail.PathOf(name), "This is no e-mail address.", "Write shop@example.com or Shop <shop@example.com>.");
    }

    private StaffConfiguration? Staff(SectionValue mail)
    {
        if (mail.Section("staff") is not { } staff) return null;
        var addresses = new List<string>();
        var domains = mail.Settings.List("allowedDomains");
        foreach (var text in staff.Settings.List("to"))
        {
            if (!MailAddress.TryCreate(text, out var address))
                problems.Error(staff.PlaceOf("to"), staff.PathOf("to"), $"'{text}' is no e-mail address.", "Write each as office@example.com.");
            else if (domains.Count > 0 && !domains.Any(domain => string.Equals(domain.TrimStart('@'), address.Host, StringComparison.OrdinalIgnoreCase)))
                problems.Error(staff.PlaceOf("to"), staff.PathOf("to"), $"{address.Address} is in none of the allowedDomains and would get nothing.", $"Add {address.Host} to mail.allowedDomains.");
            else if (!addresses.Contains(address.Address, StringComparer.OrdinalIgnoreCase)) addresses.Add(address.Address);
        }

        return new StaffConfiguration(
            addresses, [.. staff.Settings.List("states").Select(Enum.Parse<OrderState>).Distinct()],
            staff.Settings.Text("language") ?? mail.Settings.RequiredText("language"));
    }

    private string? Folder(SectionValue mail)
    {
        if (mail.Settings.Text("templates") is not { } folder) return null;
        var path = Path.Combine(source.Folder, folder);
        if (!Directory.Exists(path))
            problems.Error(mail.PlaceOf("templates"), mail.PathOf("templates"), "There is no such folder.", "Create it, or correct the path; relative paths begin at this configuration file.");
        return path;
    }

    private TimeZoneInfo Zone(SectionValue mail)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(mail.Settings.RequiredText("timeZone"), out var zone)) return zone;
        problems.Error(mail.PlaceOf("timeZone"), mail.PathOf("timeZone"), "There is no such time zone.", "Write a name such as Europe/Prague, or UTC.");
        return TimeZoneInfo.Utc;
    }

    private static Dictionary<string, object?> Values(SectionValue section, Shape.Section shape) =>
        shape.Settings.Where(setting => section.Settings.IsGiven(setting.Name)).ToDictionary(
            setting => setting.Name,
            setting => setting.Type == SyncCluster.Connectors.Options.OptionType.Integer
                ? (object?)section.Settings.Integer(setting.Name)
                : section.Settings.Text(setting.Name));

    private static MailSwitch Switch(SectionValue? send, string name) =>
        send is null ? MailSwitch.Auto : Enum.Parse<MailSwitch>(send.Settings.RequiredText(name), ignoreCase: true);
}
