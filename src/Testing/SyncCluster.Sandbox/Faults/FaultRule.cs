namespace SyncCluster.Sandbox.Faults;

/// <summary>When a fault happens, and how.</summary>
public sealed record FaultRule
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>For the next so many matching calls; null (the default) until it is removed.</summary>
    public int? Times { get; init; }

    /// <summary>Share of matching calls that are hit, 0 to 1. Default: 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Only calls with this HTTP method; null (the default) for all.</summary>
    public string? Method { get; init; }

    /// <summary>Only calls whose path (for webhooks: topic) contains this; null (the default) for all.</summary>
    public string? Path { get; init; }

    /// <summary>How much longer a call takes. Used by <see cref="FaultKind.Latency"/>.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// What Retry-After says. Default: 2 s. The maintenance page says 600 s, as recorded, unless this is set.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many writes old a stale read is. Default: 1.</summary>
    public int StaleVersions { get; init; } = 1;

    /// <summary>How old a stale read is at least. Default: no minimum.</summary>
    public TimeSpan StaleAge { get; init; }
}
