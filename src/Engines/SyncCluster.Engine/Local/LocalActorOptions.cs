namespace SyncCluster.Engine.Local;

/// <summary>How actors of one process are kept.</summary>
public sealed record LocalActorOptions
{
    /// <summary>An actor that had nothing to do for this long is unloaded. Default: 10 minutes.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// More entity actors than this are not kept loaded: those idle the longest go first. Default: 4,000. A change of the
    /// whole catalog passes through once; states kept for nobody cost memory and, above all, the collector's time.
    /// </summary>
    public int MostLoadedEntities { get; init; } = 4_000;

    /// <summary>How long running handlers may take to finish when the engine stops. Default: 30 seconds.</summary>
    public TimeSpan StopsWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long handlers may take to notice that they are cancelled after that. Default: 5 seconds.</summary>
    public TimeSpan CancelsWithin { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>What actors of one process did so far, and what they hold now. Read by metrics.</summary>
/// <param name="Loaded">Actors loaded now.</param>
/// <param name="LoadedEntities">Entity actors among them.</param>
/// <param name="Busy">Actors that handle or have to handle something now.</param>
/// <param name="Asks">Messages asked.</param>
/// <param name="Hints">Hints taken, those that became one with an undelivered one left out.</param>
/// <param name="HintsJoined">Hints that became one with an undelivered one.</param>
/// <param name="Reminders">Reminders sent.</param>
/// <param name="Failures">Handlers that threw.</param>
/// <param name="Unloaded">Actors unloaded.</param>
public readonly record struct LocalActorCounts(
    int Loaded, int LoadedEntities, int Busy, long Asks, long Hints, long HintsJoined, long Reminders, long Failures, long Unloaded);
