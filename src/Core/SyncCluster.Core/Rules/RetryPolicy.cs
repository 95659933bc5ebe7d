namespace SyncCluster.Core.Rules;

/// <summary>How failed pushes are repeated: exponential, with jitter, within limits.</summary>
public sealed record RetryPolicy
{
    /// <summary>Wait after the first failure.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries of one push that may have been applied each time, before it is parked.</summary>
    public int UnknownTries { get; init; } = 12;

    /// <summary>Tries of one push that met a changed or doubled record, before it is parked.</summary>
    public int ConflictTries { get; init; } = 3;

    /// <summary>The wait after failure number <paramref name="attempt"/>.</summary>
    /// <param name="attempt">1 after the first failure.</param>
    /// <param name="asked">What the system asks for; the longer counts.</param>
    /// <param name="chance">In [0, 1); spreads retries over the second half of the wait.</param>
    public TimeSpan Wait(int attempt, TimeSpan? asked, double chance)
    {
        var spread = Backoff.Doubled(First, Longest, attempt - 1) * (0.5 + (chance / 2));
        return asked is { } least && least > spread ? least + TimeSpan.FromSeconds(chance) : spread;
    }
}

/// <summary>
/// Stops an entity whose pushes contradict one system more often than a set rate: something there answers every push with
/// a change. Pushes that others ask for, and be it a stock level that moves every second, are no loop and are not counted.
/// </summary>
public sealed record LoopBreaker
{
    /// <summary>Code of the fault of what was stopped.</summary>
    public const string Code = "loop";

    /// <summary>Pushes allowed within <see cref="Window"/> that take back what the system itself changed.</summary>
    public int Pushes { get; init; } = 30;

    /// <summary>The time over which pushes are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);
}
