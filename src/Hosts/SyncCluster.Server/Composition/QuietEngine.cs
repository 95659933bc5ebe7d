using System.Threading.Channels;
using SyncCluster.Engine;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Server.Composition;

/// <summary>
/// An engine in which only some actors do anything, when they are asked, and nothing comes by itself: for commands that
/// look or put something right and must push nothing. Sets no reminders.
/// </summary>
internal sealed class QuietEngine : ISyncEngine
{
    private readonly IStateStore _store;
    private readonly LocalActors _actors;
    private readonly EngineBehaviors _behaviors;
    private readonly Func<ActorType, bool> _works;
    private readonly ChangeSubscription _changes;

    public QuietEngine(EngineSetup setup, IStateStore store, HostServices services, Func<ActorType, bool> works)
    {
        _store = store;
        _works = works;
        var background = new Background(services.Logs);
        _actors = new LocalActors(new LocalActorOptions(), new NoReminders(), services.Time, background, services.Logs);
        _behaviors = new EngineBehaviors(setup, services.ForEngine(background), store, _actors, services.Logs);
        _changes = _actors.Subscribe();
    }

    /// <inheritdoc/>
    public IActorRuntime Runtime => _actors;

    /// <inheritdoc/>
    public ChannelReader<EntityChanged> Changes => _changes.Changes;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _store.MigrateAsync(cancellation);
        await _actors.StartAsync(new SomeBehaviors(_behaviors, _works), cancellation);
    }

    /// <inheritdoc/>
    public Task StopAsync() => _actors.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _actors.DisposeAsync();
        _changes.Dispose();
    }

    private sealed class SomeBehaviors(IBehaviorFactory all, Func<ActorType, bool> works) : IBehaviorFactory
    {
        public IActorBehavior Create(ActorAddress address) => works(address.Type) ? all.Create(address) : new Idle();
    }

    private sealed class Idle : IActorBehavior
    {
        public Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation) => Task.FromResult<IMessage>(Done.Instance);
    }

    /// <summary>Reminders of the real engine stay as they are in the store.</summary>
    private sealed class NoReminders : IReminderStore
    {
        public Task SetReminderAsync(StoredReminder reminder, CancellationToken cancellation) => Task.CompletedTask;

        public Task ClearReminderAsync(string actor, string name, CancellationToken cancellation) => Task.CompletedTask;

        public Task<IReadOnlyList<StoredReminder>> ListRemindersAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<StoredReminder>>([]);
    }
}
