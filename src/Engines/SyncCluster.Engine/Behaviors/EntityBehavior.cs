using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;
using SyncCluster.Engine.Telemetry;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// One product, category, customer or order: loads its state, decides, commits state and effects together, then wakes
/// whoever has something to do. Runs no effect itself. Pages write states too (<see cref="BatchBehavior"/>): what is
/// remembered here may be old, which the store's version tells at the commit.
/// </summary>
internal sealed class EntityBehavior(ActorAddress address, EngineContext context) : IActorBehavior
{
    /// <summary>How often an entity that others are faster with is decided anew.</summary>
    public const int Tries = 5;

    private readonly EntitySteps _steps = new(context);
    private readonly EntityMerging _merging = new(context);
    private EntityState? _state;
    private long _version;

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation) => message switch
    {
        EntityEvents events => await HandleAsync(events.Events),
        Absorb absorb => await AbsorbAsync(absorb),
        LookAgain => await LookAgainAsync(),
        WakeUp or Reminder => await HandleAsync([new EntityEvent.Reminded { At = context.Now, Chance = context.Services.Chance() }]),
        _ => throw new NotSupportedException($"{address} does not understand {message.GetType().Name}."),
    };

    private async Task<IMessage> HandleAsync(EquatableList<EntityEvent> events)
    {
        var isAsked = events.Any(happened => happened is EntityEvent.Commanded);
        if (isAsked) _merging.Forget();
        for (var attempt = 1; ; attempt++)
        {
            var isRemembered = _state is not null;
            var before = _state ??= await LoadAsync();
            if (before.MergedInto is { } into) return await context.Runtime.AskAsync(address with { Key = into }, new EntityEvents(events), CancellationToken.None);
            if (_steps.Decide(before, _version, events, _merging.Told) is not { } step)
            {
                // That nothing follows is only true of the state as it is now: no commit would tell that this one is old.
                if (!isRemembered) return new EntityAnswer(_version, false, 0);
                _state = null;
                attempt--;
                continue;
            }

            var (found, transition) = await _merging.RivalAsync(step, isAsked);
            if (found is { } rival)
            {
                await MergeAsync(rival.EntityId, rival.Why);
                continue;
            }

            CommitVerdict verdict;
            try
            {
                verdict = await context.Groups.CommitAsync(transition);
            }
            catch
            {
                // Whether it was committed is not known: the next event must begin with what the store says.
                _state = null;
                throw;
            }

            if (verdict == CommitVerdict.Outdated)
            {
                _state = null;
                if (await _merging.HolderAsync(step.Transition) is { } holder && await MergeAsync(holder.EntityId, holder.Why)) continue;
                if (attempt >= Tries) throw new EntityContestedException(Contested(address));
                continue;
            }

            _state = step.After;
            _version++;
            _merging.Told.Clear();
            _steps.Committed(step);
            return new EntityAnswer(_version, step.Transition.Published, step.Effects.Count(effect => effect is EntityEffect.Push));
        }
    }

    /// <summary>Becomes one with another entity. True where it did, and what came must be decided anew; false where the two are not one thing.</summary>
    private async Task<bool> MergeAsync(string other, string why)
    {
        string? refusal;
        if (Doubles.Order(address.Key, other).Stays == address.Key)
        {
            refusal = ((Absorbed)await AbsorbAsync(new Absorb(other, why))).Refusal;
        }
        else
        {
            refusal = ((Absorbed)await context.Runtime.AskAsync(address with { Key = other }, new Absorb(address.Key, why), CancellationToken.None)).Refusal;
            _state = null;
        }

        if (refusal is not null) _merging.Refuse(other, refusal);
        return refusal is null;
    }

    private async Task<IMessage> AbsorbAsync(Absorb absorb)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Of an old state nothing would be lost, as the version tells, but two that were merged by others would be compared.
            var before = _state = await LoadAsync();
            if (before.MergedInto is { } into) return await context.Runtime.AskAsync(address with { Key = into }, absorb, CancellationToken.None);
            var other = await _merging.FindAsync(absorb.EntityId, before.Kind);
            if (before.Absorbed.Contains(other.State.EntityId) || other.State.EntityId == address.Key) return new Absorbed(null);
            if (Doubles.Order(address.Key, other.State.EntityId).Stays != address.Key)
            {
                _state = null;
                return await context.Runtime.AskAsync(address with { Key = other.State.EntityId }, new Absorb(address.Key, absorb.Why), CancellationToken.None);
            }

            if (Doubles.Refusal(before, other.State) is { } refusal) return new Absorbed(refusal);
            var merger = _merging.Prepare(before, _version, other, absorb.Why);
            _state = null;
            var verdicts = await context.Store.CommitAsync([merger.Goes, merger.Stays.Transition], CancellationToken.None);
            if (verdicts[0] == CommitVerdict.Committed)
            {
                _state = merger.Stays.After;
                _version++;
                EngineMetrics.EntitiesMerged(before.Kind);
                _steps.Committed(merger.Stays);
                _merging.WakeWaiting(merger);
                return new Absorbed(null);
            }

            if (attempt == Tries) throw new EntityContestedException(Contested(address));
        }
    }

    /// <summary>
    /// What spoke against this one's being another may have changed in either; and a key that the other has given up must
    /// become this one's, or a third would be made for it.
    /// </summary>
    private async Task<IMessage> LookAgainAsync()
    {
        _merging.Forget();
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var state = _state = await LoadAsync();
            if (state.MergedInto is { } into) return await context.Runtime.AskAsync(address with { Key = into }, LookAgain.Instance, CancellationToken.None);
            var (rival, refusal, hasFreeKeys) = await _merging.LookAsync(state);
            if (rival is not null)
            {
                await MergeAsync(rival.Value.EntityId, rival.Value.Why);
                continue;
            }

            if (hasFreeKeys && _version > 0)
            {
                var verdict = (await context.Store.CommitAsync([_merging.Naming(state, _version)], CancellationToken.None))[0];
                _state = null;
                if (verdict == CommitVerdict.Outdated) continue;
            }

            // It was told when it was refused first.
            _merging.Told.Clear();
            return new Looked(refusal);
        }

        throw new EntityContestedException(Contested(address));
    }

    /// <summary>What people read of an entity that could not be committed.</summary>
    public static string Contested(ActorAddress entity) =>
        $"{entity}: another activation, or another entity with the same record, was faster {Tries} times. What came is kept and tried again.";

    private async Task<EntityState> LoadAsync()
    {
        var stored = await context.Groups.LoadAsync(address.Key);
        _version = stored?.Version ?? 0;
        return EntitySteps.StateOf(stored, address.EntityKind, address.Key);
    }
}

/// <summary>An entity could not be committed because others are faster or hold its records.</summary>
public sealed class EntityContestedException(string message) : Exception(message);
