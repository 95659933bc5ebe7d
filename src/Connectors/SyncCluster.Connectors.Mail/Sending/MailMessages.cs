using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace SyncCluster.Connectors.Mail.Sending;

/// <summary>Makes what goes over the wire: plain text and HTML side by side, headers that say what kind of mail it is.</summary>
internal static class MailMessages
{
    private static readonly ContentType Plain = new("text/plain; charset=utf-8");
    private static readonly ContentType Html = new("text/html; charset=utf-8");

    /// <exception cref="FormatException">An address is none.</exception>
    public static MailMessage Of(OutgoingMail mail, SmtpOptions options, out WatchedContent content)
    {
        var message = new MailMessage
        {
            From = new MailAddress(options.From),
            Subject = mail.Content.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(OnlyOne(mail.To));
        if (options.ReplyTo is { } replyTo) message.ReplyToList.Add(new MailAddress(replyTo));
        message.Headers["Message-ID"] = $"<{mail.MessageId}>";
        // Asks absence notices not to answer (RFC 3834; the second is Exchange's own word for it).
        message.Headers["Auto-Submitted"] = "auto-generated";
        message.Headers["X-Auto-Response-Suppress"] = "OOF, AutoReply";
        if (mail.MeantFor is { } meantFor) message.Headers["X-SyncCluster-Meant-For"] = new MailAddress(meantFor).Address;
        content = new WatchedContent(mail.Content.Text);
        message.AlternateViews.Add(new AlternateView(content, Plain) { TransferEncoding = TransferEncoding.Base64 });
        message.AlternateViews.Add(
            new AlternateView(new WatchedContent(mail.Content.Html), Html) { TransferEncoding = TransferEncoding.Base64 });
        return message;
    }

    /// <summary>The platform's parser takes "one, two" for an address with a name; a mail has exactly one recipient.</summary>
    private static MailAddress OnlyOne(string text)
    {
        var address = new MailAddress(text);
        return address.Address == text.Trim() ? address : throw new FormatException("It is not a single bare address.");
    }
}
