using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Core.Rules;
using SyncCluster.Engine;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Setup;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Benchmarks;

/// <summary>The real behaviours over the real store, with two systems that cost nothing: an ERP that is read in two halves, a shop that is written.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly LocalActors _actors;
    private readonly BenchFeed[] _feeds;
    private readonly int _records;

    private BenchEngine(IStateStore store, LocalActors actors, EngineSetup setup, BenchSystem shop, BenchFeed[] feeds, int records)
    {
        Store = store;
        _actors = actors;
        Setup = setup;
        Shop = shop;
        _feeds = feeds;
        _records = records;
    }

    public IStateStore Store { get; }

    public EngineSetup Setup { get; }

    public BenchSystem Shop { get; }

    public IActorRuntime Actors => _actors;

    /// <summary>Entity actors that were loaded when last looked.</summary>
    public int Loaded => _actors.Counts.LoadedEntities;

    /// <param name="store">Migrated.</param>
    /// <param name="records">Products of the ERP.</param>
    /// <param name="pushes">Whether outbound actors run; without them what is measured ends with the commit.</param>
    public static async Task<BenchEngine> StartAsync(IStateStore store, int records, bool pushes)
    {
        var time = TimeProvider.System;
        var erp = new BenchSystem("erp", time);
        var half = records / 2;
        BenchFeed[] feeds = [erp.AddFeed("first-half", 0, half), erp.AddFeed("second-half", half, records - half)];
        var shop = new BenchSystem("shop", time) { IsSink = true };
        var rules = new RuleBook([new KindRules
        {
            Kind = Kind.Product,
            Master = "erp",
            Systems = [new SystemRules("erp", []), new SystemRules("shop", ProductFields.All.Select(field => field.Name).ToEquatableList()) { Creates = true }],
        }]);
        var setup = new EngineSetup
        {
            Rules = rules,
            Systems = [new SystemSetup("erp", "erp", erp) { PageSize = 1000 }, new SystemSetup("shop", "shop", shop) { Concurrency = 2 }],
            Brake = new() { Share = 1, Minimum = int.MaxValue },
            EntityConcurrency = 1000,
        };
        var background = new PoolBackground();
        var actors = new LocalActors(new LocalActorOptions(), store, time, background, NullLoggerFactory.Instance);
        var services = new EngineServices(time, background, () => Guid.CreateVersion7().ToString("N"), Random.Shared.NextDouble);
        IActorRuntime runtime = pushes ? actors : new WithoutOutbound(actors);
        await actors.StartAsync(new EngineBehaviors(setup, services, store, runtime, NullLoggerFactory.Instance), CancellationToken.None);
        return new BenchEngine(store, actors, setup, shop, feeds, records);
    }

    /// <summary>Reads every record once, in its version of <paramref name="round"/>; answers how long that took until all was durable.</summary>
    public async Task<TimeSpan> ReadAllAsync(int round)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_feeds.Select(feed => ReadAsync(feed, round)));
        return Stopwatch.GetElapsedTime(started);
    }

    private async Task ReadAsync(BenchFeed feed, int round)
    {
        feed.Round = round;
        var target = feed.Served + (_records / 2);
        var address = ActorAddress.Feed("erp", feed.Name);
        await _actors.AskAsync(address, new FeedCommand(FeedAction.Run, "benchmark"), CancellationToken.None);
        while (feed.Served < target) await _actors.AskAsync(address, WakeUp.Instance, CancellationToken.None);
        await _actors.AskAsync(address, WakeUp.Instance, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _actors.DisposeAsync();
        await Store.DisposeAsync();
    }

    private sealed class PoolBackground : IBackground
    {
        public void Run(Func<Task> work) => Task.Run(work).ContinueWith(
            done => Console.Error.WriteLine(done.Exception), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Leaves the outbox alone, so that commits of pushes are not counted as commits of changes.</summary>
    private sealed class WithoutOutbound(IActorRuntime inner) : IActorRuntime
    {
        public Task<IMessage> AskAsync(ActorAddress to, IMessage message, CancellationToken cancellation) => inner.AskAsync(to, message, cancellation);

        public void Hint(ActorAddress to)
        {
            if (to.Type != ActorType.Outbound) inner.Hint(to);
        }

        public void HintAt(ActorAddress to, DateTimeOffset at)
        {
            if (to.Type != ActorType.Outbound) inner.HintAt(to, at);
        }

        public Task RemindAsync(ActorAddress actor, string name, DateTimeOffset due, TimeSpan period, CancellationToken cancellation) => Task.CompletedTask;

        public Task ForgetReminderAsync(ActorAddress actor, string name, CancellationToken cancellation) => Task.CompletedTask;

        public void Publish(EntityChanged change) { }
    }
}
