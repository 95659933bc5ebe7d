using System.Globalization;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Setup;

namespace SyncCluster.Engine.Orleans.Tests.Stage;

/// <summary>What a host would lend to a silo.</summary>
internal sealed class TestServices : IBackground
{
    public static EngineServices Engine { get; } = new(
        TimeProvider.System,
        new TestServices(),
        () => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture),
        () => 0.5);

    public void Run(Func<Task> work) => Task.Run(work).Ignore();
}
