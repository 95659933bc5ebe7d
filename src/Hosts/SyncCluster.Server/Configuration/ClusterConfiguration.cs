using System.Net;

namespace SyncCluster.Server.Configuration;

/// <summary>Which cluster this process belongs to and where it stands in it; read where the engine is Orleans.</summary>
/// <param name="ServiceId">Reminders and schedules belong to the service; one database serves one.</param>
/// <param name="ClusterId">Silos of one cluster id find each other.</param>
internal sealed record ClusterConfiguration(string ServiceId, string ClusterId)
{
    /// <summary>What leaving the cluster takes after running handlers ended or were cancelled.</summary>
    public static TimeSpan Leaving { get; } = TimeSpan.FromSeconds(15);

    /// <summary>What this process is called in the cluster; null for a name made of address and port.</summary>
    public string? Name { get; init; }

    /// <summary>By which the others reach this one.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Port for silos.</summary>
    public required int SiloPort { get; init; }

    /// <summary>Port for clients.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>True to listen on all addresses of the machine and not only on <see cref="Address"/>.</summary>
    public bool ListensEverywhere { get; init; }

    /// <summary>How many silos there should be; only told in metrics.</summary>
    public int ExpectedSilos { get; init; } = 1;

    /// <summary>How often silos ask each other whether they live.</summary>
    public required TimeSpan ProbeEvery { get; init; }

    /// <summary>How long it goes on answering after it is told to stop, while readiness is already false.</summary>
    public required TimeSpan Drain { get; init; }

    /// <summary>How long stopping may take in all.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>How long a push that was taken may stay without an answer before another silo looks after it.</summary>
    public required TimeSpan PushLease { get; init; }

    /// <summary>After how long without news an entity is unloaded.</summary>
    public required TimeSpan EntityIdleAfter { get; init; }

    /// <summary>What is left of the grace period for handlers that run.</summary>
    public TimeSpan Finish => Grace - Drain - Leaving;

    /// <summary>How it is told of in logs and pages.</summary>
    public string Title => Name ?? $"{Address}:{SiloPort}";

    public override string ToString() => $"cluster '{ClusterId}' of service '{ServiceId}', {Title}";
}
