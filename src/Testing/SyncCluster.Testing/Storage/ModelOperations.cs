using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Storage;
using static SyncCluster.Testing.Storage.Samples;

namespace SyncCluster.Testing.Storage;

/// <summary>Asks a store for something, or to do something.</summary>
internal delegate Task<object?> ModelQuestion(IStateStore store, CancellationToken cancellation);

/// <summary>Draws operations on few names, so that they meet. The model is always asked first: what it says is remembered.</summary>
internal sealed partial class ModelOperations(Random random, StandingClock clock)
{
    private static readonly string[] Entities = [.. Enumerable.Range(0, 8).Select(i => $"e{i}")];

    /// <summary>Those that passed into others: keys may still be claimed for them, but they name none.</summary>
    private static readonly string[] Gone = ["gone0", "gone1"];
    private static readonly string[] Systems = ["erp", "shop"];
    private static readonly string[] RemoteIds = ["r0", "r1", "r2", "r3", "r4", "~5", "~6", "r\"7'"];
    private static readonly NaturalKey[] Keys = [.. Enumerable.Range(0, 6).Select(i => new NaturalKey((Kind)(i % 2), "sku", $"K/{i}"))];
    private static readonly string[] Names = ["a", "a/b", "b", "ä"];

    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly List<OutboxRow> _taken = [];
    private readonly List<string> _mails = [];
    private int _number;

    /// <summary>The next operation and its words.</summary>
    public (string What, ModelQuestion Ask) Next()
    {
        clock.Now = At(++_number);
        var draw = random.Next(100);
        return draw < 40 ? Commit() : draw < 62 ? Outbox() : draw < 76 ? Records() : draw < 84 ? Claims() : Others();
    }

    /// <summary>Everything that can be asked at the end.</summary>
    public IEnumerable<(string What, ModelQuestion Ask)> Everything()
    {
        yield return ("all entities", async (store, cancellation) => (await store.LoadAsync(Entities, cancellation)).Select(one => one is null ? null : one with { Note = null }));
        yield return ("groups of mails", async (store, cancellation) => await store.FindMailGroupsAsync(["g0", "g1", "g2", "g3"], cancellation));
        yield return ("mentions", async (store, cancellation) =>
            (await store.FindMentionsAsync(Keys, cancellation)).OrderBy(one => one.Key.ToString()).ThenBy(one => one.EntityId, StringComparer.Ordinal));
        yield return ("late orders", async (store, cancellation) => await store.SearchAsync(
            new EntityQuery { ExpectedBefore = new DateOnly(2026, 1, 20), OrderStates = ["Sent", "Else"], Limit = 1000 }, cancellation));
        yield return ("all keys", async (store, cancellation) => await store.FindOwnersAsync(Keys, cancellation));
        yield return ("search", async (store, cancellation) => await store.SearchAsync(new EntityQuery { Limit = 1000 }, cancellation));
        yield return ("counts of entities", async (store, cancellation) => await store.CountEntitiesAsync(cancellation));
        yield return ("counts of systems", async (store, cancellation) => await store.CountSystemsAsync(cancellation));
        yield return ("the outbox", async (store, cancellation) => await store.ListOutboxAsync(null, null, 1000, cancellation));
        yield return ("mails", async (store, cancellation) => await store.ListMailsAsync(null, null, 1000, cancellation));
        yield return ("counts of mails", async (store, cancellation) => (await store.CountMailsAsync(cancellation)).OrderBy(count => count.Key));
        yield return ("parked items", async (store, cancellation) => await store.ListParkedAsync(null, null, 1000, cancellation));
        yield return ("documents", async (store, cancellation) => await store.ListDocumentsAsync("", cancellation));
        yield return ("reminders", async (store, cancellation) => await store.ListRemindersAsync(cancellation));
        yield return Changes();
        foreach (var entity in Entities)
            yield return ($"history of {entity}", async (store, cancellation) =>
                (await store.HistoryAsync(entity, 1000, cancellation)).Select(row => row with { Sequence = 0 }));
        foreach (var system in Systems)
        {
            yield return ($"records of {system}", async (store, cancellation) => await store.FindRecordsAsync(system, Kind.Product, RemoteIds, cancellation));
            yield return ($"list of records of {system}", async (store, cancellation) => await store.ListRecordsAsync(system, Kind.Product, "r1", 4, cancellation));
            yield return ($"remote ids of {system}", async (store, cancellation) => await store.FindRemoteIdsAsync(system, Entities, cancellation));
            yield return ($"due shards of {system}", async (store, cancellation) => await store.DueShardsAsync(system, At(_number), cancellation));
        }
    }

    private static (string, ModelQuestion) Changes()
    {
        var expected = -1;
        return ("changes", async (store, cancellation) =>
        {
            var changes = await store.ChangesAsync(0, 1000, cancellation);

            // Changes may lag behind commits for a moment.
            while (changes.Count < expected) changes = await store.ChangesAsync(0, 1000, cancellation);
            expected = changes.Count;
            return changes.Select(row => row with { Sequence = 0 });
        });
    }

    private (string, ModelQuestion) Commit()
    {
        var seen = new Dictionary<string, long>(_versions, StringComparer.Ordinal);
        var transitions = Some(1, 5, () =>
        {
            var entity = One(Entities);
            var version = seen.GetValueOrDefault(entity);
            var stale = random.Next(8) == 0;
            if (!stale) seen[entity] = version + 1;
            var drawn = Draw(entity, stale ? version + random.Next(-1, 2) : version);
            return Chance(5) ? drawn with { MustOwn = [.. drawn.Keys ?? []] } : drawn;
        });
        for (var i = 0; i < transitions.Count - 1; i++)
            if (Chance(3)) transitions[i] = transitions[i++] with { OnlyWithNext = true };
        var words = string.Join(", ", transitions.Select(one =>
            $"{(one.OnlyWithNext ? "(with the next) " : "")}{one.EntityId} v{one.ExpectedVersion} [{string.Join(' ', one.Records.Select(Words))}] [{string.Join(' ', one.Outbox.Select(Words))}]"
            + $" keys {(one.Keys is null ? "as they are" : string.Join(' ', one.Keys.Select(key => key.Value)))} must own {string.Join(' ', one.MustOwn.Select(key => key.Value))} absorbed {string.Join(' ', one.Absorbed)} mails {one.Mails.Count} withdrawn {string.Join(' ', one.WithdrawnMails.Select(mail => mail.Key))}"));
        var isNoted = Chance(2);
        return ($"commit{(isNoted ? ", as noted," : "")} {words}", async (store, cancellation) =>
        {
            var verdicts = await store.CommitAsync(isNoted ? await NotedAsync(store, transitions, cancellation) : transitions, cancellation);
            if (store is MemoryStateStore)
            {
                foreach (var (transition, verdict) in transitions.Zip(verdicts))
                    if (verdict == CommitVerdict.Committed) _versions[transition.EntityId] = transition.ExpectedVersion + 1;
            }

            return verdicts;
        });

        static string Words(object change) => change switch
        {
            RecordChange { Fingerprint: null } record => $"-{record.Key.System}/{record.Key.RemoteId}",
            RecordChange record => $"+{record.Key.System}/{record.Key.RemoteId}{(record.Deleted ? "†" : "")}",
            OutboxChange.Put { Row: var row } => $"+{row.System}/{row.Action}/{row.OperationId}/{row.Status}",
            OutboxChange.Remove remove => $"-{remove.System}/{remove.Action}",
            _ => "?",
        };
    }

    /// <summary>The same with what this store notes when it loads the states.</summary>
    private static async Task<List<Transition>> NotedAsync(IStateStore store, List<Transition> transitions, CancellationToken cancellation)
    {
        var noted = new List<Transition>(transitions.Count);
        foreach (var one in transitions)
        {
            var records = new List<RecordChange>(one.Records.Count);
            foreach (var change in one.Records)
            {
                var held = (await store.FindRecordsAsync(change.Key.System, change.Key.Kind, [change.Key.RemoteId], cancellation))[0];
                records.Add(held?.EntityId == one.EntityId ? change with { WasDeleted = held.Deleted } : change);
            }

            noted.Add(one with { Records = records, From = (await store.LoadAsync([one.EntityId], cancellation))[0]?.Note });
        }

        return noted;
    }

    private Transition Draw(string entity, long version) => new()
    {
        EntityId = entity,
        Kind = One(StoredKinds),
        ExpectedVersion = version,
        State = Json($"{entity} {_number}"),
        Summary = new EntitySummary($"T{_number}", $"t{_number}", random.Next(2), random.Next(2), random.Next(2), random.Next(2), Chance(2) ? "Sent" : null, Chance(4))
        {
            Merged = Chance(6),
            ExpectedBy = Chance(2) ? new DateOnly(2026, 1, 1).AddDays(random.Next(40)) : null,
        },
        At = At(_number),
        Records = Some(0, 3, () => Chance(3)
            ? Released(One(RemoteIds), One(Systems))
            : Bound(One(RemoteIds), random.Next(5), Chance(5), One(Systems)) with { Guards = new GuardValues(Chance(2) ? random.Next(9) / 4m : null, Chance(2) ? $";{random.Next(9)}" : null) }),
        Outbox = Some(0, 3, () => Chance(4)
            ? (OutboxChange)new OutboxChange.Remove(One(Systems), Chance(4) ? OutboxAction.Fetch : OutboxAction.Push)
            : new OutboxChange.Put(Row(entity))),
        Mails = Some(0, 2, () => Remember(Mail($"m{random.Next(20)}", random.Next(2)) with
        {
            Group = Chance(3) ? $"g{random.Next(3)}" : null, NotBefore = Chance(3) ? At(_number + random.Next(20) + random.NextDouble()) : null,
        })),
        WithdrawnMails = Chance(4) ? [.. Some(1, 3, () => $"m{random.Next(20)}").Distinct().Select(key => new MailWithdrawal(key, $"at {_number}"))] : [],
        Absorbed = Chance(4) ? [.. Some(1, 2, () => One(Gone)).Distinct()] : [],
        History = Chance(3) ? default(ReadOnlyMemory<byte>?) : Json($"h{_number}"),
        Published = Chance(2),
        Mentions = Chance(2) ? null : [.. Some(0, 4, () => One(Keys)).Distinct()],
        Keys = Chance(2) ? null : [.. Some(0, 4, () => One(Keys)).Distinct()],
    };

    private OutboxRow Row(string entity)
    {
        var status = Chance(6) ? OutboxStatus.Parked : Chance(6) ? OutboxStatus.Waiting : OutboxStatus.Pending;

        // No two rows of one time: which of them is the older is the database's own affair.
        return new OutboxRow(
            One(Systems), entity, One(StoredKinds), Chance(4) ? OutboxAction.Fetch : OutboxAction.Push, $"op{_number}.{random.Next(1000)}",
            random.Next(2), At(_number + (random.Next(20) - 10) + random.NextDouble()), At(_number + random.NextDouble()))
        {
            Status = status,
            Reason = status == OutboxStatus.Pending ? null : "reason",
            WaitingFor = status == OutboxStatus.Waiting ? One(Keys) : null,
            Unanswered = random.Next(2),
        };
    }

    private MailDraft Remember(MailDraft mail)
    {
        _mails.Add(mail.Key);
        return mail;
    }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private List<T> Some<T>(int least, int most, Func<T> draw) => [.. Enumerable.Range(0, random.Next(least, most)).Select(_ => draw())];

    private static Kind[] StoredKinds { get; } = Enum.GetValues<Kind>();
}
