using Microsoft.Extensions.Logging;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// What happened to many entities at once, as a page brings it: all states in one load, each decided on by itself, all
/// transitions in one commit. It remembers nothing. Where an entity's own actor, or another batch, was faster, the
/// store's version says so, and that entity alone is loaded and decided again; one that cannot be decided is named in
/// the answer and holds nobody up.
/// </summary>
internal sealed partial class BatchBehavior(ActorAddress address, EngineContext context) : IActorBehavior
{
    private readonly EntitySteps _steps = new(context);
    private readonly ILogger _log = context.Logs.CreateLogger<BatchBehavior>();

    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        if (message is not EntityBatch batch) throw new NotSupportedException($"{address} does not understand {message.GetType().Name}.");
        var refused = new List<BatchRefusal>();
        IReadOnlyList<BatchedEvents> left = batch.Entities;
        for (var attempt = 1; left.Count > 0 && attempt <= EntityBehavior.Tries; attempt++) left = await StepAsync(batch.Kind, left, refused);
        foreach (var one in left) await HandOnAsync(batch.Kind, one, refused);
        return new BatchAnswer(refused.ToEquatableList());
    }

    /// <summary>Takes a step of each; answers those with which others were faster.</summary>
    private async Task<IReadOnlyList<BatchedEvents>> StepAsync(Kind kind, IReadOnlyList<BatchedEvents> entities, List<BatchRefusal> refused)
    {
        var ids = new string[entities.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = entities[i].EntityId;

        // Not given up half-way: what was committed must be told to whoever has something to do.
        var stored = await context.Store.LoadAsync(ids, CancellationToken.None);
        var steps = new List<(BatchedEvents Entity, EntityStep Step)>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            if (Decide(kind, entities[i], stored[i], refused, out var isMerged) is { } step) steps.Add((entities[i], step));
            else if (isMerged) await HandOnAsync(kind, entities[i], refused);
        }

        await HandOnDoublesAsync(kind, steps, refused);
        if (steps.Count == 0) return [];
        var verdicts = await context.Store.CommitAsync([.. steps.Select(one => one.Step.Transition)], CancellationToken.None);
        List<BatchedEvents>? overtaken = null;
        for (var i = 0; i < steps.Count; i++)
        {
            if (verdicts[i] == CommitVerdict.Committed) _steps.Committed(steps[i].Step);
            else (overtaken ??= []).Add(steps[i].Entity);
        }

        return overtaken ?? [];
    }

    /// <summary>
    /// An entity that passed into another, was given a key that another owns, or is to be bound to another's record, may be
    /// a double: its own actor sees to that (<see cref="EntityMerging"/>).
    /// </summary>
    private async Task HandOnAsync(Kind kind, BatchedEvents entity, List<BatchRefusal> refused)
    {
        try
        {
            await context.Runtime.AskAsync(ActorAddress.Entity(kind, entity.EntityId), new EntityEvents(entity.Events), CancellationToken.None);
        }
        catch (EntityContestedException contested)
        {
            refused.Add(new BatchRefusal(entity.EntityId, true, contested.Message));
        }
    }

    private async Task HandOnDoublesAsync(Kind kind, List<(BatchedEvents Entity, EntityStep Step)> steps, List<BatchRefusal> refused)
    {
        var keys = new List<(int At, NaturalKey Key)>();
        for (var i = 0; i < steps.Count; i++)
            foreach (var key in steps[i].Step.Transition.MustOwn) keys.Add((i, key));
        if (keys.Count == 0) return;
        var owners = await context.Store.FindOwnersAsync([.. keys.Select(one => one.Key)], CancellationToken.None);
        var doubles = keys.Zip(owners).Where(one => one.Second is { } owner && owner != steps[one.First.At].Entity.EntityId && !steps[one.First.At].Step.After.Absorbed.Contains(owner))
            .Select(one => one.First.At).ToHashSet();
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            if (!doubles.Contains(i)) continue;
            var entity = steps[i].Entity;
            steps.RemoveAt(i);
            await HandOnAsync(kind, entity, refused);
        }
    }

    private EntityStep? Decide(Kind kind, BatchedEvents entity, StoredEntity? stored, List<BatchRefusal> refused, out bool isMerged)
    {
        isMerged = false;
        try
        {
            var before = EntitySteps.StateOf(stored, kind, entity.EntityId);
            isMerged = before.MergedInto is not null;
            return isMerged ? null : _steps.Decide(before, stored?.Version ?? 0, entity.Events, from: stored?.Note);
        }
#pragma warning disable CA1031 // Whatever is wrong with one entity must not hold up the others; it is logged, told and parked.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogNotDecided(_log, failure, ActorAddress.Entity(kind, entity.EntityId));
            refused.Add(new BatchRefusal(entity.EntityId, false, failure.Message));
            return null;
        }
    }

    [LoggerMessage(EventId = 1321, Level = LogLevel.Error, Message = "{Entity} could not decide what follows from what came; that is parked, the others go on")]
    private static partial void LogNotDecided(ILogger log, Exception failure, ActorAddress entity);
}
