using SyncCluster.Engine.Actors;

namespace SyncCluster.Server.Composition.Clustering;

/// <summary>A process that Orleans knows as a silo.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Address">By which the others reach it.</param>
/// <param name="Status">As the membership has it: active, joining, dead …</param>
internal sealed record SiloView(string Name, string Address, string Status);

/// <summary>Where an actor that works by schedule lives.</summary>
internal sealed record Whereabouts(ActorType Type, string Key, string Silo);

/// <summary>How many actors of a type a silo has in memory.</summary>
internal sealed record Residents(string Silo, string Type, long Count);

/// <summary>The cluster at one moment.</summary>
/// <param name="Silos">Everybody whom the membership still lists.</param>
/// <param name="Workers">Feeds, outbound shards, mail and inbox actors, and where each is. One that stands here twice runs twice.</param>
/// <param name="Residents">Actors in memory.</param>
internal sealed record ClusterSight(IReadOnlyList<SiloView> Silos, IReadOnlyList<Whereabouts> Workers, IReadOnlyList<Residents> Residents);

/// <summary>What an engine of a cluster can tell of it.</summary>
internal interface ICluster
{
    /// <summary>Why this process cannot do its part just now, in one sentence; null where it can.</summary>
    string? WhyAway { get; }

    /// <summary>How many silos are active, as far as this process knows; 0 where it does not know.</summary>
    int ActiveSilos { get; }

    /// <summary>Actors in memory of this process, by type; empty for a client.</summary>
    Task<IReadOnlyList<Residents>> ResidentsHereAsync();

    /// <summary>Asks every silo.</summary>
    Task<ClusterSight> LookAsync(CancellationToken cancellation);
}
