using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

internal sealed partial class ModelOperations
{
    private (string What, ModelQuestion Ask) Outbox()
    {
        var (system, shard, now) = (One(Systems), random.Next(2), At(_number + random.Next(5)));
        switch (random.Next(8))
        {
            case 0 or 1 or 2:
                var (lease, limit) = (At(_number + random.Next(3, 12) + random.NextDouble()), random.Next(1, 5));
                return ($"take {system}/{shard} at {now:t} until {lease:t}", async (store, cancellation) =>
                {
                    var rows = await store.TakeAsync(system, shard, now, lease, limit, cancellation);
                    if (store is MemoryStateStore) _taken.AddRange(rows);
                    return rows;
                });
            case 3 or 4 when _taken.Count > 0:
                var returns = Some(1, 3, () => new OutboxReturn(
                    One(_taken), At(_number + random.Next(5) + random.NextDouble()), Chance(2) ? One(Keys) : null, Chance(2) ? "later" : null))
                    .DistinctBy(given => given.Row.OperationId).ToList();
                return ($"return {string.Join(' ', returns.Select(given => given.Row.OperationId))}", async (store, cancellation) =>
                {
                    await store.ReturnAsync(returns, cancellation);
                    return await store.ListOutboxAsync(null, null, 1000, cancellation);
                });
            case 5 when _taken.Count > 0:
                var row = One(_taken);
                return ($"finish {row.OperationId}", async (store, cancellation) =>
                {
                    await store.FinishFetchesAsync([row], cancellation);
                    return await store.ListOutboxAsync(row.System, null, 1000, cancellation);
                });
            case 6:
                var keys = Some(1, 3, () => One(Keys));
                var at = At(_number + random.NextDouble());
                return ($"wake {string.Join(' ', keys)}", async (store, cancellation) => await store.WakeWaitingAsync(system, keys, at, cancellation));
            default:
                return ($"what is due in {system}", async (store, cancellation) => new object?[]
                {
                    await store.NextDueAsync(system, shard, cancellation), await store.DueShardsAsync(system, now, cancellation),
                    await store.CountUndeliveredAsync([system], Entities, cancellation),
                    await store.ListOutboxAsync(system, (OutboxStatus)shard, 1000, cancellation),
                });
        }
    }

    private (string What, ModelQuestion Ask) Records()
    {
        var (feed, system, kind) = (One(Names), One(Systems), One(StoredKinds));
        var ids = Some(1, 5, () => One(RemoteIds));
        var before = At(_number - random.Next(20));
        return random.Next(5) switch
        {
            0 => ($"see {feed} {string.Join(' ', ids)}", async (store, cancellation) =>
            {
                await store.MarkSeenAsync(feed, system, Kind.Product, ids, cancellation);
                return await store.FindUnseenAsync(feed, system, Kind.Product, At(1000), 100, cancellation);
            }),
            1 => ($"clear {feed}", async (store, cancellation) =>
            {
                await store.ClearSeenAsync(feed, cancellation);
                return null;
            }),
            2 => ($"unseen of {feed} before {before:t}", async (store, cancellation) =>
                await store.FindUnseenAsync(feed, system, Kind.Product, before, 3, cancellation)),
            3 => ($"count {system} {kind}", async (store, cancellation) => await store.CountRecordsAsync(system, kind, cancellation)),
            _ => ($"find {string.Join(' ', ids)}", async (store, cancellation) =>
                await store.FindRecordsAsync(system, Kind.Product, ids, cancellation)),
        };
    }

    private (string What, ModelQuestion Ask) Claims()
    {
        var claims = Some(1, 4, () => (One(Keys), One(Chance(3) ? Gone : Entities)));
        return ($"claim {string.Join(' ', claims)}", async (store, cancellation) => await store.ClaimAsync(claims, cancellation));
    }

    private (string What, ModelQuestion Ask) Others()
    {
        var (name, system, shard) = (One(Names), One(Systems), random.Next(2));
        var (now, past) = (At(_number), At(_number - random.Next(60)));
        switch (random.Next(9))
        {
            case 0:
                var staged = Some(1, 4, () => new StagedRecord($"i{random.Next(12)}", Json($"p{_number}")));
                return ($"stage {name} {string.Join(' ', staged.Select(one => one.SourceIndex))}", async (store, cancellation) =>
                {
                    await store.StageAsync(name, staged, new StoredDocument(name, Json($"c{_number}")), cancellation);
                    return await store.ReadStagedAsync(name, 100, cancellation);
                });
            case 1:
                var indexes = Some(1, 6, () => $"i{random.Next(12)}");
                return ($"unstage {name} {string.Join(' ', indexes)}", async (store, cancellation) =>
                {
                    await store.RemoveStagedAsync(name, indexes, cancellation);
                    return new object[] { await store.ReadStagedAsync(name, 3, cancellation), await store.CountStagedAsync(name, cancellation) };
                });
            case 2:
                return ($"forget before {past:t}", async (store, cancellation) =>
                {
                    await store.PruneAsync(past, cancellation);
                    return null;
                });
            case 3:
                var signal = new StoredSignal(system, $"s{random.Next(8)}", now, Json($"s{_number}"));
                return ($"signal {signal.ContentKey}", async (store, cancellation) => await store.AddSignalAsync(signal, cancellation));
            case 4:
                var keys = Some(1, 4, () => $"s{random.Next(8)}");
                return ($"signals {string.Join(' ', keys)} handled", async (store, cancellation) =>
                {
                    await store.MarkSignalsHandledAsync(system, keys, cancellation);
                    return await store.ReadSignalsAsync(system, 100, cancellation);
                });
            case 5:
                var items = Some(1, 3, () => Parked($"p{random.Next(6)}", _number + random.NextDouble(), Chance(2) ? One(Names) : null, system, One(StoredKinds)));
                return ($"park {string.Join(' ', items.Select(item => item.Key))}", async (store, cancellation) =>
                {
                    await store.ParkAsync(items, cancellation);
                    return await store.FindWaitingAsync([name, "none"], 100, cancellation);
                });
            case 6:
                var unparked = Some(1, 3, () => $"p{random.Next(6)}");
                return ($"unpark {string.Join(' ', unparked)}", async (store, cancellation) =>
                {
                    await store.UnparkAsync(unparked, cancellation);
                    return await store.ListParkedAsync(system, null, 100, cancellation);
                });
            case 7:
                return ($"take mails of {shard}", async (store, cancellation) => new object[]
                {
                    await store.DueMailShardsAsync(now, cancellation), await store.TakeMailsAsync(shard, now, 2, cancellation),
                    await store.MarkInterruptedMailsAsync(shard, past, cancellation),
                });
            default:
                var mail = _mails.Count == 0 ? "none" : One(_mails);
                var status = One([MailStatus.Sent, MailStatus.Pending, MailStatus.Failed, MailStatus.Suppressed]);
                var other = Chance(2) ? mail : One(_mails.Count == 0 ? ["none"] : _mails);
                return ($"mail {mail}, {other} is {status}", async (store, cancellation) =>
                {
                    await store.FinishMailsAsync([mail, other], status, now, status == MailStatus.Pending ? At(_number + 3) : null, "250", cancellation);
                    return await store.ListMailsAsync(null, status, 100, cancellation);
                });
        }
    }
}
