using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Scheduling;

namespace SyncCluster.Engine.Embedded.Tests.Local;

/// <summary>Actors of one process under virtual time, with behaviour that a test writes as a function.</summary>
internal sealed class ActorStage : IBehaviorFactory
{
    private readonly Func<ActorAddress, IMessage, Task<IMessage>> _handle;

    public ActorStage(
        Func<ActorAddress, IMessage, Task<IMessage>> handle, LocalActorOptions? options = null, MemoryDatabase? database = null,
        SimulationScheduler? scheduler = null)
    {
        _handle = handle;
        Scheduler = scheduler ?? new SimulationScheduler(1, SchedulingOptions.Plain);
        Process = Scheduler.Start("engine");
        Database = database ?? new MemoryDatabase();
        Actors = new LocalActors(
            options ?? new LocalActorOptions(), new MemoryStateStore(Database, Process.Time), Process.Time, Process, NullLoggerFactory.Instance);
        Run(() => Actors.StartAsync(this, CancellationToken.None));
    }

    public static ActorAddress Product { get; } = new(ActorType.Product, "p1");

    public SimulationScheduler Scheduler { get; }

    public SimulatedProcess Process { get; }

    public MemoryDatabase Database { get; }

    public LocalActors Actors { get; }

    /// <summary>How often behaviour was made.</summary>
    public int Made { get; private set; }

    public IActorBehavior Create(ActorAddress address)
    {
        Made++;
        return new Behavior(message => _handle(address, message));
    }

    public IMessage Ask(ActorAddress to, IMessage message) =>
        Scheduler.Complete(Process, () => Actors.AskAsync(to, message, CancellationToken.None));

    public void Run(Func<Task> work) => Scheduler.Complete(Process, work);

    public void Do(Action work) => Run(() =>
    {
        work();
        return Task.CompletedTask;
    });

    private sealed class Behavior(Func<IMessage, Task<IMessage>> handle) : IActorBehavior
    {
        public Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation) => handle(message);
    }
}
