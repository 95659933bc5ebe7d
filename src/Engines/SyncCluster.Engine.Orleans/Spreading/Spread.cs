using System.Net;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Behaviors;

namespace SyncCluster.Engine.Orleans.Spreading;

/// <summary>
/// Which of some places each actor that is never idle belongs to: the same answer in every process, of each group on
/// every place as many as on any other (give or take one), and few that move when a place comes or goes.
/// </summary>
/// <param name="groups">Actors that do alike work: the shards of one system, or all that work by schedule.</param>
internal sealed class Spread(IReadOnlyList<IReadOnlyList<ActorAddress>> groups)
{
    /// <summary>Where each actor of the groups belongs.</summary>
    /// <param name="places">The places, each once and in any order.</param>
    public IReadOnlyDictionary<ActorAddress, IPEndPoint> Over(IReadOnlyCollection<IPEndPoint> places)
    {
        var belongs = new Dictionary<ActorAddress, IPEndPoint>();
        foreach (var group in groups) Fill(belongs, group, places);
        return belongs;
    }

    /// <summary>The place of an actor for which no group provides.</summary>
    public static IPEndPoint Alone(ActorAddress actor, IEnumerable<IPEndPoint> places) => Preferred(actor, places).First();

    /// <summary>Each actor goes to the place that it prefers of those that have room: highest random weight, with bounds.</summary>
    private static void Fill(Dictionary<ActorAddress, IPEndPoint> belongs, IReadOnlyList<ActorAddress> group, IReadOnlyCollection<IPEndPoint> places)
    {
        var (least, more) = (group.Count / places.Count, group.Count % places.Count);
        var held = places.ToDictionary(place => place, _ => 0);
        foreach (var actor in group)
        {
            var place = Preferred(actor, places).First(one => held[one] < least || (held[one] == least && more > 0));
            if (held[place]++ == least) more--;
            belongs[actor] = place;
        }
    }

    private static IEnumerable<IPEndPoint> Preferred(ActorAddress actor, IEnumerable<IPEndPoint> places) => places
        .OrderByDescending(place => Mixed(EngineContext.StableHash($"{actor}@{place}"))).ThenBy(place => place.ToString(), StringComparer.Ordinal);

    /// <summary>Texts that differ in their last letters only differ in all bits afterwards.</summary>
    private static uint Mixed(uint hash)
    {
        hash = unchecked((hash ^ (hash >> 16)) * 0x85EBCA6B);
        hash = unchecked((hash ^ (hash >> 13)) * 0xC2B2AE35);
        return hash ^ (hash >> 16);
    }
}
