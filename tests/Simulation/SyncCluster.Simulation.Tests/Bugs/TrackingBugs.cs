using System.Reflection;
using SyncCluster.Core.Deciding;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Simulation.Tests.Bugs;

/// <summary>A product that changes at its supplier tells no order.</summary>
internal sealed class NothingAnnounced(IDecider<EntityState, EntityEvent, EntityEffect> inner) : IDecider<EntityState, EntityEvent, EntityEffect>
{
    public Decision<EntityState, EntityEffect> Decide(EntityState state, EntityEvent happened)
    {
        var decision = inner.Decide(state, happened);
        return decision with { Effects = decision.Effects.Where(effect => effect is not EntityEffect.AnnounceItem).ToEquatableList() };
    }
}

/// <summary>What the customer knows is taken for what was read last: a date is compared with the scrape before, not with the mail before.</summary>
internal sealed class ComparedWithLastRead(IDecider<EntityState, EntityEvent, EntityEffect> inner) : IDecider<EntityState, EntityEvent, EntityEffect>
{
    public Decision<EntityState, EntityEffect> Decide(EntityState state, EntityEvent happened)
    {
        if (happened is EntityEvent.ItemsSeen && state.Delivery is { } delivery)
            state = state with { Delivery = delivery with { Lines = delivery.Lines.Select(line => line with { Told = line.Item?.Promise }).ToEquatableList() } };
        return inner.Decide(state, happened);
    }
}

/// <summary>What is to be told to orders is taken off the list when it is begun, not when it is done: a crash in between loses it.</summary>
public class TrackingTakenAtOnce : DispatchProxy
{
    private IStateStore _inner = null!;

    /// <summary>The store with the bug.</summary>
    public static IStateStore Around(IStateStore inner)
    {
        var proxy = Create<IStateStore, TrackingTakenAtOnce>();
        ((TrackingTakenAtOnce)(object)proxy)._inner = inner;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IStateStore.TakeAsync) && (string)args![0]! == "@tracking")
            return TakeAsync((int)args[1]!, (DateTimeOffset)args[2]!, (DateTimeOffset)args[3]!, (int)args[4]!);
        return targetMethod.Invoke(_inner, args);
    }

    private async Task<IReadOnlyList<OutboxRow>> TakeAsync(int shard, DateTimeOffset now, DateTimeOffset lease, int limit)
    {
        var rows = await _inner.TakeAsync("@tracking", shard, now, lease, limit, CancellationToken.None);
        await _inner.FinishFetchesAsync(rows, CancellationToken.None);
        return rows;
    }
}
