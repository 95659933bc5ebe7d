using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>The one step of an entity, whoever takes it: decide, and once that is durable, wake who has something to do.</summary>
internal sealed class EntitySteps(EngineContext context)
{
    private readonly TransitionBuilder _transitions = new(context);

    /// <summary>The state that is stored; a new one where there is none.</summary>
    public static EntityState StateOf(StoredEntity? stored, Kind kind, string entityId) =>
        stored is null ? EntityState.New(entityId, kind) : EngineJson.Read<EntityState>(stored.State.Span);

    /// <summary>What follows from <paramref name="events"/>; null where nothing does.</summary>
    /// <param name="before">The state.</param>
    /// <param name="version">Its version; 0 for a new entity.</param>
    /// <param name="events">What happened, in order.</param>
    /// <param name="told">What else is to be told, where anything follows.</param>
    /// <param name="from">What the store noted when it read that version, where that is at hand.</param>
    public EntityStep? Decide(EntityState before, long version, EquatableList<EntityEvent> events, IReadOnlyList<Reason>? told = null, StoredNote? from = null)
    {
        using var tracing = EngineTracing.Decide(before.Kind, events.Count > 0 ? events[0].Trace : null);
        var after = before;
        var effects = new List<EntityEffect>();
        var reasons = new List<Reason>();
        foreach (var happened in events.AsSpan())
        {
            var decision = context.Decider.Decide(after, tracing is null ? happened : happened with { Trace = tracing.Id });
            after = decision.State;
            effects.AddRange(decision.Effects.AsSpan());
            reasons.AddRange(decision.Reasons.AsSpan());
        }

        if (version > 0 && effects.Count == 0 && after.Equals(before)) return null;
        if (told is not null) reasons.AddRange(told);
        return new EntityStep(before, after, effects, reasons, _transitions.Build(before, after, effects, reasons, version, context.Now, from));
    }

    /// <summary>Counts a step that was committed and wakes whoever has something to do.</summary>
    public void Committed(EntityStep step)
    {
        PushEnds.Count(step.Before, step.After);
        EngineMetrics.Conflicts(step.After.Kind, step.Reasons);
        var (entityId, now) = (step.After.EntityId, context.Now);
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case EntityEffect.Push push: Wake(context.OutboundOf(push.System, entityId), push.NotBefore, now); break;
                case EntityEffect.Fetch fetch: Wake(context.OutboundOf(fetch.System, entityId), fetch.NotBefore, now); break;
                case EntityEffect.SendMail { Mail: var mail }:
                    Wake(ActorAddress.Mail(context.MailShardOf(mail.To)), mail.Group is null ? now : now + context.Setup.GroupsMails, now);
                    break;
                case EntityEffect.AnnounceItem or EntityEffect.AskItems: context.Runtime.Hint(context.OutboundOf(TrackingBehavior.SystemName, entityId)); break;
                case EntityEffect.TellAt tell: Wake(context.OutboundOf(TrackingBehavior.SystemName, tell.Recipient), tell.At, now); break;
                case EntityEffect.Publish publish:
                    context.Runtime.Publish(new EntityChanged(entityId, step.After.Kind, step.Transition.ExpectedVersion + 1, publish.Fields, now));
                    break;
                default: break;
            }
        }

        foreach (var view in step.After.Systems.AsSpan())
        {
            if (view.RemoteId is null || step.Before.View(view.System)?.RemoteId == view.RemoteId) continue;
            foreach (var key in NaturalKey.Of(step.After.Kind, step.After.Canonical).Append(new NaturalKey(step.After.Kind, References.EntityField, entityId)))
                context.Services.Background.Run(() => context.Groups.WakeWaitingAsync(view.System, key));
        }
    }

    private void Wake(ActorAddress actor, DateTimeOffset notBefore, DateTimeOffset now)
    {
        if (notBefore <= now) context.Runtime.Hint(actor);
        else context.Runtime.HintAt(actor, notBefore);
    }
}

/// <summary>What an entity decided: durable once its transition is committed.</summary>
internal sealed record EntityStep(EntityState Before, EntityState After, List<EntityEffect> Effects, List<Reason> Reasons, Transition Transition);
