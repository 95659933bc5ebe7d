using System.Diagnostics;
using SyncCluster.Core.Rules;

namespace SyncCluster.Core.Deciding;

/// <summary>
/// Decides what follows from anything that happens to an entity. Pure: all synchronisation rules are reachable from
/// here and nowhere else.
/// </summary>
public sealed class EntityDecider(RuleBook book) : IDecider<EntityState, EntityEvent, EntityEffect>
{
    /// <inheritdoc/>
    public Decision<EntityState, EntityEffect> Decide(EntityState state, EntityEvent happened)
    {
        var rules = book.For(state.Kind)
            ?? throw new InvalidOperationException($"{state.EntityId}: kind {state.Kind} has no rules; add it to 'rules' in sync.yaml.");
        var draft = new EntityDraft(state, rules, book, happened);
        var goesOn = happened switch
        {
            EntityEvent.Observed observed => Observing.Apply(draft, observed.Observation, observed.Fingerprint),
            EntityEvent.Vanished vanished => Deleting.Vanished(draft, vanished.Key),
            EntityEvent.PushDone done => Delivering.Done(draft, done),
            EntityEvent.PushFailed failed => Delivering.Failed(draft, failed),
            EntityEvent.StockChecked stock => OrderSteps.StockChecked(draft, stock),
            EntityEvent.ItemsSeen seen => Tracking.ItemsSeen(draft, seen.Items),
            EntityEvent.TellDue due => Telling.Due(draft, due),
            EntityEvent.MailsReturned returned => Returning.Apply(draft, returned),
            EntityEvent.Absorbing absorbing => Merging.Apply(draft, absorbing),
            EntityEvent.Reminded => true,
            EntityEvent.Commanded commanded => Commanding.Apply(draft, commanded.Command),
            _ => throw new UnreachableException(),
        };
        if (goesOn)
        {
            Tracking.Apply(draft, state);
            Planning.Apply(draft);
            if (happened is EntityEvent.Absorbing { Other: var other }) Merging.GoOn(draft, other);
            Mailing.Apply(draft, isFirstContact: happened is EntityEvent.Observed { Observation.Key.System: var system } && state.View(system)?.RemoteId is null);
            Telling.Apply(draft);
        }

        return draft.Finish();
    }
}
