using Microsoft.Extensions.Logging;
using SyncCluster.Connectors.Reading;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Polling;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Reads one group of feeds, one page a message so that commands get in between: read, make safe, acknowledge, hand on,
/// and only then move the cursor.
/// </summary>
internal sealed partial class FeedBehavior : IActorBehavior
{
    private const int StagedChunk = 500;

    /// <summary>How often at most the cursor is saved while nothing changes: what is read once more after a crash costs less.</summary>
    private static readonly TimeSpan SavesQuietPagesEvery = TimeSpan.FromSeconds(1);

    private readonly EngineContext _context;
    private readonly SystemSetup _system;
    private readonly string _group;
    private readonly ActorAddress _address;
    private readonly List<IFeed> _feeds;
    private readonly Intake.Intake _intake;
    private readonly WaitingRoom _waiting;
    private readonly FeedCensus _census;
    private readonly FeedDeliveries _deliveries;
    private readonly MissedChanges _missed;
    private readonly ILogger _log;
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private FeedDocument? _document;
    private DateTimeOffset _savedAt;

    public FeedBehavior(ActorAddress address, EngineContext context)
    {
        var slash = address.Key.IndexOf('/', StringComparison.Ordinal);
        _context = context;
        _address = address;
        _group = address.Key[(slash + 1)..];
        _system = context.Setup.System(address.Key[..slash]) ?? throw new InvalidOperationException($"{address}: no such system is configured.");
        _feeds = [.. _system.External.Feeds.Where(feed => feed.Group == _group && IsEnabled(feed))];
        _intake = new Intake.Intake(context);
        _waiting = new WaitingRoom(context);
        _census = new FeedCensus(context, _system, _intake);
        _deliveries = new FeedDeliveries(context, _system);
        _missed = new MissedChanges(context, _system, _group);
        _log = context.Logs.CreateLogger<FeedBehavior>();
    }

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        _document ??= await LoadAsync(cancellation);
        switch (message)
        {
            case WakeUp or Reminder: await WorkAsync(cancellation); return Done.Instance;
            case FeedCommand command: return await ObeyAsync(command, cancellation);
            default: throw new NotSupportedException($"{_address} does not understand {message.GetType().Name}.");
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        if (_document!.Paused || _document.Tripped is not null || _document.Stopped is not null) return;
        var now = _context.Now;
        foreach (var feed in _feeds)
        {
            var progress = _document.Progress(feed.Name);
            if (progress.NextAt is { } next && next > now)
            {
                // What comes later in the group may refer to what this feed could not read yet.
                if (progress.HoldsUpItsGroup) break;
                continue;
            }

            await StepAsync(feed, progress, cancellation);
            if (_document.Tripped is null && _document.Stopped is null) _context.Runtime.Hint(_address);
            return;
        }

        if (_document.Feeds.Select(one => one.NextAt).OfType<DateTimeOffset>().Where(at => at > now).DefaultIfEmpty(DateTimeOffset.MaxValue).Min() is var wake
            && wake != DateTimeOffset.MaxValue) _context.Runtime.HintAt(_address, wake);
    }

    private async Task StepAsync(IFeed feed, FeedProgress progress, CancellationToken cancellation)
    {
        var started = _context.Services.Time.GetTimestamp();
        var outcome = "ok";
        var counted = _document!.Brakes;
        try
        {
            if (!await _deliveries.AreOverAsync(feed, progress, cancellation))
            {
                _document = _document.With(progress with { NextAt = _context.Now + FeedDeliveries.LooksEvery });
                return;
            }

            using var tracing = EngineTracing.Read(_system.Name, feed.Name);
            progress = progress with { RoundStartedAt = progress.RoundStartedAt ?? _context.Now, Awaits = EquatableList<string>.Empty };
            if (progress.CensusEnds) await ConcludeAsync(feed, progress, cancellation);
            else if (!await PageAsync(feed, progress, cancellation)) return;
        }
        catch (Exception failure) when (failure is FaultException or StoreException)
        {
            outcome = "error";

            // A page that comes again is counted again: what was counted of it would count twice.
            if (!_system.External.Capabilities.ReadsAreConsumed && _document!.Tripped is null) _document = _document with { Brakes = counted };
            await FailedAsync(feed, progress, failure, cancellation);
        }

        EngineMetrics.PollTook(_system.Name, feed.Name, outcome, _context.Services.Time.GetElapsedTime(started));
    }

    /// <summary>One page; false where the source is still at it.</summary>
    private async Task<bool> PageAsync(IFeed feed, FeedProgress progress, CancellationToken cancellation)
    {
        // A crash may have come between staging a page and deleting it at the source.
        if (_system.External.Capabilities.ReadsAreConsumed && progress.Cursor is { } safe && _acknowledged.Add(feed.Name))
            await AcknowledgeAsync(feed, safe, cancellation);
        var request = new FeedRequest(progress.Cursor, _system.PageSize) { RunAgainAfter = progress.RunAgainAfter };
        var page = await ConnectorCall.OfAsync(_log, _system.Name, feed.Name, () => feed.ReadAsync(request, cancellation));
        if (page.StillReading)
        {
            // Nothing is known of how it went: failures before it still count. People see that it is being read.
            if (_document!.Progress(feed.Name).RoundStartedAt is null)
                await SaveAsync(_document.With(_document.Progress(feed.Name) with { RoundStartedAt = progress.RoundStartedAt, NextAt = null }), cancellation);
            return false;
        }

        if (progress.Failures > 0) await GateDocument.TryNowAsync(_context.Store, _system.Name, _context.Now, cancellation);
        await _waiting.ParkRejectedAsync(page.Rejected, cancellation);
        var read = progress with
        {
            Read = progress.Read + page.Observations.Count,
            Rejected = progress.Rejected + page.Rejected.Count,
            LastPageAt = _context.Now,
            Failures = 0,
            FailingSince = null,
            Fault = null,
            RunAgainAfter = null,
            HeldCursor = null,
            NextAt = page.Paused ? _context.Now + Interval(feed) : null,
        };
        read = _system.External.Capabilities.ReadsAreConsumed
            ? await ConsumeAsync(feed, read, page, cancellation)
            : await HandOnAsync(feed, read, page, cancellation);
        if (read.HeldCursor is null && !page.More && !page.Paused && !_deliveries.HasMoreStaged(read) && _document!.Tripped is null) read = await RoundEndsAsync(feed, read, cancellation);
        if (IsQuiet(page, progress, read) && _context.Now - _savedAt < SavesQuietPagesEvery) _document = _document!.With(read);
        else await SaveAsync(_document!.With(read), cancellation);
        return true;
    }

    /// <summary>
    /// Nothing on the page was new and the round goes on. The cursor in the store may then stay behind: whoever begins with
    /// it reads the same once more. It must never be ahead.
    /// </summary>
    private bool IsQuiet(FeedPage page, FeedProgress before, FeedProgress now) =>
        !_system.External.Capabilities.ReadsAreConsumed && page is { More: true, Paused: false, Rejected.Count: 0 }
        && now.HeldCursor is null && now.Changed == before.Changed && before is { Failures: 0, RunAgainAfter: null, RoundStartedAt: not null, LastPageAt: not null };

    /// <summary>A page that can be read again: the cursor moves when everything on it is durable.</summary>
    private async Task<FeedProgress> HandOnAsync(IFeed feed, FeedProgress progress, FeedPage page, CancellationToken cancellation)
    {
        if (feed.IsCensus) await _census.SawAsync(feed, page.Observations, cancellation);
        var result = await _intake.TakeAsync(page.Observations, feed.IsCensus ? "full" : "poll", GuardAsync, cancellation);
        return result.HeldBack
            ? progress with { HeldCursor = page.Cursor }
            : _deliveries.Handed(feed, progress with { Cursor = page.Cursor }, result);

        async Task<bool> GuardAsync(IReadOnlyList<SeenRecord> news)
        {
            await CountAsync(news, cancellation);
            if (_document!.Tripped is not null) return false;
            await _missed.NoteAsync(news, cancellation);
            return true;
        }
    }

    /// <summary>A page that reading consumes (X8): staged together with the cursor, then deleted at the source, then handed on.</summary>
    private async Task<FeedProgress> ConsumeAsync(IFeed feed, FeedProgress progress, FeedPage page, CancellationToken cancellation)
    {
        if (page.Observations.Count > 0)
        {
            await CountAsync(await _intake.NewsAsync(page.Observations, cancellation), cancellation);
            progress = progress with { Cursor = page.Cursor };
            var staged = _document!.With(progress);
            await _context.Store.StageAsync(Staging(feed), [.. page.Observations.Select(Staged)], staged.Stored(), cancellation);
            _document = staged;
        }

        await AcknowledgeAsync(feed, page.Cursor, cancellation);
        progress = progress with { Cursor = page.Cursor };
        return (page.More && !_deliveries.IsSynchronous(feed)) || _document!.Tripped is not null ? progress : await DrainAsync(feed, progress, cancellation);
    }

    private Task<bool> AcknowledgeAsync(IFeed feed, string cursor, CancellationToken cancellation) => ConnectorCall.OfAsync(_log, _system.Name, feed.Name, async () =>
    {
        await feed.AcknowledgeAsync(cursor, cancellation);
        return true;
    });

    private async Task<FeedProgress> DrainAsync(IFeed feed, FeedProgress progress, CancellationToken cancellation)
    {
        while (true)
        {
            var staged = await _context.Store.ReadStagedAsync(Staging(feed), StagedChunk, cancellation);
            if (staged.Count == 0) return progress;
            var seen = staged.Select(one => EngineJson.Read<Observation>(one.Payload.Span)).ToList();
            var result = await _intake.TakeAsync(seen, "poll", null, cancellation);
            await _context.Store.RemoveStagedAsync(Staging(feed), [.. staged.Select(one => one.SourceIndex)], cancellation);
            progress = _deliveries.Handed(feed, progress, result);
            if (progress.Awaits.Count > 0) return progress;
        }
    }

    private async Task ConcludeAsync(IFeed feed, FeedProgress progress, CancellationToken cancellation)
    {
        var done = await RoundEndsAsync(feed, progress, cancellation);
        await SaveAsync(_document!.With(done), cancellation);
    }

    private async Task<FeedProgress> RoundEndsAsync(IFeed feed, FeedProgress progress, CancellationToken cancellation)
    {
        if (feed.IsCensus)
        {
            var unseen = await _census.UnseenAsync(feed, progress.RoundStartedAt!.Value, cancellation);
            await CountAsync(unseen, feed.Kind, cancellation);
            if (_document!.Tripped is not null) return progress with { CensusEnds = true };
            await _census.ConcludeAsync(feed, unseen, cancellation);
        }
        else if (feed.Kind == Kind.Product && _system.Role == SystemSetup.Supplier)
        {
            // Here and nowhere else: an item that is deleted must not be taken up from the list at the same moment.
            await _intake.RematchAsync(_system.Name, cancellation);
        }

        var now = _context.Now;
        return progress with
        {
            RoundStartedAt = null, CensusEnds = false, LastRoundAt = now, ChangedBefore = progress.Changed,
            NextAt = now + Interval(feed, isBusy: progress.Changed > progress.ChangedBefore),
        };
    }

    private async Task CountAsync(IReadOnlyList<SeenRecord> news, CancellationToken cancellation)
    {
        foreach (var group in news.Where(one => one.Known is not null).GroupBy(one => one.Seen.Key.Kind))
        {
            await CountAsync(group.Key, group.Select(one => Guarded(one.Seen, one.Known!.Guards)), cancellation);
        }
    }

    /// <summary>What a read makes of what was held: a stock that it empties is none left.</summary>
    private static GuardedChange Guarded(Observation seen, GuardValues held) => new(
        seen.Deleted, held.Stock, seen.Fields.Number(ProductFields.Stock) ?? (seen.Fields.Contains(ProductFields.Stock) ? 0 : null),
        GuardedPrices.Changes(held.Prices, seen.Fields));

    private Task CountAsync(IReadOnlyList<KnownRecord> unseen, Kind kind, CancellationToken cancellation) =>
        CountAsync(kind, unseen.Select(_ => new GuardedChange(true, null, null)), cancellation);

    private async Task CountAsync(Kind kind, IEnumerable<GuardedChange> changes, CancellationToken cancellation)
    {
        var known = await _context.Store.CountRecordsAsync(_system.Name, kind, cancellation);
        var state = Brake.Count(_document!.Brake(kind, _context.Now), _context.Setup.Brake, known, changes, _context.Now);
        _document = _document.With(kind, state);
        if (state.Tripped is { } why) LogTripped(_log, _system.Name, _group, why);
    }

    private async Task FailedAsync(IFeed feed, FeedProgress progress, Exception failure, CancellationToken cancellation)
    {
        var fault = failure is FaultException known
            ? known.Fault
            : new Fault(FaultKind.Transient, failure.Message) { Advice = "Look at the store; the feed goes on by itself when it answers." };
        var failures = progress.Failures + 1;
        var wait = _context.Setup.Rules.Retry.Wait(failures, fault.RetryAfter, _context.Services.Chance());
        LogFailed(_log, _system.Name, feed.Name, fault.ToString(), failures);
        var stands = _document!.Progress(feed.Name);
        stands = stands with { Failures = failures, FailingSince = stands.FailingSince ?? _context.Now, Fault = fault, NextAt = _context.Now + wait, RoundStartedAt = progress.RoundStartedAt };
        _document = _document.With(stands);
        if (failure is StoreException) return;
        if (_document.Stopped is { } why) LogStopped(_log, _system.Name, feed.Name, why);
        await SaveAsync(_document, cancellation);
    }

    private async Task<IMessage> ObeyAsync(FeedCommand command, CancellationToken cancellation)
    {
        var now = _context.Now;
        LogCommand(_log, command.By, command.Action, _system.Name, _group);
        switch (command.Action)
        {
            case FeedAction.Run:
                if (_document!.Tripped is { } tripped) return new FeedAnswer(false, tripped);
                await SaveAsync(_document with { Paused = false, Feeds = _document.Feeds.Select(one => Restarted(one) with { NextAt = now }).ToEquatableList() }, cancellation);
                break;
            case FeedAction.Pause:
                await SaveAsync(_document! with { Paused = true }, cancellation);
                return new FeedAnswer(true, "Paused.");
            case FeedAction.Resume:
                await SaveAsync(_document! with { Paused = false, Feeds = _document.Feeds.Select(Restarted).ToEquatableList() }, cancellation);
                break;
            case FeedAction.Release:
                if (_document!.Tripped is null) return new FeedAnswer(false, "The brake has not tripped.");
                await SaveAsync(_document with { Brakes = _document.Brakes.Select(one => one with { State = Brake.Release(one.State) }).ToEquatableList() }, cancellation);
                await DrainAllAsync(cancellation);
                break;
            case FeedAction.Discard:
                if (_document!.Tripped is null) return new FeedAnswer(false, "The brake has not tripped.");
                await DiscardAsync(now, cancellation);
                break;
            default: throw new System.Diagnostics.UnreachableException();
        }

        _context.Runtime.Hint(_address);
        return new FeedAnswer(true, "Done.");
    }

    private async Task DrainAllAsync(CancellationToken cancellation)
    {
        foreach (var feed in _feeds)
            await SaveAsync(_document!.With(await DrainAsync(feed, _document.Progress(feed.Name), cancellation)), cancellation);
    }

    private async Task DiscardAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var feed in _feeds)
        {
            while (await _context.Store.ReadStagedAsync(Staging(feed), StagedChunk, cancellation) is { Count: > 0 } staged)
                await _context.Store.RemoveStagedAsync(Staging(feed), [.. staged.Select(one => one.SourceIndex)], cancellation);
            var progress = _document!.Progress(feed.Name);
            if (progress.CensusEnds) await _context.Store.ClearSeenAsync(_census.Mark(feed), cancellation);
            _document = _document.With(progress with
            {
                Cursor = progress.HeldCursor ?? progress.Cursor,
                HeldCursor = null,
                CensusEnds = false,
                RoundStartedAt = null,
                NextAt = now + Interval(feed),
            });
        }

        await SaveAsync(_document! with { Brakes = _document!.Brakes.Select(one => one with { State = Brake.Discard(now) }).ToEquatableList() }, cancellation);
    }

    private async Task<FeedDocument> LoadAsync(CancellationToken cancellation) =>
        await _context.Store.ReadDocumentAsync(FeedDocument.Key(_system.Name, _group), cancellation) is { } json
            ? FeedDocument.Read(json)
            : new FeedDocument { System = _system.Name, Group = _group };

    private async Task SaveAsync(FeedDocument document, CancellationToken cancellation)
    {
        _document = document;
        await _context.Store.WriteDocumentsAsync([document.Stored()], cancellation);
        _savedAt = _context.Now;
    }

    /// <summary>A feed that had stopped begins anew; of any other the failures still count.</summary>
    private static FeedProgress Restarted(FeedProgress feed) =>
        feed.Fault?.StopsFeedAfter <= feed.Failures ? feed with { Failures = 0, FailingSince = null, Fault = null, RunAgainAfter = feed.Fault, NextAt = null } : feed;

    private bool IsEnabled(IFeed feed) => _system.Feeds.GetValueOrDefault(feed.Name)?.Enabled ?? true;

    /// <summary>While a feed brings something it may be read more often than else (S3-32).</summary>
    private TimeSpan Interval(IFeed feed, bool isBusy = false)
    {
        var schedule = _system.Feeds.GetValueOrDefault(feed.Name);
        return (isBusy ? schedule?.Busy : null) ?? schedule?.Every ?? feed.DefaultInterval;
    }

    private string Staging(IFeed feed) => $"{_system.Name}/{feed.Name}";

    private static StagedRecord Staged(Observation seen, int place) =>
        new(seen.SourceIndex ?? $"{seen.Key}/{seen.SeenAt.UtcTicks}/{place}", EngineJson.Write(seen));

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "{System}: reading {Feed} failed, try {Failures}: {Fault}")]
    private static partial void LogFailed(ILogger log, string system, string feed, string fault, int failures);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "{System}: the brake stops {Group}. {Why}")]
    private static partial void LogTripped(ILogger log, string system, string group, string why);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "{By} asks {Action} of {System} {Group}")]
    private static partial void LogCommand(ILogger log, string by, FeedAction action, string system, string group);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "{System}: {Feed} stands still until a person runs it again. {Why}")]
    private static partial void LogStopped(ILogger log, string system, string feed, string why);
}
