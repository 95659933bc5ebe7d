using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;

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
    private EntityState? _state;
    private long _version;

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation) => message switch
    {
        EntityEvents events => await HandleAsync(events.Events),
        WakeUp or Reminder => await HandleAsync([new EntityEvent.Reminded { At = context.Now, Chance = context.Services.Chance() }]),
        _ => throw new NotSupportedException($"{address} does not understand {message.GetType().Name}."),
    };

    private async Task<IMessage> HandleAsync(EquatableList<EntityEvent> events)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isRemembered = _state is not null;
            var before = _state ??= await LoadAsync();
            if (_steps.Decide(before, _version, events) is not { } step)
            {
                // That nothing follows is only true of the state as it is now: no commit would tell that this one is old.
                if (!isRemembered) return new EntityAnswer(_version, false, 0);
                _state = null;
                attempt--;
                continue;
            }

            CommitVerdict verdict;
            try
            {
                verdict = await context.Groups.CommitAsync(step.Transition);
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
                if (attempt == Tries) throw new EntityContestedException(Contested(address));
                continue;
            }

            _state = step.After;
            _version++;
            _steps.Committed(step);
            return new EntityAnswer(_version, step.Transition.Published, step.Effects.Count(effect => effect is EntityEffect.Push));
        }
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
