using SyncCluster.Connectors;
using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>Takes in once more what was parked, because a person asks: the record as it is now where it can be read, else as it came.</summary>
internal sealed class ParkedRetry(EngineContext context, SystemSetup system, Intake.Intake intake)
{
    public async Task<FeedAnswer> TryAsync(RetryParked retry, CancellationToken cancellation)
    {
        if (await context.Store.FindParkedAsync(retry.Key, cancellation) is not { } item) return new FeedAnswer(false, "It is not parked any more.");
        if (WaitingRoom.RivalOf(item) is not null)
        {
            var refusal = await intake.LookAgainAsync(item, cancellation);
            return new FeedAnswer(refusal is null, refusal ?? "Nothing stands in its way any more.");
        }

        if (!item.Key.StartsWith(WaitingRoom.RejectedPrefix, StringComparison.Ordinal))
        {
            var taken = await intake.TakeParkedAsync(item, EngineJson.Read<Observation>(item.Payload.Span), cancellation);
            return taken ? new FeedAnswer(true, "Taken in.") : new FeedAnswer(false, "It still waits for what it refers to.");
        }

        var rereads = system.External as IRereadsRefused;
        if (!system.External.Capabilities.ReadsOne && rereads is null)
            return new FeedAnswer(false, $"{system.Name} cannot be asked for one record: it comes again when it changes there.");
        try
        {
            var outcome = rereads is null
                ? await system.External.ReadOneAsync(item.Record, cancellation)
                : await rereads.ReadAgainAsync(EngineJson.Read<RejectedRecord>(item.Payload.Span), item.FirstAt, cancellation);
            return await TakeAsync(item, outcome, cancellation);
        }
        catch (FaultException failure)
        {
            return new FeedAnswer(false, failure.Fault.ToString());
        }
    }

    private async Task<FeedAnswer> TakeAsync(ParkedItem item, ReadOneOutcome outcome, CancellationToken cancellation)
    {
        if (outcome is ReadOneOutcome.Unreadable unreadable)
        {
            await new WaitingRoom(context).ParkRejectedAsync([unreadable.Record], cancellation);
            return new FeedAnswer(false, $"It still cannot be understood: {unreadable.Record.Fault}");
        }

        // The item goes last: a crash in between must not lose it.
        var result = outcome is ReadOneOutcome.Found found ? await intake.TakeAsync(found.Observations, "parked", null, cancellation) : null;
        await context.Store.UnparkAsync([item.Key], cancellation);
        if (result is null) return new FeedAnswer(true, "The record is no longer there, or none of our business: forgotten.");
        return result.Parked == 0 ? new FeedAnswer(true, "Read again and taken in.") : new FeedAnswer(false, "Read again; now it waits for what it refers to.");
    }
}
