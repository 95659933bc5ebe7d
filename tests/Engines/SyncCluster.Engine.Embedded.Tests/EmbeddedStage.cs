using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;
using SyncCluster.Testing.Engines;
using SyncCluster.Testing.Storage;

namespace SyncCluster.Engine.Embedded.Tests;

/// <summary>The one-process engine on a real database, in real time.</summary>
internal sealed class EmbeddedStage(StoreDatabase database) : EngineStage(new RealTime(), TimeSpan.FromMilliseconds(200))
{
    private readonly IStateStore _store = database.Open(TimeProvider.System);
    private EmbeddedEngine? _engine;
    private IStateStore? _engineStore;

    public override IStateStore Store => _store;

    public override async Task StartAsync()
    {
        _engineStore = database.Open(TimeProvider.System);
        _engine = new EmbeddedEngine(
            Setup(TimeProvider.System), _engineStore, TimeProvider.System, () => 0.5, NullLoggerFactory.Instance,
            new LocalActorOptions { StopsWithin = TimeSpan.Zero, CancelsWithin = TimeSpan.FromSeconds(10) });
        await _engine.StartAsync(CancellationToken.None);
    }

    public override async Task CrashAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        if (_engineStore is not null) await _engineStore.DisposeAsync();
        (_engine, _engineStore) = (null, null);
    }

    public override Task<IMessage> AskAsync(ActorAddress to, IMessage message) =>
        (_engine ?? throw new UnreachableException()).Runtime.AskAsync(to, message, CancellationToken.None);

    public override Task<T> RunAsync<T>(Func<Task<T>> work) => work();

    public override async Task UntilAsync(Func<bool> reached, string what)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!reached()) await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await CrashAsync();
        await _store.DisposeAsync();
        await database.DisposeAsync();
    }

    private sealed class RealTime : IWorldTime
    {
        public DateTimeOffset Now => TimeProvider.System.GetUtcNow();

        public void Tell(string text)
        {
        }
    }
}
