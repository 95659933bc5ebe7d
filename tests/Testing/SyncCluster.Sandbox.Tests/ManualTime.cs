namespace SyncCluster.Sandbox.Tests;

/// <summary>A clock that stands until a test moves it.</summary>
internal sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; private set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    public void Set(DateTimeOffset now) => Now = now;

    public void Advance(TimeSpan by) => Now += by;
}
