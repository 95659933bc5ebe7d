using System.Net.Mail;
using Microsoft.Extensions.Logging;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Sending;

/// <summary>Hands mails to a server by SMTP. Safe to be used by many at once; retries nothing.</summary>
public sealed partial class SmtpMailSender(SmtpOptions options, TimeProvider time, ILogger<SmtpMailSender> log) : IMailSender, IDisposable
{
    private readonly SmtpPool _pool = new(options, time);

    /// <inheritdoc/>
    public async Task<Fault?> SendAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        var fault = await TryAsync(mail, cancellation);
        if (fault is null) LogSent(mail.MessageId, options.Host);
        else LogFailed(mail.MessageId, options.Host, fault.Kind, fault.Code);
        return fault;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _pool.Dispose();

    private async Task<Fault?> TryAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        MailMessage message;
        WatchedContent content;
        try
        {
            message = MailMessages.Of(mail, options, out content);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            return SmtpFaults.BadAddress(wrong.Message);
        }

        using (message)
        using (var limit = new CancellationTokenSource(options.Timeout, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token))
        {
            try
            {
                using var lease = await _pool.TakeAsync(either.Token);
                var sending = lease.Client.SendMailAsync(message, CancellationToken.None);
                try
                {
                    // The client does not notice being called off while it waits for the answer to the message (seen on
                    // .NET 10): the wait ends here, and throwing the client away ends the connection.
                    await sending.WaitAsync(either.Token);
                }
                catch (OperationCanceledException)
                {
                    lease.Client.Dispose();
                    await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    throw;
                }

                lease.WentWell();
                return null;
            }
            catch (Exception failure) when (!content.WasRead && cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException("Sending was called off before the mail server took the mail.", failure, cancellation);
            }
            catch (Exception) when (limit.IsCancellationRequested)
            {
                return SmtpFaults.TimedOut(options.Timeout, content.WasRead);
            }
            catch (Exception failure) when (failure is SmtpException or IOException or InvalidOperationException or OperationCanceledException)
            {
                return SmtpFaults.Of(failure, content.WasRead);
            }
        }
    }
}
