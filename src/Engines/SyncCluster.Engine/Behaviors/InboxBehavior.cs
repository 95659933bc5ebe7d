using Microsoft.Extensions.Logging;
using SyncCluster.Connectors;
using SyncCluster.Connectors.Signals;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>Handles a system's accepted webhooks: each is a hint that is followed by a read, or by what its body says with a time.</summary>
internal sealed partial class InboxBehavior : IActorBehavior
{
    /// <summary>Name of the reminder that looks after the system's hooks.</summary>
    public const string WatchHooks = "hooks";

    private const int Batch = 50;

    private readonly EngineContext _context;
    private readonly SystemSetup _system;
    private readonly ActorAddress _address;
    private readonly Intake.Intake _intake;
    private readonly ILogger _log;
    private readonly HookKeeper _hooks;

    public InboxBehavior(ActorAddress address, EngineContext context)
    {
        _context = context;
        _address = address;
        _system = context.Setup.System(address.Key) ?? throw new InvalidOperationException($"{address}: no such system is configured.");
        _intake = new Intake.Intake(context);
        _log = context.Logs.CreateLogger<InboxBehavior>();
        _hooks = new HookKeeper(context, _system, _log);
    }

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        switch (message)
        {
            case Reminder { Name: WatchHooks }: await _hooks.LookAsync(cancellation); return Done.Instance;
            case WakeUp or Reminder: await WorkAsync(cancellation); return Done.Instance;
            case RetryParked retry: return await new ParkedRetry(_context, _system, _intake).TryAsync(retry, cancellation);
            default: throw new NotSupportedException($"{_address} does not understand {message.GetType().Name}.");
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        var signals = await _context.Store.ReadSignalsAsync(_system.Name, Batch, cancellation);
        if (signals.Count == 0) return;
        using var tracing = EngineTracing.Signal(_system.Name);
        var hints = signals.Select(one => (Signal: one, Hint: EngineJson.Read<SignalVerdict>(one.Payload.Span))).ToList();

        await _hooks.HeardAsync([.. hints.Select(one => KindOf(one.Hint)).OfType<Kind>().Distinct()], cancellation);

        // Bodies that say how the record is, with a time, are taken in together; the rest is read one by one.
        var told = hints.Where(one => one.Hint is SignalVerdict.Hint { Observations.Count: > 0 }).ToList();
        await _intake.TakeAsync([.. told.SelectMany(one => ((SignalVerdict.Hint)one.Hint).Observations)], "webhook", null, cancellation);
        await _context.Store.MarkSignalsHandledAsync(_system.Name, [.. told.Select(one => one.Signal.ContentKey)], cancellation);
        foreach (var (signal, verdict) in hints.Except(told))
        {
            try
            {
                await FollowAsync(verdict, cancellation);
                await _context.Store.MarkSignalsHandledAsync(_system.Name, [signal.ContentKey], cancellation);
            }
            catch (FaultException failure)
            {
                LogLater(_log, _system.Name, failure.Fault.ToString());
                _context.Runtime.HintAt(_address, _context.Now + _context.Setup.Rules.Retry.Wait(1, failure.Fault.RetryAfter, _context.Services.Chance()));
                return;
            }
        }

        _context.Runtime.Hint(_address);
    }

    private static Kind? KindOf(SignalVerdict verdict) => verdict switch
    {
        SignalVerdict.Hint hint => hint.Key.Kind,
        SignalVerdict.Unreadable unreadable => unreadable.Record.Key.Kind,
        _ => null,
    };

    private async Task FollowAsync(SignalVerdict verdict, CancellationToken cancellation)
    {
        switch (verdict)
        {
            case SignalVerdict.Unreadable unreadable: await new WaitingRoom(_context).ParkRejectedAsync([unreadable.Record], cancellation); break;
            case SignalVerdict.Hint hint:
                var outcome = await _system.External.ReadOneAsync(hint.Key, cancellation);
                switch (outcome)
                {
                    case ReadOneOutcome.Found found: await _intake.TakeAsync(found.Observations, "webhook", null, cancellation); break;
                    case ReadOneOutcome.Unreadable rejected: await new WaitingRoom(_context).ParkRejectedAsync([rejected.Record], cancellation); break;
                    case ReadOneOutcome.Gone: await GoneAsync(hint.Key, cancellation); break;
                    default: break;
                }

                break;
            default: break;
        }
    }

    private async Task GoneAsync(RecordKey key, CancellationToken cancellation)
    {
        if ((await _context.Store.FindRecordsAsync(key.System, key.Kind, [key.RemoteId], cancellation))[0] is not { } record) return;
        var vanished = new EntityEvent.Vanished(key) { At = _context.Now, Chance = _context.Services.Chance() };
        await _context.Runtime.AskAsync(ActorAddress.Entity(key.Kind, record.EntityId), new EntityEvents([vanished]), cancellation);
        await _intake.ReleaseAsync(key, cancellation);
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "{System}: a webhook cannot be followed yet: {Fault}")]
    private static partial void LogLater(ILogger log, string system, string fault);
}
