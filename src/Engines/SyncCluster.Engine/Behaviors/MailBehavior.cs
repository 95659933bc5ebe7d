using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Mail;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Sends one shard's mails, each once: a mail that was being sent when the process died is never sent again by itself,
/// since nobody knows whether it went out; a person decides.
/// </summary>
internal sealed partial class MailBehavior(ActorAddress address, EngineContext context) : IActorBehavior
{
    private const int Batch = 20;

    private readonly int _shard = int.Parse(address.Key, CultureInfo.InvariantCulture);
    private readonly ILogger _log = context.Logs.CreateLogger<MailBehavior>();
    private readonly MailLook _look = new(address, context);
    private bool _recovered;

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        if (message is not (WakeUp or Reminder)) throw new NotSupportedException($"{address} does not understand {message.GetType().Name}.");
        if (!_recovered)
        {
            var interrupted = await context.Store.MarkInterruptedMailsAsync(_shard, context.Now, cancellation);
            if (interrupted > 0) LogInterrupted(_log, interrupted, _shard);
            _recovered = true;
        }

        if (context.Setup.Mail is not { } setup) return Done.Instance;
        var mails = await context.Store.TakeMailsAsync(_shard, context.Now, 1, cancellation);
        for (var sent = 0; mails.Count > 0; sent++)
        {
            await SendTakenAsync(setup, mails, cancellation);
            if (sent == Batch)
            {
                context.Runtime.Hint(address);
                return Done.Instance;
            }

            mails = await context.Store.TakeMailsAsync(_shard, context.Now, 1, cancellation);
        }

        return Done.Instance;
    }

    /// <summary>Sends what was taken together: as one message what one person can read as one.</summary>
    private async Task SendTakenAsync(Setup.MailSetup setup, IReadOnlyList<StoredMail> taken, CancellationToken cancellation)
    {
        var mails = taken[0].Draft.Template == TrackingMail.Template ? await _look.AtAsync(taken, cancellation) : taken;
        foreach (var message in mails.GroupBy(mail => (mail.Draft.Template, mail.Draft.Language, mail.Draft.To.ToLowerInvariant())))
            await SendAsync(setup, [.. message], cancellation);
    }

    /// <summary>Sends a mail, or several as one message: all of them come to the same end.</summary>
    private async Task SendAsync(Setup.MailSetup setup, IReadOnlyList<StoredMail> mails, CancellationToken cancellation)
    {
        var mail = mails[0];
        var draft = mail.Draft;
        Fault? fault;
        try
        {
            var content = setup.Renderer.Render(draft.Template, draft.Language, MailModel.Of([.. mails.Select(one => EngineJson.Read<FieldSet>(one.Draft.Model.Span))], setup.Context));
            fault = await setup.Sender.SendAsync(new OutgoingMail(draft.To, content, MessageId(string.Join(' ', mails.Select(one => one.Draft.Key)), setup.MessageIdDomain)), cancellation);
        }
        catch (FaultException broken)
        {
            fault = broken.Fault;
        }

        var now = context.Now;
        var (status, next) = fault?.Kind switch
        {
            null => (MailStatus.Sent, (DateTimeOffset?)null),
            FaultKind.Unknown => (MailStatus.Uncertain, null),
            FaultKind.Rejected => (MailStatus.Failed, null),
            _ when now - mail.CreatedAt > setup.GivesUpAfter => (MailStatus.Failed, null),
            _ => (MailStatus.Pending, now + context.Setup.Rules.Retry.Wait(mail.Attempts, fault!.RetryAfter, context.Services.Chance())),
        };
        await context.Store.FinishMailsAsync([.. mails.Select(one => one.Draft.Key)], status, now, next, fault?.ToString(), cancellation);
        EngineMetrics.Mail(draft.Template, status == MailStatus.Pending ? "deferred" : status.ToString().ToLowerInvariant());
        if (fault is not null) LogNotSent(_log, draft.Key, fault.ToString());
        if (next is { } at) context.Runtime.HintAt(address, at);
    }

    /// <summary>The same for every try of one mail, so that a receiver can drop a repetition.</summary>
    private static string MessageId(string key, string domain) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16))}@{domain}";

    [LoggerMessage(EventId = 1201, Level = LogLevel.Error, Message = "{Count} mails of shard {Shard} were being sent when the process ended: nobody knows whether they went out. Look at them and send or drop them")]
    private static partial void LogInterrupted(ILogger log, int count, int shard);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "Mail {Key} was not sent: {Fault}")]
    private static partial void LogNotSent(ILogger log, string key, string fault);
}
