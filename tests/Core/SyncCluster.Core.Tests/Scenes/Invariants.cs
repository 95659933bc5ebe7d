using SyncCluster.Core.Deciding;

namespace SyncCluster.Core.Tests.Scenes;

/// <summary>What is true of every decision, whatever the rules.</summary>
internal sealed class Invariants
{
    private readonly HashSet<string> _operations = [];
    private readonly HashSet<string> _mails = [];

    /// <summary>True where the last decision changed the state.</summary>
    public bool LastChanged { get; private set; }

    /// <summary>Decides, and holds the answer against everything that must always be so.</summary>
    public Decision<EntityState, EntityEffect> Check(EntityDecider decider, EntityState before, EntityEvent happened)
    {
        var text = before.ToString();
        var decision = decider.Decide(before, happened);
        var again = decider.Decide(before, happened);
        decision.ShouldBe(again, "the same arguments give the same answer");
        before.ToString().ShouldBe(text, "a state never changes");
        LastChanged = !decision.State.Equals(before);
        decision.State.Equals(before).ShouldBe(before.Equals(decision.State), "equality goes both ways");
        if (happened is EntityEvent.Observed or EntityEvent.Vanished)
            decider.Decide(decision.State, happened).State.ShouldBe(decision.State, "the same read again changes nothing");

        OperationsAreNeverReused(before, decision.State);
        EffectsFitTheState(decision);
        MailsAreAskedForOnce(decision);
        ListsAreInOrder(decision.State);
        return decision;
    }

    private void OperationsAreNeverReused(EntityState before, EntityState after)
    {
        foreach (var view in after.Systems)
        {
            var old = before.View(view.System);
            view.Sequence.ShouldBeGreaterThanOrEqualTo(old?.Sequence ?? 0);
            view.Acknowledged.ShouldBeLessThanOrEqualTo(view.Sequence);
            if (view.Pending is not { } pending || pending.OperationId == old?.Pending?.OperationId)
            {
                if (view.Pending is { } same) same.Patch.ShouldBe(old!.Pending!.Patch, "an operation's patch never changes");
                continue;
            }

            _operations.Add(pending.OperationId).ShouldBeTrue($"operation {pending.OperationId} was used before");
            Operation.SequenceOf(pending.OperationId).ShouldBe(pending.Sequence);
        }
    }

    private static void EffectsFitTheState(Decision<EntityState, EntityEffect> decision)
    {
        foreach (var push in decision.Effects.OfType<EntityEffect.Push>())
            decision.State.View(push.System).ShouldNotBeNull().Pending.ShouldNotBeNull($"a push to {push.System} of nothing");
        foreach (var view in decision.State.Systems)
        {
            if (view.Pending is { } pending) pending.Patch.Count.ShouldBeGreaterThan(0, "nobody pushes nothing");
            if (view.Pending is { Parked: true }) view.Pending.Fault.ShouldNotBeNull("who waits knows why");
        }
    }

    private void MailsAreAskedForOnce(Decision<EntityState, EntityEffect> decision)
    {
        foreach (var mail in decision.Effects.OfType<EntityEffect.SendMail>())
            _mails.Add(mail.Mail.Key).ShouldBeTrue($"mail {mail.Mail.Key} was asked for before");
    }

    private static void ListsAreInOrder(EntityState state)
    {
        state.Systems.Select(view => view.System).ShouldBe(state.Systems.Select(view => view.System).Order(StringComparer.Ordinal).Distinct());
        state.Provenance.Select(one => one.Field).ShouldBe(state.Canonical.Select(field => field.Key), "every value knows where it comes from");
    }
}
