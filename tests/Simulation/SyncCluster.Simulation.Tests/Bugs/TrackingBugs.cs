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

/// <summary>A store with a bug in one of its methods.</summary>
public abstract class WrongStore<TBug> : DispatchProxy
    where TBug : WrongStore<TBug>
{
    /// <summary>The store without the bug.</summary>
    protected IStateStore Inner { get; private set; } = null!;

    /// <summary>The store with the bug.</summary>
    public static IStateStore Around(IStateStore inner)
    {
        var proxy = Create<IStateStore, TBug>();
        ((TBug)(object)proxy).Inner = inner;
        return proxy;
    }

    /// <summary>What the wrong method answers; null for every other.</summary>
    protected abstract object? Wrong(string method, object?[] args);

    /// <inheritdoc/>
    protected sealed override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Wrong(targetMethod!.Name, args ?? []) ?? targetMethod.Invoke(Inner, args);
}

/// <summary>What is to be told to orders is taken off the list when it is begun, not when it is done: a crash in between loses it.</summary>
public class TrackingTakenAtOnce : WrongStore<TrackingTakenAtOnce>
{
    /// <inheritdoc/>
    protected override object? Wrong(string method, object?[] args) =>
        method == nameof(IStateStore.TakeAsync) && (string)args[0]! == "@tracking"
            ? TakeAsync((int)args[1]!, (DateTimeOffset)args[2]!, (DateTimeOffset)args[3]!, (int)args[4]!)
            : null;

    private async Task<IReadOnlyList<OutboxRow>> TakeAsync(int shard, DateTimeOffset now, DateTimeOffset lease, int limit)
    {
        var rows = await Inner.TakeAsync("@tracking", shard, now, lease, limit, CancellationToken.None);
        await Inner.FinishFetchesAsync(rows, CancellationToken.None);
        return rows;
    }
}

/// <summary>Rows that were handed over are taken off the stage when they are read from it, not when they were compared.</summary>
public class StagedForgotten : WrongStore<StagedForgotten>
{
    /// <inheritdoc/>
    protected override object? Wrong(string method, object?[] args) =>
        method == nameof(IStateStore.ReadStagedAsync) ? ReadAsync((string)args[0]!, (int)args[1]!) : null;

    private async Task<IReadOnlyList<StagedRecord>> ReadAsync(string feed, int limit)
    {
        var records = await Inner.ReadStagedAsync(feed, limit, CancellationToken.None);
        await Inner.RemoveStagedAsync(feed, [.. records.Select(record => record.SourceIndex)], CancellationToken.None);
        return records;
    }
}

/// <summary>What was being sent when the process died is sent again, though it may have arrived.</summary>
public class InterruptedSentAgain : WrongStore<InterruptedSentAgain>
{
    /// <inheritdoc/>
    protected override object? Wrong(string method, object?[] args) =>
        method == nameof(IStateStore.MarkInterruptedMailsAsync) ? MarkAsync((int)args[0]!, (DateTimeOffset)args[1]!) : null;

    private async Task<int> MarkAsync(int shard, DateTimeOffset takenBefore)
    {
        await Inner.MarkInterruptedMailsAsync(shard, takenBefore, CancellationToken.None);
        var uncertain = await Inner.ListMailsAsync(null, MailStatus.Uncertain, 100, CancellationToken.None);
        foreach (var mail in uncertain.Where(mail => mail.Draft.Shard == shard))
            await Inner.DecideMailAsync(mail.Draft.Key, MailStatus.Pending, "again", takenBefore, CancellationToken.None);
        return 0;
    }
}

/// <summary>Nobody remembers what went out today: every message is the first.</summary>
public class NoLimitADay : WrongStore<NoLimitADay>
{
    /// <inheritdoc/>
    protected override object? Wrong(string method, object?[] args) => method == nameof(IStateStore.FindMailGroupsAsync)
        ? Task.FromResult<IReadOnlyList<MailGroup?>>([.. ((IReadOnlyList<string>)args[0]!).Select(_ => (MailGroup?)null)])
        : null;
}

/// <summary>Mails that are to go as one message are taken one by one.</summary>
public class TakenOneByOne : WrongStore<TakenOneByOne>
{
    /// <inheritdoc/>
    protected override object? Wrong(string method, object?[] args) =>
        method == nameof(IStateStore.TakeMailsAsync) ? TakeAsync((int)args[0]!, (DateTimeOffset)args[1]!, (int)args[2]!) : null;

    private async Task<IReadOnlyList<StoredMail>> TakeAsync(int shard, DateTimeOffset now, int limit)
    {
        var taken = await Inner.TakeMailsAsync(shard, now, limit, CancellationToken.None);
        await Inner.FinishMailsAsync([.. taken.Skip(1).Select(mail => mail.Draft.Key)], MailStatus.Pending, now, now, null, CancellationToken.None);
        return [.. taken.Take(1)];
    }
}

/// <summary>Every message that waits seems to be in whatever language is asked for: the second language of a customer is never told apart.</summary>
public class LanguageNotLookedAt : WrongStore<LanguageNotLookedAt>
{
    /// <inheritdoc/>
    protected override object? Wrong(string method, object?[] args) => method == nameof(IStateStore.FindMailGroupsAsync) ? FindAsync((IReadOnlyList<string>)args[0]!) : null;

    private async Task<IReadOnlyList<MailGroup?>> FindAsync(IReadOnlyList<string> groups)
    {
        var found = await Inner.FindMailGroupsAsync(groups, CancellationToken.None);
        return [.. found.Select(group => group is { IsOpen: true } ? null : group)];
    }
}
