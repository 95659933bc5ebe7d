using Microsoft.Extensions.Logging;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// The last look at mails about dates before they go. One that is not right any more (its order is held, at its end, or
/// promised otherwise), that comes at an hour at which nobody is mailed, or too late for the message that it was to be
/// part of, goes back to its order, which tells what is still news as it tells everything: after a hold, within the
/// customer's limit, once.
/// </summary>
internal sealed partial class MailLook(ActorAddress address, EngineContext context)
{
    private const int MostOfOne = 100;
    private const string QuietHours = "quiet hours have begun";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = context.Logs.CreateLogger<MailLook>();

    /// <summary>Those of <paramref name="taken"/> that may go; of the others it is seen to that they do not.</summary>
    public async Task<IReadOnlyList<StoredMail>> AtAsync(IReadOnlyList<StoredMail> taken, CancellationToken cancellation)
    {
        var goes = new List<StoredMail>(taken.Count);
        try
        {
            var isLate = await HasGoneAsync(taken, cancellation);
            var awake = context.Setup.Rules.Tracking.NotQuiet(context.Now);
            if (awake > context.Now && taken.Any(mail => mail.Attempts > 1))
            {
                // Tried before: it stays the mail that it is, or one that never can be sent would never be given up.
                await WaitAsync(taken, awake, QuietHours, cancellation);
                return [];
            }

            var common = await TrackingHold.ReadAsync(context.Store, cancellation) is not null ? TrackingHold.Told
                : awake > context.Now ? QuietHours
                : isLate ? "the message that it was to be part of had gone"
                : null;
            foreach (var mails in taken.GroupBy(mail => mail.EntityId))
            {
                var others = await context.Store.ListMailsAsync(mails.Key, MailStatus.Pending, MostOfOne, cancellation);
                IReadOnlyList<StoredMail> unsent = [.. mails, .. others.Where(mail => mail.Draft.Template == TrackingMail.Template)];
                var why = common ?? (unsent.Count > 1 ? "what it tells goes with later news" : await OfOrderAsync(mails.First(), cancellation));
                if (why is null) goes.AddRange(mails);
                else await ReturnAsync(mails.Key, unsent, why, cancellation);
            }

            return goes;
        }
        catch (Exception failure) when (failure is EntityContestedException or StoreException or ActorSilentException or TimeoutException)
        {
            // None of them has gone: they are looked at again. Those that are back at their order already stay there.
            LogNotLookedAt(_log, taken[0].Draft.Key, failure.Message);
            await WaitAsync(taken, context.Now + Pause, failure.Message, cancellation);
            return [];
        }
    }

    private async Task WaitAsync(IReadOnlyList<StoredMail> taken, DateTimeOffset until, string why, CancellationToken cancellation)
    {
        await context.Store.FinishMailsAsync([.. taken.Select(mail => mail.Draft.Key)], MailStatus.Pending, context.Now, until, why, cancellation);
        context.Runtime.HintAt(address, until);
    }

    /// <summary>Others of their group went before them: they were asked for in the moment in which it was sent.</summary>
    private async Task<bool> HasGoneAsync(IReadOnlyList<StoredMail> taken, CancellationToken cancellation) =>
        taken[0].Draft.Group is { } group && (await context.Store.FindMailGroupsAsync([group], cancellation))[0] is { } stand
        && (stand.Settled > 0 || stand.Sending > taken.Count);

    private async Task<string?> OfOrderAsync(StoredMail mail, CancellationToken cancellation)
    {
        for (var id = mail.EntityId; ;)
        {
            if ((await context.Store.LoadAsync([id], cancellation))[0] is not { } stored) return "the order is gone";
            var order = EngineJson.Read<EntityState>(stored.State.Span);
            if (order.MergedInto is not { } into)
                return TrackingMail.Objection(order, context.Setup.Rules, context.Now, mail.Draft.To, EngineJson.Read<FieldSet>(mail.Draft.Model.Span));
            id = into;
        }
    }

    private async Task ReturnAsync(string orderId, IReadOnlyList<StoredMail> mails, string why, CancellationToken cancellation)
    {
        var returned = mails.Select(mail => new UnsentMail(mail.Draft.Key, EngineJson.Read<FieldSet>(mail.Draft.Model.Span))).ToEquatableList();
        var happened = new EntityEvent.MailsReturned(returned, why) { At = context.Now, Chance = context.Services.Chance() };
        await context.Runtime.AskAsync(ActorAddress.Entity(Kind.Order, orderId), new EntityEvents([happened]), cancellation);
        foreach (var mail in mails) EngineMetrics.Mail(mail.Draft.Template, "suppressed");
        LogReturned(_log, mails[0].Draft.Key, why);
    }

    [LoggerMessage(EventId = 1203, Level = LogLevel.Information, Message = "Mail {Key} did not go: {Why}")]
    private static partial void LogReturned(ILogger log, string key, string why);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "Mail {Key} could not be looked at before it goes; it waits: {Why}")]
    private static partial void LogNotLookedAt(ILogger log, string key, string why);
}
