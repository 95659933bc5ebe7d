using System.Collections.Concurrent;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Orleans.Spreading;

/// <summary>
/// Where actors that are never idle belong by the silos that are there, and which of them are to leave this silo: after
/// a silo has joined or gone, and the others have been the same for a while, so that one that comes and goes moves nobody.
/// </summary>
internal sealed class SiloPlaces(Spread spread, TimeSpan settlesAfter)
{
    // A silo of the version before may have placed one elsewhere; it is moved again, but not again and again.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<ActorAddress, bool> _leave = new();
    private SiloAddress[] _known = [];
    private IReadOnlyDictionary<ActorAddress, SiloAddress> _belong = new Dictionary<ActorAddress, SiloAddress>();
    private SiloAddress[] _seen = [];
    private DateTimeOffset _since;
    private DateTimeOffset? _toldAt;

    /// <summary>The silo, of some, on which an actor belongs.</summary>
    public SiloAddress Of(ActorAddress actor, IReadOnlyCollection<SiloAddress> silos)
    {
        var belong = Over(silos);
        if (belong.TryGetValue(actor, out var silo)) return silo;
        var place = Spread.Alone(actor, silos.Select(one => one.Endpoint));
        return silos.First(one => one.Endpoint.Equals(place));
    }

    /// <summary>
    /// Looks who is there. Answers those that belong elsewhere when that is decided anew; each leaves when it is asked the
    /// next time.
    /// </summary>
    public IReadOnlyCollection<ActorAddress> Look(SiloAddress here, IReadOnlyCollection<SiloAddress> active, DateTimeOffset now)
    {
        var silos = Sorted(active);
        if (!silos.SequenceEqual(_seen))
        {
            (_seen, _since, _toldAt) = (silos, now, null);
            _leave.Clear();
        }

        if (now - _since < settlesAfter || now - _toldAt < LookAgainAfter || !silos.Contains(here)) return [];
        _toldAt = now;
        _leave.Clear();
        foreach (var (actor, silo) in Over(silos))
            if (!silo.Equals(here)) _leave[actor] = true;
        return [.. _leave.Keys];
    }

    /// <summary>True once for an actor that belongs elsewhere.</summary>
    public bool Leaves(ActorAddress actor) => _leave.ContainsKey(actor) && _leave.TryRemove(actor, out _); // Every turn asks; only the first look needs no lock.

    private IReadOnlyDictionary<ActorAddress, SiloAddress> Over(IReadOnlyCollection<SiloAddress> silos)
    {
        var sorted = Sorted(silos);
        lock (_lock)
        {
            if (!sorted.SequenceEqual(_known))
            {
                // Of one that was restarted both lives may be known for a moment: the later one counts.
                var byPlace = sorted.GroupBy(silo => silo.Endpoint).ToDictionary(same => same.Key, same => same.MaxBy(silo => silo.Generation)!);
                _belong = spread.Over(byPlace.Keys).ToDictionary(one => one.Key, one => byPlace[one.Value]);
                _known = sorted;
            }

            return _belong;
        }
    }

    private static SiloAddress[] Sorted(IReadOnlyCollection<SiloAddress> silos) => [.. silos.Order()];
}
