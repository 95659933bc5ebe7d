using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Engine;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Benchmarks;

/// <summary>The real behaviours over the real store, in this process or as silos of a cluster, between the systems of a <see cref="BenchWorld"/>.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly Func<int> _loaded;
    private readonly Func<ValueTask> _end;

    private BenchEngine(BenchWorld world, IStateStore store, IActorRuntime actors, Func<int> loaded, Func<ValueTask> end)
    {
        World = world;
        Store = store;
        Actors = actors;
        _loaded = loaded;
        _end = end;
    }

    public BenchWorld World { get; }

    public IStateStore Store { get; }

    public IActorRuntime Actors { get; }

    /// <summary>Entity actors that were loaded when last looked; 0 where nobody counts them.</summary>
    public int Loaded => _loaded();

    /// <summary>What hosts lend to an engine.</summary>
    public static EngineServices Services { get; } = new(TimeProvider.System, new PoolBackground(), () => Guid.CreateVersion7().ToString("N"), Random.Shared.NextDouble);

    /// <summary>An engine of one process.</summary>
    /// <param name="store">Migrated; ends with the engine.</param>
    /// <param name="world">What it stands between.</param>
    public static async Task<BenchEngine> StartAsync(IStateStore store, BenchWorld world)
    {
        var actors = new LocalActors(new LocalActorOptions(), store, Services.Time, Services.Background, NullLoggerFactory.Instance);
        await actors.StartAsync(new EngineBehaviors(world.Setup, Services, store, actors, NullLoggerFactory.Instance), CancellationToken.None);
        return new BenchEngine(world, store, actors, () => actors.Counts.LoadedEntities, async () =>
        {
            await actors.DisposeAsync();
            await store.DisposeAsync();
        });
    }

    /// <summary>An engine that runs already.</summary>
    public static BenchEngine Over(BenchWorld world, IStateStore store, IActorRuntime actors, Func<ValueTask> end) => new(world, store, actors, () => 0, end);

    /// <summary>Reads every record once, in its version of <paramref name="round"/>; answers how long that took until all was durable.</summary>
    public async Task<TimeSpan> ReadAllAsync(int round)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(World.Feeds.Select(feed => ReadAsync(feed, round)));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>
    /// Reads every record for the first time and lets the shop have them; from then on it answers nothing, so that what is
    /// measured ends with the commit.
    /// </summary>
    public async Task ImportAsync()
    {
        World.Shop.Holds = false;
        await ReadAllAsync(round: 0);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await Store.ListOutboxAsync(null, null, 1, CancellationToken.None)).Count > 0) await beat.WaitForNextTickAsync();
        World.Shop.Holds = true;
    }

    private async Task ReadAsync(BenchFeed feed, int round)
    {
        feed.Round = round;
        var ended = feed.Ended;
        var address = ActorAddress.Feed("erp", feed.Name);
        await Actors.AskAsync(address, new FeedCommand(FeedAction.Run, "benchmark"), CancellationToken.None);
        while (feed.Ended == ended) await Actors.AskAsync(address, WakeUp.Instance, CancellationToken.None);
        await Actors.AskAsync(address, WakeUp.Instance, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        World.Shop.LetGo();
        await _end();
    }

    private sealed class PoolBackground : IBackground
    {
        public void Run(Func<Task> work) => Task.Run(work).ContinueWith(
            done => Console.Error.WriteLine(done.Exception), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
