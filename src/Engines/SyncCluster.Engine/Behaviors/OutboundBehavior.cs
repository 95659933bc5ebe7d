using Microsoft.Extensions.Logging;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Delivers what the outbox holds for one shard of one system, a batch a message: takes rows, works out the requests
/// from the entities' states, writes, and tells each entity what came of it.
/// </summary>
internal sealed partial class OutboundBehavior : IActorBehavior
{
    private const int SmallestTake = 20;
    private static readonly TimeSpan ReferenceWait = TimeSpan.FromSeconds(30);

    private readonly EngineContext _context;
    private readonly SystemSetup _system;
    private readonly int _shard;
    private readonly ActorAddress _address;
    private readonly PushPreparation _preparation;
    private readonly CurrencyGuard _currencies;
    private readonly Intake.Intake _intake;
    private readonly ILogger _log;
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private bool _reclaimed;

    public OutboundBehavior(ActorAddress address, string system, int shard, EngineContext context)
    {
        _context = context;
        _address = address;
        _shard = shard;
        _system = context.Setup.System(system) ?? throw new InvalidOperationException($"{address}: no such system is configured.");
        _preparation = new PushPreparation(context, _system);
        _intake = new Intake.Intake(context);
        _log = context.Logs.CreateLogger<OutboundBehavior>();
        _currencies = new CurrencyGuard(context, _system, _log);
    }

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        if (message is not (WakeUp or Reminder)) throw new NotSupportedException($"{_address} does not understand {message.GetType().Name}.");
        var now = _context.Now;
        if (!_reclaimed && _context.Setup.ReclaimsAtOnce)
        {
            await _context.Store.ReclaimAsync(_system.Name, _shard, now, cancellation);
            _reclaimed = true;
        }

        var gate = await _context.Gates.LookAsync(_system.Name, cancellation);
        if (!gate.IsOpen(now))
        {
            _context.Runtime.HintAt(_address, gate.ClosedUntil!.Value);
            return Done.Instance;
        }

        var limit = gate.IsTrial(now) ? 1 : Math.Max(SmallestTake, _system.External.Sinks.Select(sink => sink.BatchSize).DefaultIfEmpty(1).Max());
        var rows = await _context.Store.TakeAsync(_system.Name, _shard, now, now + _context.Setup.PushLease, limit, cancellation);
        if (rows.Count > 0)
        {
            _begun.Clear();
            try
            {
                foreach (var fetch in rows.Where(row => row.Action == OutboxAction.Fetch)) await FetchAsync(fetch, cancellation);
                var pushes = rows.Where(row => row.Action == OutboxAction.Push).ToList();
                if (pushes.Count > 0) await PushAsync(pushes, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await GiveBackAsync(rows, now);
                throw;
            }

            _context.Runtime.Hint(_address);
        }
        else if (await _context.Store.NextDueAsync(_system.Name, _shard, cancellation) is { } next)
        {
            _context.Runtime.HintAt(_address, next > now ? next : now + TimeSpan.FromSeconds(1));
        }

        return Done.Instance;
    }

    /// <summary>
    /// It is to end: what nothing was sent of is anybody's at once. A write that was called off may still arrive, so its
    /// row stays leased until that cannot be any more.
    /// </summary>
    private Task GiveBackAsync(IReadOnlyList<OutboxRow> rows, DateTimeOffset due) => _context.Store.ReturnAsync(
        [.. rows.Where(row => !_begun.Contains(row.OperationId)).Select(row => new OutboxReturn(row, due, null, "It was given back when its sender ended."))],
        CancellationToken.None);

    private async Task PushAsync(List<OutboxRow> rows, CancellationToken cancellation)
    {
        if (_system.External.Sinks.FirstOrDefault(sink => sink.Kind == rows[0].Kind) is not { } sink)
        {
            await ReturnAsync(rows, "The system takes no records of this kind any more.", cancellation);
            return;
        }

        var prepared = await _preparation.PrepareAsync(sink, rows, cancellation);
        await _context.Store.ReturnAsync(
            [.. prepared.Waiting.Select(one => new OutboxReturn(one.Row, _context.Now + ReferenceWait, one.For, $"Waits for {one.For} in {_system.Name}."))], cancellation);
        var ready = await CheckStockAsync(prepared.Ready, cancellation);
        ready = await LookFirstAsync(sink, ready, cancellation);
        ready = await OfOwnCurrencyAsync(sink, ready, cancellation);
        foreach (var chunk in ready.Chunk(Math.Max(1, sink.BatchSize))) await WriteAsync(sink, chunk, cancellation);
    }

    private async Task WriteAsync(ISink sink, PreparedPush[] pushes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _begun.UnionWith(pushes.Select(push => push.Row.OperationId));
        var started = _context.Services.Time.GetTimestamp();
        var begun = _context.Now;
        using var tracing = EngineTracing.Push(_system.Name, sink.Kind, Array.ConvertAll(pushes, push => push.Trace));
        IReadOnlyList<PushOutcome> outcomes;
        try
        {
            outcomes = await sink.WriteAsync([.. pushes.Select(push => push.Request)], cancellation);
            if (outcomes.Count != pushes.Length)
                throw new InvalidOperationException($"The sink answered {outcomes.Count} of {pushes.Length} pushes.");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A sink that throws is a fault of the connector: nobody knows what was applied, so each push is looked after.
            LogSinkThrew(_log, failure, _system.Name, sink.Kind);
            var unknown = new Fault(FaultKind.Unknown, $"The connector failed while writing: {failure.Message}");
            outcomes = [.. pushes.Select(_ => new PushOutcome.Failed(unknown))];
        }

        EngineMetrics.PushTook(_system.Name, sink.Kind, _context.Services.Time.GetElapsedTime(started));
        foreach (var (push, outcome) in pushes.Zip(outcomes)) EngineTracing.Pushed(tracing, push.Trace, begun, (outcome as PushOutcome.Failed)?.Fault);
        await TellAsync(pushes, outcomes, cancellation);
        await NoteAsync(outcomes, cancellation);
    }

    /// <summary>Tells every entity of a batch what came of it; what one of them refuses is taken up again when its lease ends.</summary>
    private async Task TellAsync(PreparedPush[] pushes, IReadOnlyList<PushOutcome> outcomes, CancellationToken cancellation)
    {
        if (pushes.Length == 1)
        {
            await TellAsync(pushes[0], outcomes[0], cancellation);
            return;
        }

        var happened = await Task.WhenAll(pushes.Zip(outcomes, (push, outcome) => HappenedAsync(push, outcome, false, false, cancellation)));
        var batch = new EntityBatch(pushes[0].Row.Kind, pushes.Zip(happened, (push, one) => new BatchedEvents(push.Row.EntityId, [one])).ToEquatableList());
        var answer = (BatchAnswer)await _context.Runtime.AskAsync(_context.NextLane(), batch, cancellation);
        if (answer.Refused.Count > 0) throw new EntityContestedException(string.Join(' ', answer.Refused.Select(one => one.Why)));
    }

    private Task NoteAsync(IReadOnlyList<PushOutcome> outcomes, CancellationToken cancellation)
    {
        var faults = outcomes.OfType<PushOutcome.Failed>().Select(one => one.Fault).Where(fault => fault.ConcernsSystem).ToList();
        return faults.Count < outcomes.Count ? _context.Gates.AnsweredAsync(_system.Name, cancellation) : ClosedAsync(faults[0], cancellation);
    }

    private async Task ClosedAsync(Fault fault, CancellationToken cancellation)
    {
        await _context.Gates.FailedAsync(_system.Name, fault, _context.Now, _context.Services.Chance(), cancellation);
        if (_context.Gates.Of(_system.Name).ClosedUntil is { } until) LogGateClosed(_log, _system.Name, until, fault.ToString());
    }

    /// <summary>What ended before a write was tried, with what an earlier try may have left.</summary>
    private async Task GiveUpAsync(PreparedPush push, Fault fault, CancellationToken cancellation)
    {
        await TellAsync(push, new PushOutcome.Failed(fault), cancellation, mayBeApplied: push.MayHaveBeenApplied);
        if (fault.ConcernsSystem) await ClosedAsync(fault, cancellation);
    }

    private async Task TellAsync(
        PreparedPush push, PushOutcome outcome, CancellationToken cancellation, bool isFound = false, bool mayBeApplied = false)
    {
        var happened = await HappenedAsync(push, outcome, isFound, mayBeApplied, cancellation);
        await _context.Runtime.AskAsync(ActorAddress.Entity(push.Row.Kind, push.Row.EntityId), new EntityEvents([happened]), cancellation);
    }

    private async Task<EntityEvent> HappenedAsync(PreparedPush push, PushOutcome outcome, bool isFound, bool mayBeApplied, CancellationToken cancellation)
    {
        var now = _context.Now;
        if (outcome is PushOutcome.Written written)
        {
            EngineMetrics.PushAttempt(_system.Name, push.Row.Kind, "ok");
            EngineMetrics.Synced(_system.Name, push.Row.Kind, now - push.Row.EnqueuedAt);
            var receipt = await _preparation.InwardAsync(written.Receipt, cancellation);
            return new EntityEvent.PushDone(_system.Name, push.Request.OperationId, push.Patch, receipt,
                written.Receipt.Stored is { } stored ? Fingerprint.Of(stored) : Fingerprint.None)
            {
                At = now, Chance = _context.Services.Chance(), Found = isFound,
            };
        }

        var fault = ((PushOutcome.Failed)outcome).Fault;
        EngineMetrics.PushAttempt(_system.Name, push.Row.Kind, fault.Kind.ToString().ToLowerInvariant());
        LogPushFailed(_log, _system.Name, push.Row.Kind, push.Request.OperationId, fault.ToString());
        return new EntityEvent.PushFailed(_system.Name, push.Request.OperationId, fault)
        {
            At = now, Chance = _context.Services.Chance(), MayBeApplied = mayBeApplied,
        };
    }

    /// <summary>Asks the stock of orders that are to be emitted (S2-38); what cannot be served is not written.</summary>
    private async Task<List<PreparedPush>> CheckStockAsync(List<PreparedPush> pushes, CancellationToken cancellation)
    {
        if (_system.External.StockCheck is not { } check || !pushes.Exists(push => push.ChecksStock)) return pushes;
        var kept = new List<PreparedPush>(pushes.Count);
        foreach (var push in pushes)
        {
            if (!push.ChecksStock)
            {
                kept.Add(push);
                continue;
            }

            try
            {
                var shortages = await PushPreparation.ShortagesAsync(check, push, cancellation);
                var asked = new EntityEvent.StockChecked(_system.Name, push.Request.OperationId, shortages) { At = _context.Now, Chance = _context.Services.Chance() };
                await _context.Runtime.AskAsync(ActorAddress.Entity(push.Row.Kind, push.Row.EntityId), new EntityEvents([asked]), cancellation);
                if (shortages.Count == 0) kept.Add(push);
            }
            catch (FaultException failure)
            {
                // That stock cannot be asked for as it is set up concerns orders alone: customers and states go on being written.
                var fault = failure.Fault.Kind == FaultKind.Configuration ? failure.Fault with { Kind = FaultKind.Rejected, Code = failure.Fault.Code ?? "stock_not_asked" } : failure.Fault;
                await GiveUpAsync(push, fault, cancellation);
            }
        }

        return kept;
    }

    /// <summary>What is left once amounts of another currency than the system's are refused (S2-5).</summary>
    private async Task<List<PreparedPush>> OfOwnCurrencyAsync(ISink sink, List<PreparedPush> pushes, CancellationToken cancellation)
    {
        var refused = await _currencies.RefusedAsync(sink, pushes, cancellation);
        foreach (var (push, fault) in refused) await GiveUpAsync(push, fault, cancellation);
        return refused.Count == 0 ? pushes : [.. pushes.Where(push => !refused.ContainsKey(push))];
    }

    /// <summary>A create that may have been applied is looked for before it is sent again.</summary>
    private async Task<List<PreparedPush>> LookFirstAsync(ISink sink, List<PreparedPush> pushes, CancellationToken cancellation)
    {
        var kept = new List<PreparedPush>(pushes.Count);
        foreach (var push in pushes)
        {
            if (!push.Request.IsCreate || !push.MayHaveBeenApplied)
            {
                kept.Add(push);
                continue;
            }

            try
            {
                if (await sink.FindAsync(push.Request, cancellation) is { } found) await TellAsync(push, new PushOutcome.Written(found), cancellation, isFound: true);
                else if (push.LooksOnly) await TellAsync(push, new PushOutcome.Failed(new(FaultKind.Missing, "No earlier try made it.")), cancellation);
                else kept.Add(push);
            }
            catch (FaultException failure)
            {
                await GiveUpAsync(push, failure.Fault, cancellation);
            }
        }

        return kept;
    }

    private async Task FetchAsync(OutboxRow row, CancellationToken cancellation)
    {
        var key = new RecordKey(_system.Name, row.Kind, row.OperationId);
        try
        {
            var outcome = _system.External.Capabilities.ReadsOne
                ? await ConnectorCall.OfAsync(_log, _system.Name, key.ToString(), () => _system.External.ReadOneAsync(key, cancellation))
                : new ReadOneOutcome.Ignored("cannot be read one by one");
            await _context.Gates.AnsweredAsync(_system.Name, cancellation);
            await FetchedAsync(row, key, outcome, cancellation);
        }
        catch (FaultException failure)
        {
            if (failure.Fault.ConcernsSystem) await ClosedAsync(failure.Fault, cancellation);
            var wait = _context.Setup.Rules.Retry.Wait(row.Unanswered + 1, failure.Fault.RetryAfter, _context.Services.Chance());
            await _context.Store.ReturnAsync([new OutboxReturn(row, _context.Now + wait, null, failure.Fault.ToString())], cancellation);
        }
    }

    private async Task FetchedAsync(OutboxRow row, RecordKey key, ReadOneOutcome outcome, CancellationToken cancellation)
    {
        switch (outcome)
        {
            case ReadOneOutcome.Found found: await _intake.TakeAsync(found.Observations, "fetch", null, cancellation); break;
            case ReadOneOutcome.Unreadable unreadable: await new WaitingRoom(_context).ParkRejectedAsync([unreadable.Record], cancellation); break;
            case ReadOneOutcome.Gone:
                var vanished = new EntityEvent.Vanished(key) { At = _context.Now, Chance = _context.Services.Chance() };
                await _context.Runtime.AskAsync(ActorAddress.Entity(row.Kind, row.EntityId), new EntityEvents([vanished]), cancellation);
                await _intake.ReleaseAsync(key, cancellation);
                break;
            default: break;
        }

        // The row goes last, so that a crash in between does not lose the read; one that was put anew meanwhile stays.
        await _context.Store.FinishFetchesAsync([row], cancellation);
    }

    private Task ReturnAsync(List<OutboxRow> rows, string reason, CancellationToken cancellation) =>
        _context.Store.ReturnAsync([.. rows.Select(row => new OutboxReturn(row, _context.Now + TimeSpan.FromMinutes(10), null, reason))], cancellation);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "{System}: the sink of {Kind} threw")]
    private static partial void LogSinkThrew(ILogger log, Exception failure, string system, Kind kind);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "{System}: nothing is sent until {Until}: {Fault}")]
    private static partial void LogGateClosed(ILogger log, string system, DateTimeOffset until, string fault);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Information, Message = "{System}: push {Operation} of {Kind} failed: {Fault}")]
    private static partial void LogPushFailed(ILogger log, string system, Kind kind, string operation, string fault);
}
