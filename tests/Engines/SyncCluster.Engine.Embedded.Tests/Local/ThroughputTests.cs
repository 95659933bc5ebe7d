using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Local;
using SyncCluster.Engine.Simulation.Memory;

namespace SyncCluster.Engine.Embedded.Tests.Local;

public sealed class ThroughputTests(ITestOutputHelper output)
{
    /// <summary>Measured, printed, and held far below what a quiet machine does, so that a busy one does not fail.</summary>
    [Fact]
    public async Task asking_is_cheap()
    {
        const int Askers = 16, Asks = 20_000;
        var background = new ThreadPoolBackground(NullLogger.Instance);
        await using var actors = new LocalActors(
            new LocalActorOptions(), new MemoryStateStore(new MemoryDatabase(), TimeProvider.System), TimeProvider.System, background, NullLoggerFactory.Instance);
        await actors.StartAsync(new Factory(), CancellationToken.None);
        await RoundAsync(500);
        var allocated = GC.GetTotalAllocatedBytes();
        var started = TimeProvider.System.GetTimestamp();
        await RoundAsync(Asks);
        var took = TimeProvider.System.GetElapsedTime(started);
        var each = (GC.GetTotalAllocatedBytes() - allocated) / (Askers * Asks);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Askers * Asks / took.TotalSeconds:N0} asks/s, {each} bytes each"));
        (Askers * Asks / took.TotalSeconds).ShouldBeGreaterThan(50_000);
        each.ShouldBeLessThan(800);

        Task RoundAsync(int asks) => Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(async () =>
        {
            var to = Enumerable.Range(0, 64).Select(i => new ActorAddress(ActorType.Product, $"p{(asker * 64) + i}")).ToArray();
            for (var i = 0; i < asks; i++) await actors.AskAsync(to[i % to.Length], WakeUp.Instance, CancellationToken.None);
        })));
    }

    private sealed class Factory : IBehaviorFactory, IActorBehavior
    {
        private static readonly Task<IMessage> Answer = Task.FromResult<IMessage>(Done.Instance);

        public IActorBehavior Create(ActorAddress address) => this;

        public Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation) => Answer;
    }
}
