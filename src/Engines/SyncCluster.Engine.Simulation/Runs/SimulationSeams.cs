using SyncCluster.Connectors;
using SyncCluster.Core.Deciding;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Runs;

/// <summary>Where tests put bugs in, to see that the checkers notice: around the engine's ports, never inside it.</summary>
internal sealed record SimulationSeams
{
    public Func<IStateStore, IStateStore> Store { get; init; } = store => store;

    public Func<StoreWeather, StoreWeather> Weather { get; init; } = weather => weather;

    public Func<IActorRuntime, IActorRuntime> Runtime { get; init; } = runtime => runtime;

    public Func<IExternalSystem, IExternalSystem> System { get; init; } = system => system;

    public Func<IDecider<EntityState, EntityEvent, EntityEffect>, IDecider<EntityState, EntityEvent, EntityEffect>> Decider { get; init; } = decider => decider;
}
