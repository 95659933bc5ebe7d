namespace SyncCluster.Connectors;

/// <summary>
/// A system whose reading can be done by a process of its own, which hands what it read over by a broker: robot and core
/// then fail apart (S4-14). The system's feeds, in the process with the engine, take it from there.
/// </summary>
public interface IRobotWork
{
    /// <summary>True where a broker is configured, so that there is something to work for.</summary>
    bool HandsOver { get; }

    /// <summary>Reads by its schedule and hands over, until it is told to stop. Throws for nothing that the system or the broker does.</summary>
    Task WorkAsync(CancellationToken cancellation);
}
