using SyncCluster.Core.Deciding;

namespace SyncCluster.Core.Tests.Scenes;

/// <summary>What is true of every decision, whatever the rules.</summary>
internal sealed class Invariants(bool thorough = true)
{
    private readonly HashSet<string> _operations = [];
    private readonly HashSet<string> _mails = [];

    /// <summary>True where the last decision changed the state.</summary>
    public bool LastChanged { get; private set; }

    /// <summary>Decides, and holds the answer against everything that must always be so.</summary>
    public Decision<EntityState, EntityEffect> Check(EntityDecider decider, EntityState before, EntityEvent happened)
    {
        var text = thorough ? before.ToString() : null;
        var decision = decider.Decide(before, happened);
        if (thorough)
        {
            decision.ShouldBe(decider.Decide(before, happened), "the same arguments give the same answer");
            before.ToString().ShouldBe(text, "a state never changes");
        }

        LastChanged = !decision.State.Equals(before);
        if (happened is EntityEvent.Observed or EntityEvent.Vanished)
            decider.Decide(decision.State, happened).State.Equals(decision.State).ShouldBeTrue("the same read again changes nothing");

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
            (view.Sequence >= (old?.Sequence ?? 0)).ShouldBeTrue("numbers of operations only grow");
            (view.Acknowledged <= view.Sequence).ShouldBeTrue("what was not asked for cannot be acknowledged");
            if (view.Pending is not { } pending || pending.OperationId == old?.Pending?.OperationId)
            {
                if (view.Pending is { } same) same.Patch.Equals(old!.Pending!.Patch).ShouldBeTrue("an operation's patch never changes");
                continue;
            }

            _operations.Add(pending.OperationId).ShouldBeTrue("an operation id was used before");
            Operation.SequenceOf(pending.OperationId).ShouldBe(pending.Sequence);
        }
    }

    private static void EffectsFitTheState(Decision<EntityState, EntityEffect> decision)
    {
        foreach (var push in decision.Effects.OfType<EntityEffect.Push>())
            (decision.State.View(push.System)?.Pending?.OperationId == push.OperationId).ShouldBeTrue("what is to be pushed is what is pending");
        foreach (var view in decision.State.Systems)
        {
            (view.Pending?.Patch.Count != 0).ShouldBeTrue("nobody pushes nothing");
            (view.Pending is { Parked: true, Fault: null }).ShouldBeFalse("who waits knows why");
        }
    }

    private void MailsAreAskedForOnce(Decision<EntityState, EntityEffect> decision)
    {
        foreach (var mail in decision.Effects.OfType<EntityEffect.SendMail>())
            _mails.Add(mail.Mail.Key).ShouldBeTrue($"mail {mail.Mail.Key} was asked for before");
    }

    private static void ListsAreInOrder(EntityState state)
    {
        state.Systems.Select(view => view.System).SequenceEqual(state.Systems.Select(view => view.System).Order(StringComparer.Ordinal).Distinct()).ShouldBeTrue("views stand in order");
        state.Provenance.Select(one => one.Field).SequenceEqual(state.Canonical.Select(field => field.Key)).ShouldBeTrue("every value knows where it comes from");
    }
}
