using SyncCluster.Engine.Actors;

namespace SyncCluster.Simulation.Tests.Bugs;

/// <summary>Reminders are never set: what a lost hint left behind is never found.</summary>
internal sealed class NoReminders(IActorRuntime inner) : IActorRuntime
{
    public Task<IMessage> AskAsync(ActorAddress to, IMessage message, CancellationToken cancellation) => inner.AskAsync(to, message, cancellation);

    public void Hint(ActorAddress to) => inner.Hint(to);

    public void HintAt(ActorAddress to, DateTimeOffset at) => inner.HintAt(to, at);

    /// <summary>Feeds are woken once, so that anything happens at all.</summary>
    public Task RemindAsync(ActorAddress actor, string name, DateTimeOffset due, TimeSpan period, CancellationToken cancellation)
    {
        inner.Hint(actor);
        return Task.CompletedTask;
    }

    public Task ForgetReminderAsync(ActorAddress actor, string name, CancellationToken cancellation) => Task.CompletedTask;

    public void Publish(EntityChanged change) => inner.Publish(change);
}
