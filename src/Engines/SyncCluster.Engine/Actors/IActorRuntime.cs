namespace SyncCluster.Engine.Actors;

/// <summary>
/// What an engine offers to behaviour: this small port is all that a one-process engine, a simulation and a cluster
/// have to have in common.
/// </summary>
public interface IActorRuntime
{
    /// <summary>Sends a message and waits for the answer. Messages from one sender to one actor keep their order.</summary>
    /// <exception cref="Exception">What the actor's handler threw.</exception>
    Task<IMessage> AskAsync(ActorAddress to, IMessage message, CancellationToken cancellation);

    /// <summary>
    /// Wakes an actor. A hint: it may be lost, and several may arrive as one; what is true is in the store, and sweeps
    /// find what a lost hint left behind.
    /// </summary>
    void Hint(ActorAddress to);

    /// <summary>Wakes an actor at a time; lost when the process ends.</summary>
    void HintAt(ActorAddress to, DateTimeOffset at);

    /// <summary>Sets a durable reminder: <see cref="Reminder"/> is sent to the actor every <paramref name="period"/>, first at <paramref name="due"/>.</summary>
    Task RemindAsync(ActorAddress actor, string name, DateTimeOffset due, TimeSpan period, CancellationToken cancellation);

    /// <summary>Takes a reminder away.</summary>
    Task ForgetReminderAsync(ActorAddress actor, string name, CancellationToken cancellation);

    /// <summary>Tells whoever listens that an entity changed. A hint.</summary>
    void Publish(EntityChanged change);
}

/// <summary>How one actor behaves. Made when its actor wakes, forgotten when it unloads; calls never overlap.</summary>
public interface IActorBehavior
{
    /// <summary>Handles one message and answers it.</summary>
    Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation);
}

/// <summary>Makes the behaviour of an actor.</summary>
public interface IBehaviorFactory
{
    /// <summary>The behaviour for <paramref name="address"/>.</summary>
    IActorBehavior Create(ActorAddress address);
}

/// <summary>
/// Runs work that belongs to no actor (group commits, timers): on the thread pool in a process, on the one thread of
/// a simulation.
/// </summary>
public interface IBackground
{
    /// <summary>Starts <paramref name="work"/> outside any actor. What it throws is logged by the engine.</summary>
    void Run(Func<Task> work);
}
