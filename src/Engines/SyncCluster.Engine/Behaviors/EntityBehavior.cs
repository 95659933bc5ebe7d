using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// One product, category, customer or order: loads its state, decides, commits state and effects together, then wakes
/// whoever has something to do. Runs no effect itself.
/// </summary>
internal sealed class EntityBehavior(ActorAddress address, EngineContext context) : IActorBehavior
{
    private const int Tries = 5;

    private readonly TransitionBuilder _transitions = new(context);
    private EntityState? _state;
    private long _version;

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation) => message switch
    {
        EntityEvents events => await HandleAsync(events.Events),
        WakeUp or Reminder => await HandleAsync([new EntityEvent.Reminded { At = context.Now, Chance = context.Services.Chance() }]),
        _ => throw new NotSupportedException($"{address} does not understand {message.GetType().Name}."),
    };

    private async Task<IMessage> HandleAsync(EquatableList<EntityEvent> events)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = _state ??= await LoadAsync();
            var (after, effects, reasons) = Fold(before, events);
            if (_version > 0 && effects.Count == 0 && after.Equals(before)) return new EntityAnswer(_version, false, 0);
            var transition = _transitions.Build(before, after, effects, reasons, _version, context.Now);
            CommitVerdict verdict;
            try
            {
                verdict = await context.Groups.CommitAsync(transition);
            }
            catch
            {
                // Whether it was committed is not known: the next event must begin with what the store says.
                _state = null;
                throw;
            }

            if (verdict == CommitVerdict.Outdated)
            {
                _state = null;
                if (attempt == Tries)
                    throw new EntityContestedException($"{address}: another activation, or another entity with the same record, was faster {Tries} times. What came is kept and tried again.");
                continue;
            }

            _state = after;
            _version++;
            PushEnds.Count(before, after);
            Wake(before, after, effects);
            return new EntityAnswer(_version, transition.Published, effects.Count(effect => effect is EntityEffect.Push));
        }
    }

    private (EntityState State, List<EntityEffect> Effects, List<Reason> Reasons) Fold(EntityState state, EquatableList<EntityEvent> events)
    {
        var effects = new List<EntityEffect>();
        var reasons = new List<Reason>();
        foreach (var happened in events)
        {
            var decision = context.Decider.Decide(state, happened);
            state = decision.State;
            effects.AddRange(decision.Effects);
            reasons.AddRange(decision.Reasons);
        }

        return (state, effects, reasons);
    }

    private async Task<EntityState> LoadAsync()
    {
        var stored = await context.Groups.LoadAsync(address.Key);
        _version = stored?.Version ?? 0;
        return stored is null ? EntityState.New(address.Key, address.EntityKind) : EngineJson.Read<EntityState>(stored.State.Span);
    }

    private void Wake(EntityState before, EntityState after, List<EntityEffect> effects)
    {
        var now = context.Now;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case EntityEffect.Push push: Wake(ActorAddress.Outbound(push.System, context.ShardOf(push.System, address.Key)), push.NotBefore, now); break;
                case EntityEffect.Fetch fetch: Wake(ActorAddress.Outbound(fetch.System, context.ShardOf(fetch.System, address.Key)), fetch.NotBefore, now); break;
                case EntityEffect.SendMail { Mail.Group: { } group }: Wake(ActorAddress.Mail(context.MailShardOf(group)), now + context.Setup.GroupsMails, now); break;
                case EntityEffect.SendMail: context.Runtime.Hint(ActorAddress.Mail(context.MailShardOf(address.Key))); break;
                case EntityEffect.AnnounceItem or EntityEffect.AskItems: context.Runtime.Hint(Tracker(address.Key)); break;
                case EntityEffect.TellAt tell: Wake(Tracker(tell.Recipient), tell.At, now); break;
                case EntityEffect.Publish publish: context.Runtime.Publish(new EntityChanged(address.Key, after.Kind, _version, publish.Fields, now)); break;
                default: break;
            }
        }

        foreach (var view in after.Systems)
        {
            if (view.RemoteId is null || before.View(view.System)?.RemoteId == view.RemoteId) continue;
            foreach (var key in NaturalKey.Of(after.Kind, after.Canonical).Append(new NaturalKey(after.Kind, References.EntityField, address.Key)))
                context.Services.Background.Run(() => context.Groups.WakeWaitingAsync(view.System, key));
        }
    }

    private ActorAddress Tracker(string of) =>
        ActorAddress.Outbound(TrackingBehavior.SystemName, context.ShardOf(TrackingBehavior.SystemName, of));

    private void Wake(ActorAddress actor, DateTimeOffset notBefore, DateTimeOffset now)
    {
        if (notBefore <= now) context.Runtime.Hint(actor);
        else context.Runtime.HintAt(actor, notBefore);
    }
}

/// <summary>An entity could not be committed because others are faster or hold its records.</summary>
public sealed class EntityContestedException(string message) : Exception(message);
