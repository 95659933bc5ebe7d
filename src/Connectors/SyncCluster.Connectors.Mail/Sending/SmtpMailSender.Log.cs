using Microsoft.Extensions.Logging;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.Mail.Sending;

public sealed partial class SmtpMailSender
{
    // No addresses: the message id is enough to find the mail in the store.
    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {MessageId} was taken by {Host}")]
    private partial void LogSent(string messageId, string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MessageId} was not taken by {Host}: {FaultKind} {Code}")]
    private partial void LogFailed(string messageId, string host, FaultKind faultKind, string? code);
}
