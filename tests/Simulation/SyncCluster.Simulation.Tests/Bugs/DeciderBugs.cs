using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;

namespace SyncCluster.Simulation.Tests.Bugs;

/// <summary>Whatever was read last counts, however old it says it is.</summary>
internal sealed class OlderRevisionAccepted(IDecider<EntityState, EntityEvent, EntityEffect> inner) : IDecider<EntityState, EntityEvent, EntityEffect>
{
    public Decision<EntityState, EntityEffect> Decide(EntityState state, EntityEvent happened) => inner.Decide(state, happened switch
    {
        EntityEvent.Observed observed => observed with { Observation = observed.Observation with { ModifiedAt = null, SeenAt = observed.At } },
        _ => happened,
    });
}

/// <summary>An entity that takes another in forgets what the other knew of its systems.</summary>
internal sealed class DoubleForgotten(IDecider<EntityState, EntityEvent, EntityEffect> inner) : IDecider<EntityState, EntityEvent, EntityEffect>
{
    public Decision<EntityState, EntityEffect> Decide(EntityState state, EntityEvent happened) => inner.Decide(state, happened switch
    {
        EntityEvent.Absorbing absorbing => absorbing with { Other = EntityState.New(absorbing.Other.EntityId, absorbing.Other.Kind) },
        _ => happened,
    });
}

/// <summary>What was written is not remembered as held: reading it back looks like a change by the system.</summary>
internal sealed class EchoNotRecognised(IDecider<EntityState, EntityEvent, EntityEffect> inner) : IDecider<EntityState, EntityEvent, EntityEffect>
{
    public Decision<EntityState, EntityEffect> Decide(EntityState state, EntityEvent happened) => inner.Decide(state, happened switch
    {
        EntityEvent.PushDone done => done with { Sent = FieldSet.Empty, Receipt = done.Receipt with { Stored = null }, Fingerprint = Fingerprint.None },
        _ => happened,
    });
}
