using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Testing.Storage;

namespace SyncCluster.Engine.Storage.Tests;

/// <summary>The model itself keeps the rules.</summary>
public sealed class MemoryConformance : StateStoreConformance
{
    protected override Task<StoreDatabase> CreateAsync(CancellationToken cancellation) => Task.FromResult<StoreDatabase>(new Database());

    private sealed class Database : StoreDatabase
    {
        private readonly MemoryDatabase _database = new();

        public override IStateStore Open(TimeProvider time) => new MemoryStateStore(_database, time);
    }
}
