using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Scheduling;
using SyncCluster.Engine.Storage;
using SyncCluster.Testing.Engines;

namespace SyncCluster.Engine.Embedded.Tests;

public sealed class SimulationEngineConformance : EngineConformance
{
    protected override Task<EngineStage> OpenAsync() =>
        Task.FromResult<EngineStage>(new Stage(new SimulationScheduler(5, SchedulingOptions.Plain)));

    private sealed class Stage(SimulationScheduler scheduler) : EngineStage(scheduler, TimeSpan.FromSeconds(30))
    {
        private readonly MemoryDatabase _database = new();
        private SimulatedProcess? _process;
        private LocalEngine? _engine;
        private int _ids;

        public override IStateStore Store => new MemoryStateStore(_database, scheduler.Outside.Time);

        public override Task StartAsync()
        {
            var process = scheduler.Start("engine");
            var services = new EngineServices(process.Time, process, () => $"entity-of-the-simulation-{++_ids:d5}", () => 0.5);
            _process = process;
            _engine = new LocalEngine(
                Setup(process.Time), services, new MemoryStateStore(_database, process.Time), new LocalActorOptions(), NullLoggerFactory.Instance);
            scheduler.Complete(process, () => _engine.StartAsync(CancellationToken.None));
            return Task.CompletedTask;
        }

        public override Task CrashAsync()
        {
            _process?.Kill();
            return Task.CompletedTask;
        }

        public override Task<IMessage> AskAsync(ActorAddress to, IMessage message) =>
            Task.FromResult(scheduler.Complete(_process!, () => _engine!.Runtime.AskAsync(to, message, CancellationToken.None)));

        public override Task<T> RunAsync<T>(Func<Task<T>> work) => Task.FromResult(scheduler.Complete(scheduler.Outside, work));

        public override Task UntilAsync(Func<bool> reached, string what)
        {
            scheduler.RunUntil(reached, TimeSpan.FromHours(1)).ShouldBeTrue(what);
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync() => await CrashAsync();
    }
}
