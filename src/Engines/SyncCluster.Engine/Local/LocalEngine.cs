using Microsoft.Extensions.Logging;
using SyncCluster.Core.Deciding;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Local;

/// <summary>Actors, behaviour and reminders of an engine that is one process, put together; wherever that process runs.</summary>
public sealed class LocalEngine : IAsyncDisposable
{
    private readonly IStateStore _store;
    private readonly TimeProvider _time;

    /// <summary>An engine that does nothing yet.</summary>
    public LocalEngine(EngineSetup setup, EngineServices services, IStateStore store, LocalActorOptions options, ILoggerFactory logs)
        : this(setup, services, store, options, logs, runtime => runtime, null)
    {
    }

    /// <summary>The same with a decorated runtime and another decider: for tests that plant bugs.</summary>
    internal LocalEngine(
        EngineSetup setup,
        EngineServices services,
        IStateStore store,
        LocalActorOptions options,
        ILoggerFactory logs,
        Func<IActorRuntime, IActorRuntime> decorate,
        IDecider<EntityState, EntityEvent, EntityEffect>? decider)
    {
        _store = store;
        _time = services.Time;
        Actors = new LocalActors(options, store, services.Time, services.Background, logs);
        Runtime = decorate(Actors);
        Behaviors = decider is null
            ? new EngineBehaviors(setup, services, store, Runtime, logs)
            : new EngineBehaviors(setup, services, store, Runtime, logs, decider);
        Signals = new SignalDoor(setup, store, Runtime);
    }

    /// <summary>The actors: counts, and subscriptions to changes.</summary>
    public LocalActors Actors { get; }

    /// <summary>Where actors are asked and woken.</summary>
    public IActorRuntime Runtime { get; }

    /// <summary>What the actors do.</summary>
    public EngineBehaviors Behaviors { get; }

    /// <summary>Where webhooks come in.</summary>
    public SignalDoor Signals { get; }

    /// <summary>Brings the store up to date, opens the actors and sees to the reminders.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _store.MigrateAsync(cancellation);
        await Actors.StartAsync(Behaviors, cancellation);
        var schedules = Behaviors.Schedules;
        foreach (var (actor, name) in Actors.Reminders)
        {
            // A system that was taken out of the configuration left its reminders behind.
            if (!schedules.Any(schedule => schedule.Actor == actor && schedule.Name == name))
                await Actors.ForgetReminderAsync(actor, name, cancellation);
        }

        foreach (var schedule in schedules)
        {
            if (!Actors.IsReminded(schedule.Actor, schedule.Name, schedule.Period))
                await Runtime.RemindAsync(schedule.Actor, schedule.Name, _time.GetUtcNow(), schedule.Period, cancellation);
        }
    }

    /// <summary>See <see cref="LocalActors.StopAsync"/>.</summary>
    public Task StopAsync() => Actors.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Actors.DisposeAsync();
}
