using System.Globalization;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SupplierPortal.Feeds;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Handover;

/// <summary>
/// Takes runs that a robot elsewhere handed over. A run is taken when all its parts are there; its messages are
/// acknowledged after its last page is safe in the store. What comes twice, or was overtaken by a later run, is harmless.
/// The news that a run is broken is acknowledged when the feed is read again: where the core dies before it has noted why
/// the feed stops, it comes again.
/// </summary>
internal sealed partial class HandoverFeed(string system, RunLimits limits, Broker broker, ILogger logger) : IFeed
{
    private Taken? _taken;
    private Told? _told;
    private bool _wanted;

    public string Name => "items";

    public Kind Kind => Kind.Product;

    /// <summary>How often the queue is looked into; how often the portal is read is the robot's business.</summary>
    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(5);

    public async Task<FeedPage> ReadAsync(FeedRequest request, CancellationToken cancellation)
    {
        var mark = HandoverMark.Parse(request.Cursor);
        // Run again by a person, a table that is still small is believed.
        if (request.RunAgainAfter?.Code == PortalFaults.Shrunk) mark = mark with { LastItems = null };
        try
        {
            await NotedAsync(cancellation);
            // A run of which no page has become safe yet is handed on again from its start.
            var isMine = _taken is { } held && (held.Run == mark.Run || (mark.Run == 0 && held.Run > mark.LastRun));
            if (!isMine || _taken!.Channel.IsClosed) _taken = await TakeAsync(mark, request.RunAgainAfter is not null && !_wanted, cancellation);
        }
        catch (Exception failure) when (Broker.IsExpected(failure))
        {
            throw broker.FaultOf(failure);
        }

        if (_taken is not { } taken) return new FeedPage([], mark.ToString(), false);
        var next = mark.Run == taken.Run ? mark.Next : 0;
        var page = taken.Observations.Skip(next).Take(request.PageSize).ToEquatableList();
        var more = next + page.Count < taken.Observations.Count;
        var cursor = more ? mark with { Run = taken.Run, Next = next + page.Count } : new HandoverMark(0, 0, taken.Run, taken.Items);
        return new FeedPage(page, cursor.ToString(), more) { Rejected = next == 0 ? taken.Rejected.ToEquatableList() : [], TotalInSource = taken.Items };
    }

    public async Task AcknowledgeAsync(string cursor, CancellationToken cancellation)
    {
        if (_taken is not { } taken || HandoverMark.Parse(cursor).LastRun != taken.Run) return;
        _taken = null;
        try
        {
            foreach (var tag in taken.Tags) await taken.Channel.BasicAckAsync(tag, multiple: false, cancellation);
        }
        catch (Exception failure) when (Broker.IsExpected(failure))
        {
            // They come again, and are known by their run.
        }
    }

    /// <summary>What the feed failed with has been noted by now: it is read again.</summary>
    private async Task NotedAsync(CancellationToken cancellation)
    {
        if (_told is not { } told) return;
        _told = null;
        if (told.Channel.IsClosed) return;
        foreach (var tag in told.Tags) await told.Channel.BasicAckAsync(tag, multiple: false, cancellation);
    }

    /// <param name="mark">How far the core is.</param>
    /// <param name="wanted">This feed had stopped, and a person has run it again: the robot is to go on, too, and why it stopped is known.</param>
    /// <param name="cancellation">Ends it.</param>
    private async Task<Taken?> TakeAsync(HandoverMark mark, bool wanted, CancellationToken cancellation)
    {
        var channel = await broker.OpenAsync(cancellation);
        var open = new List<(HandedMessage Message, ulong Tag)>();
        while (await channel.BasicGetAsync(broker.Runs, autoAck: false, cancellation) is { } got)
        {
            if (HandedMessage.Read(got.Body.Span) is not { } message)
            {
                LogForeign(logger, system);
                await channel.BasicAckAsync(got.DeliveryTag, multiple: false, cancellation);
                continue;
            }

            if (message.Run <= mark.LastRun || (wanted && message.Fault is not null))
            {
                await channel.BasicAckAsync(got.DeliveryTag, multiple: false, cancellation);
                continue;
            }

            open.Add((message, got.DeliveryTag));
        }

        if (wanted)
        {
            await broker.PublishAsync(broker.Wanted, "{}"u8.ToArray(), cancellation);
            _wanted = true;
        }

        var runs = open.GroupBy(one => one.Message.Run).Select(run => run.ToList()).OrderBy(run => run[0].Message.Run).ToList();
        // The latest whole run says everything that earlier ones said. That a later one failed is told after it: it undoes nothing.
        var chosen = runs.FindLastIndex(run => run[0].Message.Fault is null && run.DistinctBy(one => one.Message.Part).Count() == run[0].Message.Parts);
        if (chosen < 0) chosen = runs.FindLastIndex(run => run[0].Message.Fault is not null);
        foreach (var run in runs.Take(chosen))
            foreach (var (_, tag) in run) await channel.BasicAckAsync(tag, multiple: false, cancellation);
        // Parts of a run that is still being handed over go back and are taken the next time.
        foreach (var run in runs.Skip(chosen + 1))
            foreach (var (_, tag) in run) await channel.BasicNackAsync(tag, multiple: false, requeue: true, cancellation);
        return chosen < 0 ? null : await OpenedAsync(channel, runs[chosen], mark, cancellation);
    }

    private async Task<Taken> OpenedAsync(IChannel channel, List<(HandedMessage Message, ulong Tag)> run, HandoverMark mark, CancellationToken cancellation)
    {
        var first = run[0].Message;
        if (first.Fault is { } broken)
        {
            _told = new Told(channel, [.. run.Select(one => one.Tag)]);
            if (broken.StopsFeedAfter is not null) _wanted = false;
            throw new FaultException(broken.ToFault());
        }

        var whole = HandedMessage.Joined([.. run.Select(one => one.Message).DistinctBy(message => message.Part)]);
        try
        {
            // The robot judged it already; it may have forgotten what the last good run was like, which the cursor has not.
            RunGuard.Check(whole, mark.LastItems is { } rows ? new LastRun(rows) : null, limits);
        }
        catch (FaultException)
        {
            // Judged once: when a person runs the feed again, the robot reads anew.
            _told = new Told(channel, [.. run.Select(one => one.Tag)]);
            _wanted = false;
            throw;
        }

        var (observations, rejected) = RunPages.Of(system, whole);
        return new Taken(
            first.Run, [.. observations.Select(one => one with { SourceIndex = $"{first.Run.ToString(CultureInfo.InvariantCulture)}/{one.Key.RemoteId}" })],
            rejected, whole.Items.Count, channel, [.. run.Select(one => one.Tag)]);
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Warning, Message = "{System}: a message in the queue is none of ours and was dropped")]
    private static partial void LogForeign(ILogger logger, string system);

    /// <summary>Messages of which the feed has told as a failure.</summary>
    private sealed record Told(IChannel Channel, IReadOnlyList<ulong> Tags);

    private sealed record Taken(
        long Run, IReadOnlyList<Observation> Observations, IReadOnlyList<RejectedRecord> Rejected, int Items, IChannel Channel, IReadOnlyList<ulong> Tags);
}

/// <summary>How far a handed-over run was handed on, and which was the last.</summary>
internal sealed record HandoverMark(long Run, int Next, long LastRun, int? LastItems)
{
    public static HandoverMark Parse(string? cursor)
    {
        var parts = (cursor ?? "").Split('|');
        return parts is ["b1", var run, var next, var last, var items]
            ? new HandoverMark(Number(run), (int)Number(next), Number(last), (int)Number(items) is var count and > 0 ? count : null)
            : new HandoverMark(0, 0, 0, null);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"b1|{Run}|{Next}|{LastRun}|{LastItems ?? 0}");

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
