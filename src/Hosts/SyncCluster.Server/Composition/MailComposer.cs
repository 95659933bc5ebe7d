using System.Net.Mail;
using SyncCluster.Connectors.Mail.Rendering;
using SyncCluster.Connectors.Mail.Safety;
using SyncCluster.Connectors.Mail.Sending;
using SyncCluster.Engine.Setup;
using SyncCluster.Server.Configuration;

namespace SyncCluster.Server.Composition;

/// <summary>Puts together what makes and sends mails.</summary>
internal static class MailComposer
{
    /// <summary>Null where no mails are sent.</summary>
    public static MailSetup? Compose(MailConfiguration? mail, HostServices services)
    {
        if (mail is null) return null;
        var sender = new SmtpMailSender(Smtp(mail), services.Time, services.Logs.CreateLogger<SmtpMailSender>());
        var safe = new MailSafety(
            sender,
            new MailSafetyOptions { RedirectTo = mail.TestModeTo, AllowedDomains = mail.AllowedDomains, MostPerWindow = mail.MostIn10Minutes },
            services.Time);
        return new MailSetup(safe, Renderer(mail), new Dictionary<string, object?>(), new MailAddress(mail.From).Host);
    }

    public static SmtpOptions Smtp(MailConfiguration mail) => new(mail.Smtp.Host, mail.From)
    {
        Port = mail.Smtp.Port,
        Security = mail.Smtp.StartTls ? SmtpSecurity.StartTls : SmtpSecurity.None,
        User = mail.Smtp.User,
        Password = mail.Smtp.Password,
        ReplyTo = mail.ReplyTo,
        Timeout = mail.Smtp.Timeout,
        Connections = mail.Smtp.Connections,
    };

    private static ReloadingMailRenderer Renderer(MailConfiguration mail) => new(new MailRendererOptions
    {
        FallbackLanguage = mail.Language,
        Folder = mail.TemplateFolder,
        Zone = mail.Zone,
        Shop = mail.Shop,
        Payment = mail.Payment ?? new Dictionary<string, object?>(),
    });
}
