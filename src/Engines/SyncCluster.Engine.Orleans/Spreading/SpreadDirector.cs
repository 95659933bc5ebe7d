using Orleans.Runtime.Placement;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Orleans.Actors;

namespace SyncCluster.Engine.Orleans.Spreading;

/// <summary>
/// Places the grains of actors that are never idle where they belong (<see cref="Spread"/>). It stands in for Orleans' own
/// placement by hash, which silos of an earlier version understand too, so that they can place these grains as well.
/// </summary>
internal sealed class SpreadDirector(SiloActors actors) : IPlacementDirector
{
    private static readonly Dictionary<string, ActorType> Types =
        Enum.GetValues<ActorType>().ToDictionary(type => type.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint) return Task.FromResult(hint);
        var id = target.GrainIdentity;
        var actor = new ActorAddress(Types[id.Type.ToString()!], id.Key.ToString()!);
        return Task.FromResult(actors.Places.Of(actor, silos));
    }
}
