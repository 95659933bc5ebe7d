using System.Net.Mail;
using System.Security.Authentication;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Sending;

/// <summary>The table from what a mail server answers to what should happen next.</summary>
internal static class SmtpFaults
{
    private const string CheckServer = "Check host, port and security of mail.smtp.";

    /// <summary>The fault of a failed try.</summary>
    /// <param name="failure">What the client threw.</param>
    /// <param name="contentSent">True where the server had agreed to take the message.</param>
    public static Fault Of(Exception failure, bool contentSent) => failure switch
    {
        SmtpFailedRecipientException refused => OfRecipient(refused),
        SmtpException { InnerException: AuthenticationException tls } => new Fault(
            FaultKind.Configuration, $"The mail server's certificate was not accepted: {tls.Message}")
        {
            Advice = "Use the name that the certificate is made out to as mail.smtp.host, or have the certificate trusted on this machine.",
        },
        SmtpException answered when (int)answered.StatusCode > 0 => OfCode((int)answered.StatusCode, answered.Message, contentSent),
        SmtpException silent when silent.Message.Contains("secure connection", StringComparison.OrdinalIgnoreCase) => new Fault(
            FaultKind.Configuration, "The mail server does not offer STARTTLS.") { Advice = CheckServer },
        _ => Broken(failure, contentSent),
    };

    /// <summary>The fault of a try that took too long.</summary>
    public static Fault TimedOut(TimeSpan limit, bool contentSent) => contentSent
        ? new Fault(FaultKind.Unknown, $"The mail server did not confirm the mail within {limit.TotalSeconds:0} s: it may have been delivered.")
        : new Fault(FaultKind.Transient, $"The mail server did not take the mail within {limit.TotalSeconds:0} s.");

    /// <summary>The fault of an address that no server would take.</summary>
    public static Fault BadAddress(string reason) => new(FaultKind.Rejected, $"The address is no e-mail address: {reason}")
    {
        Advice = "Correct the customer's e-mail.", Fields = [new("email", reason)],
    };

    private static Fault OfRecipient(SmtpFailedRecipientException refused)
    {
        var code = (int)refused.StatusCode;
        if (code is >= 400 and < 500) return new Fault(FaultKind.Transient, $"The mail server cannot take mail for this address now ({code}): {refused.Message}") { Code = Text(code) };
        return new Fault(FaultKind.Rejected, $"The mail server refuses the address ({code}): {refused.Message}")
        {
            Code = Text(code), Advice = "Correct the customer's e-mail.", Fields = [new("email", refused.Message)],
        };
    }

    private static Fault OfCode(int code, string message, bool contentSent) => code switch
    {
        530 or 534 or 535 or 538 => new Fault(FaultKind.Auth, $"The mail server refuses to let us in ({code}): {message}")
        {
            Code = Text(code), Advice = "Check mail.smtp.user and mail.smtp.password.",
        },
        < 500 => new Fault(FaultKind.Transient, $"The mail server asks to try later ({code}): {message}") { Code = Text(code) },
        _ when contentSent => new Fault(FaultKind.Rejected, $"The mail server refuses this mail ({code}): {message}")
        {
            Code = Text(code), Advice = "Read the server's words; often the content was taken for spam or is too large.",
        },
        _ => new Fault(FaultKind.Configuration, $"The mail server refuses the sender ({code}): {message}")
        {
            Code = Text(code), Advice = "Check that the server may send in the name of mail.from.",
        },
    };

    private static Fault Broken(Exception failure, bool contentSent)
    {
        var what = failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message;
        return contentSent
            ? new Fault(FaultKind.Unknown, $"The connection broke before the mail server confirmed the mail: it may have been delivered. {what}")
            : new Fault(FaultKind.Transient, $"The mail server could not be reached: {what}") { Advice = CheckServer };
    }

    private static string Text(int code) => code.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
