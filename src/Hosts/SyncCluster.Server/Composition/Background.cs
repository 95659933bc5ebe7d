using SyncCluster.Engine.Actors;

namespace SyncCluster.Server.Composition;

/// <summary>Work that belongs to no actor, on the thread pool; what fails is logged and found again by sweeps.</summary>
internal sealed partial class Background(ILoggerFactory logs) : IBackground
{
    private readonly ILogger _log = logs.CreateLogger<Background>();

    /// <inheritdoc/>
    public void Run(Func<Task> work) => _ = Task.Run(async () =>
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            LogFailed(_log, failure);
        }
    });

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "Work in the background failed; sweeps find what it left behind")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
