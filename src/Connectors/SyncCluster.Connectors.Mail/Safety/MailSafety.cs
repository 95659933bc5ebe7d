using System.Net;
using System.Net.Mail;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Safety;

/// <summary>Stands before a sender: test mode, allowed domains, and a fuse against a storm of mails.</summary>
public sealed class MailSafety(IMailSender sender, MailSafetyOptions options, TimeProvider time) : IMailSender
{
    private readonly Queue<DateTimeOffset> _sent = new();
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public async Task<Fault?> SendAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        if (options.RedirectTo is null && !IsAllowed(mail.To)) return NotAllowed();
        if (Pass() is { } storm) return storm;
        return await sender.SendAsync(options.RedirectTo is { } to ? Redirected(mail, to) : mail, cancellation);
    }

    private static OutgoingMail Redirected(OutgoingMail mail, string to)
    {
        var note = $"Test mode: this mail was meant for {mail.To}.";
        var html = mail.Content.Html;
        var body = html.IndexOf("<body", StringComparison.OrdinalIgnoreCase);
        var top = body < 0 ? 0 : html.IndexOf('>', body) + 1;
        var banner = $"<p style=\"margin:0;padding:12px;background:#fff3c4;color:#513c06\">{WebUtility.HtmlEncode(note)}</p>";
        return mail with
        {
            To = to,
            MeantFor = mail.To,
            Content = mail.Content with { Html = html.Insert(top, banner), Text = $"{note}\n\n{mail.Content.Text}" },
        };
    }

    private bool IsAllowed(string address)
    {
        if (options.AllowedDomains.Count == 0) return true;
        return MailAddress.TryCreate(address, out var parsed)
            && options.AllowedDomains.Any(domain => string.Equals(domain.TrimStart('@'), parsed.Host, StringComparison.OrdinalIgnoreCase));
    }

    private Fault? Pass()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_sent.TryPeek(out var oldest) && now - oldest >= options.Window) _sent.Dequeue();
            if (_sent.Count < options.MostPerWindow)
            {
                _sent.Enqueue(now);
                return null;
            }

            return new Fault(
                FaultKind.Throttled, $"{options.MostPerWindow} mails went out within {options.Window.TotalMinutes:0.#} minutes: the fuse against storms holds the rest.")
            {
                RetryAfter = options.MostPerWindow == 0 ? options.Window : _sent.Peek() + options.Window - now,
                Advice = "If so many mails are meant, raise the limit under mail; if not, pause the feed that caused them.",
            };
        }
    }

    private static Fault NotAllowed() => new(FaultKind.Rejected, "The address is in none of the domains that may get mail.")
    {
        Advice = "Add its domain to the allowed domains under mail, or empty that list to allow every domain.",
    };
}
