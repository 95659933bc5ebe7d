using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Intake;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Finds out that two entities are one thing, and makes them one: in a single commit everything of the one passes to the
/// other, and whoever still speaks to the first is sent on. Of two the one with the lower id stays, and only towards it do
/// actors ask each other: no two can wait for each other.
/// </summary>
internal sealed class EntityMerging(EngineContext context)
{
    private readonly TransitionBuilder _transitions = new(context);
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly WaitingRoom _waiting = new(context);

    /// <summary>What is to be told of a double that was met and is none.</summary>
    public List<Reason> Told { get; } = [];

    /// <summary>
    /// Another entity that owns a key which a system has just given to this one. Keys of new entities were claimed before
    /// anybody decided: nothing is looked up for those.
    /// </summary>
    /// <param name="step">What was decided.</param>
    /// <param name="isAsked">A person asks for something: what spoke against it before may not any more.</param>
    /// <returns>The other entity, null where there is none; and the transition, which need not own what stays another's.</returns>
    public async Task<((string EntityId, string Why)? Rival, Transition Transition)> RivalAsync(EntityStep step, bool isAsked)
    {
        var transition = step.Transition;
        if (transition.ExpectedVersion == 0) return (null, transition);
        var keys = isAsked ? TransitionBuilder.GivenKeys(step.After) : transition.MustOwn;
        if (keys.Count == 0) return (null, transition);
        var (rival, refused, _) = await OwnersAsync(step.After, keys);
        if (rival is not null || refused.Count == 0) return (rival, transition);

        // Before it is committed: afterwards a crash could come first, and nobody would look again.
        await ParkAsync(step.After, refused);
        return (null, transition with { MustOwn = [.. transition.MustOwn.Except(refused.Select(one => one.Key))] });
    }

    /// <summary>Who owns the keys of an entity that nothing has happened to.</summary>
    /// <returns>Another that was not refused yet; why others that were keep a key; and whether a key is nobody's.</returns>
    public async Task<((string EntityId, string Why)? Rival, string? Refusal, bool HasFreeKeys)> LookAsync(EntityState state)
    {
        var (rival, refused, hasFreeKeys) = await OwnersAsync(state, TransitionBuilder.GivenKeys(state));
        if (rival is not null || refused.Count == 0) return (rival, null, hasFreeKeys);
        await ParkAsync(state, refused);
        return (null, _refused[refused[0].Owner], hasFreeKeys);
    }

    /// <summary>The step that only names the entity's keys, so that those that came free are its own.</summary>
    public Transition Naming(EntityState state, long version) => _transitions.Naming(state, version, context.Now);

    private async Task<((string EntityId, string Why)? Rival, List<(NaturalKey Key, string Owner)> Refused, bool HasFreeKeys)> OwnersAsync(
        EntityState state, IReadOnlyList<NaturalKey> keys)
    {
        var owners = await context.Store.FindOwnersAsync(keys, CancellationToken.None);
        var refused = new List<(NaturalKey, string)>();
        for (var i = 0; i < keys.Count; i++)
        {
            if (owners[i] is not { } owner || owner == state.EntityId || state.Absorbed.Contains(owner)) continue;
            if (!_refused.ContainsKey(owner)) return ((owner, $"both have {keys[i]}"), refused, false);
            refused.Add((keys[i], owner));
        }

        return (null, refused, owners.Any(owner => owner is null));
    }

    private Task ParkAsync(EntityState state, List<(NaturalKey Key, string Owner)> refused) =>
        _waiting.ParkRivalAsync(state, refused[0].Key, refused[0].Owner, _refused[refused[0].Owner], CancellationToken.None);

    /// <summary>Another entity that holds a record which this one was to be bound to.</summary>
    public async Task<(string EntityId, string Why)?> HolderAsync(Transition transition)
    {
        foreach (var group in transition.Records.Where(change => change.Fingerprint is not null).GroupBy(change => change.Key.System))
        {
            var keys = group.Select(change => change.Key).ToList();
            var known = await context.Store.FindRecordsAsync(group.Key, transition.Kind, [.. keys.Select(key => key.RemoteId)], CancellationToken.None);
            for (var i = 0; i < keys.Count; i++)
                if (known[i] is { } record && record.EntityId != transition.EntityId && !_refused.ContainsKey(record.EntityId)) return (record.EntityId, $"both are {keys[i]}");
        }

        return null;
    }

    /// <summary>Why the two stay two; remembered, so that it is asked and told once.</summary>
    public void Refuse(string other, string refusal)
    {
        if (_refused.TryAdd(other, refusal)) Told.Add(new Reason(ReasonKind.Merged, $"Has a key of {other}, which is another thing: {refusal}"));
    }

    /// <summary>Asks again about what was refused.</summary>
    public void Forget() => _refused.Clear();

    /// <summary>An entity as it is stored, or the one that it passed into.</summary>
    public async Task<(EntityState State, long Version)> FindAsync(string entityId, Kind kind)
    {
        while (true)
        {
            var stored = (await context.Store.LoadAsync([entityId], CancellationToken.None))[0];
            var state = stored is null ? EntityState.New(entityId, kind) : EngineJson.Read<EntityState>(stored.State.Span);
            if (state.MergedInto is not { } into) return (state, stored?.Version ?? 0);
            entityId = into;
        }
    }

    /// <summary>What has to be committed so that <paramref name="before"/> takes the other in.</summary>
    public Merger Prepare(EntityState before, long version, (EntityState State, long Version) other, string why)
    {
        var state = other.State;
        var now = context.Now;
        var decision = context.Decider.Decide(before, new EntityEvent.Absorbing(state, why) { At = now, Chance = context.Services.Chance() });
        List<EntityEffect> effects = [.. decision.Effects];
        List<Reason> reasons = [.. decision.Reasons];
        Reason[] farewell = [new(ReasonKind.Merged, $"Is the same thing as {before.EntityId}: {why}")];
        var withdrawn = state.Systems.Where(view => view.Pending is not null).Select(view => (EntityEffect)new EntityEffect.Withdraw(view.System));
        var goes = _transitions.Build(
            state, Doubles.Remains(state, before.EntityId), [.. withdrawn, new EntityEffect.Publish(EquatableList<string>.Empty)], farewell, other.Version, now);
        var stays = _transitions.Build(before, decision.State, effects, reasons, version, now);
        return new Merger(goes with { OnlyWithNext = true }, new EntityStep(before, decision.State, effects, reasons, stays with { MustOwn = [] }), [.. state.Absorbed, state.EntityId]);
    }

    /// <summary>Pushes that wait for an entity that is this one now may go on.</summary>
    public void WakeWaiting(Merger merger)
    {
        var after = merger.Stays.After;
        foreach (var view in after.Systems.Where(view => view.RemoteId is not null))
            foreach (var id in merger.Absorbed.Append(after.EntityId))
                context.Services.Background.Run(() => context.Groups.WakeWaitingAsync(view.System, new NaturalKey(after.Kind, References.EntityField, id)));
    }
}

/// <summary>Two entities that are to become one.</summary>
/// <param name="Goes">The step of the one that passes into the other, to be committed together with the other's.</param>
/// <param name="Stays">The step of the other.</param>
/// <param name="Absorbed">Ids that lead to the one that stays from then on.</param>
internal sealed record Merger(Transition Goes, EntityStep Stays, IReadOnlyList<string> Absorbed);
