using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Storage;

/// <summary>A database of one test's own, on which stores can be opened one after the other and side by side.</summary>
public abstract class StoreDatabase : IAsyncDisposable
{
    /// <summary>A store on this database; its schema is not upgraded yet.</summary>
    public abstract IStateStore Open(TimeProvider time);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A clock that stands until it is set.</summary>
public sealed class StandingClock : TimeProvider
{
    /// <summary>What time it is.</summary>
    public DateTimeOffset Now { get; set; } = Samples.Start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
